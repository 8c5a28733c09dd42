// SPDX-License-Identifier: MIT
#include "probe/account.hpp"

#include "turn/credentials.hpp"

namespace probe {

TimedAccount given_account(std::string username, base::Secret password) {
  TimedAccount out{{std::move(username), std::move(password)}, std::nullopt};
  if (const auto timed = turn::parse_timed_name(out.account.username)) out.expires = timed->expires;
  return out;
}

TimedAccount issued_account(const base::Secret& secret, const std::string& user,
                            base::WallTime expires) {
  auto issued = turn::issue_credential(secret, user, expires);
  return {{std::move(issued.username), base::Secret{std::move(issued.password)}}, expires};
}

}  // namespace probe
