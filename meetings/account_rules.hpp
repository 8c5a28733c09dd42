// SPDX-License-Identifier: MIT
// The rules for an account's fields, for registration and for the operator's commands. Pure; any
// thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "meetings/refusal.hpp"

namespace meetings {

inline constexpr std::size_t kLongestName = 80;
inline constexpr std::size_t kShortestPassword = 8;
inline constexpr std::size_t kLongestPassword = 256;

struct CheckedAccount {
  std::string email;
  std::string name;
};

// Refuses with bad_field for the first invalid field.
Outcome<CheckedAccount> check_account(std::string_view email, std::string_view name,
                                      std::string_view password);

inline auto email_taken() {
  return base::failure(Refusal{RefusalCode::email_taken,
                               "There is an account with this e-mail address already.", "email",
                               std::chrono::seconds{0}});
}

}  // namespace meetings
