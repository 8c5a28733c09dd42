// SPDX-License-Identifier: MIT
#include "meetings/account_rules.hpp"

#include "meetings/text_rules.hpp"

namespace meetings {

Outcome<CheckedAccount> check_account(std::string_view email, std::string_view name,
                                      std::string_view password) {
  auto address = check_email("email", email);
  if (!address) return base::failure(std::move(address.error()));
  auto line = check_line("name", name, 1, kLongestName);
  if (!line) return base::failure(std::move(line.error()));
  auto fits = check_password("password", password, kShortestPassword, kLongestPassword);
  if (!fits) return base::failure(std::move(fits.error()));
  return CheckedAccount{std::move(*address), std::move(*line)};
}

}  // namespace meetings
