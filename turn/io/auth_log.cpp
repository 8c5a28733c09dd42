// SPDX-License-Identifier: MIT
#include "turn/io/auth_log.hpp"

#include "turn/session.hpp"

namespace turn::io {

void AuthLog::write(const base::Log& log, const AuthFailed& failed, base::Instant now) {
  if (!lines_.take(kLines, now)) {
    ++suppressed_;
    return;
  }
  // packaging/fail2ban reads this line. The address comes first; the name comes last, because an
  // attacker chooses it.
  log.info("turn_auth_failed", {{"client", failed.client.ip.print()},
                                {"port", failed.client.port},
                                {"transport", to_string(failed.transport)},
                                {"reason", to_string(failed.why)},
                                {"suppressed", suppressed_},
                                {"user", failed.username}});
  suppressed_ = 0;
}

}  // namespace turn::io
