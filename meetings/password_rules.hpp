// SPDX-License-Identifier: MIT
// The rules for a new password of an account. They follow NIST SP 800-63B section 5.1.1.2: a
// minimal length, no rules about kinds of characters, and no password that a guesser tries first.
// Passwords that were set before are not checked again. Pure; any thread.
#pragma once

#include <cstddef>
#include <string_view>

#include "meetings/refusal.hpp"

namespace meetings {

inline constexpr std::size_t kShortestPassword = 8;
inline constexpr std::size_t kLongestPassword = 256;

// Whose password it is, and where: the words that a guesser tries for this person.
struct PasswordOwner {
  std::string_view email;
  std::string_view name;
  std::string_view site;  // the site's name
};

// Refuses with the field "password" and the code bad_field (length, control characters),
// password_simple (blanks, a repeated or sequential pattern, a row of the keyboard),
// password_common (on the list, also with digits or signs behind it) or password_personal (the
// owner's e-mail address or name or the site's name, also with digits or signs).
Outcome<void> check_new_password(std::string_view password, const PasswordOwner& owner);

}  // namespace meetings
