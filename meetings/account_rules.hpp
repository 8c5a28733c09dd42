// SPDX-License-Identifier: MIT
// The rules for accounts, for registration and for the operator's commands. note_admin(): inside a
// unit of work; the others: pure, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/endpoint.hpp"
#include "meetings/password_rules.hpp"
#include "meetings/refusal.hpp"
#include "meetings/repository.hpp"

namespace meetings {

inline constexpr std::size_t kLongestName = 80;

struct CheckedAccount {
  std::string email;
  std::string name;
};

// Refuses the first invalid field: with bad_field, or as check_new_password() does. `site` is the
// site's name.
Outcome<CheckedAccount> check_account(std::string_view email, std::string_view name,
                                      std::string_view password, std::string_view site);

// The name under which the store remembers that an account signed in from this address.
base::Sha256Digest site_digest(const base::IpAddress& client);

// The unique address of an account of a foreign issuer (RFC 2606 section 2: no mail reaches it).
std::string placeholder_email(const UserId& id);

// Call it after each change that may have made an administrator: the link that makes the first one
// is void once there is one, whichever way it came.
void note_admin(UnitOfWork& work, const User& user);

inline auto email_taken() {
  return base::failure(Refusal{RefusalCode::email_taken,
                               "There is an account with this e-mail address already.", "email",
                               std::chrono::seconds{0}});
}

}  // namespace meetings
