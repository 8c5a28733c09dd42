// SPDX-License-Identifier: MIT
// EmailProofs: what a person does who can read the mails to an address: set another password
// without the old one, and verify the address. The calls block (store, argon2): worker threads
// only, any number of them at once; the call that takes a PasswordHasher runs in the hash pool.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "meetings/client.hpp"
#include "meetings/link_mail.hpp"
#include "meetings/passwords.hpp"
#include "meetings/services.hpp"

namespace meetings {

class EmailProofs {
 public:
  // `site_name` is no password.
  EmailProofs(Services services, std::string site_name)
      : s_(services), site_name_(std::move(site_name)) {}

  // Puts a mail with a link into the outbox. Succeeds, and does the same work, whether or not there
  // is such an account; a disabled account gets no mail.
  Outcome<void> request_reset(std::string_view email);
  // Sets the password, verifies the address, and ends all sessions and API tokens of the account.
  // Refuses with link_invalid for a token that is unknown, used, replaced or too old.
  Outcome<void> confirm_reset(std::string_view token, std::string_view password,
                              const Client& client, const PasswordHasher& hasher);
  // Verifies the address with the token of a mail; refuses as confirm_reset() does.
  Outcome<void> verify(std::string_view token);
  // Puts another mail for verification; none for an address that is verified. Returns whether it
  // is.
  Outcome<bool> resend_verification(const Claims& claims);

 private:
  Services s_;
  std::string site_name_;
};

}  // namespace meetings
