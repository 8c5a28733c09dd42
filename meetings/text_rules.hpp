// SPDX-License-Identifier: MIT
// What people may type: names, titles, e-mail addresses, passwords. Each check answers the cleaned
// text or a bad_field that names the field. Lengths are in characters (Unicode code points). Pure;
// any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "meetings/refusal.hpp"

namespace meetings {

// One line: UTF-8 without control characters, line separators or bidirectional overrides (which
// make a name look like another); spaces at both ends are dropped, then the length counts.
Outcome<std::string> check_line(std::string_view field, std::string_view text, std::size_t shortest,
                                std::size_t longest);
// ASCII, lower-cased, the shape that HTML's <input type=email> takes; at most 254 characters (RFC
// 5321 section 4.5.3.1.3).
Outcome<std::string> check_email(std::string_view field, std::string_view text);
// UTF-8 without control characters, taken as it is.
Outcome<void> check_password(std::string_view field, std::string_view text, std::size_t shortest,
                             std::size_t longest);

}  // namespace meetings
