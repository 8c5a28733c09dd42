// SPDX-License-Identifier: MIT
// OwnAccount: what a signed-in person does to the own account: looks at its sign-in sessions, ends
// them, and changes the password. Guests have no account: refused with forbidden. The calls block
// (store, argon2): worker threads only, any number of them at once; the call that takes a
// PasswordHasher runs in the hash pool.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "meetings/client.hpp"
#include "meetings/passwords.hpp"
#include "meetings/services.hpp"

namespace meetings {

struct OwnSession {
  Session session;
  bool current = false;  // the session of the token that asks
};

class OwnAccount {
 public:
  // `site_name` is no password.
  OwnAccount(Services services, std::string site_name)
      : s_(services), site_name_(std::move(site_name)) {}

  // All sessions of the account, the most recently used one first (at most kSessionsPerUser).
  Outcome<std::vector<OwnSession>> sessions(const Claims& claims);
  // Ends one session of the account, also the current one. Another person's session is not_found.
  Outcome<void> end_session(const Claims& claims, std::string_view session);
  // Ends all sessions of the account but the current one.
  Outcome<void> end_other_sessions(const Claims& claims);
  // Checks the old password, with the limits of a login, and refuses a wrong one with
  // password_wrong. Ends the other sessions and what was relayed with the account's credentials.
  Outcome<void> change_password(const Claims& claims, std::string_view old_password,
                                std::string_view password, const Client& client,
                                const PasswordHasher& hasher);

 private:
  Services s_;
  std::string site_name_;
};

}  // namespace meetings
