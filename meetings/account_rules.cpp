// SPDX-License-Identifier: MIT
#include "meetings/account_rules.hpp"

#include "meetings/text_rules.hpp"

namespace meetings {

Outcome<CheckedAccount> check_account(std::string_view email, std::string_view name,
                                      std::string_view password, std::string_view site) {
  TRY(auto address, check_email("email", email));
  TRY(auto line, check_line("name", name, 1, kLongestName));
  TRY(check_new_password(password, {address, line, site}));
  return CheckedAccount{std::move(address), std::move(line)};
}

std::string placeholder_email(const UserId& id) { return id.value() + "@accounts.invalid"; }

void note_admin(UnitOfWork& work, const User& user) {
  if (user.role == UserRole::admin && !user.disabled) work.invitations().remove_first_admin();
}

base::Sha256Digest site_digest(const base::IpAddress& client) {
  return base::sha256(base::as_bytes(client.site().print()));
}

}  // namespace meetings
