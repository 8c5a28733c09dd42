// SPDX-License-Identifier: MIT
// The rules for text that people type: names, titles, e-mail addresses, passwords. Each check
// returns the cleaned text, or refuses with bad_field for the field. Lengths are in characters
// (Unicode code points). Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "meetings/refusal.hpp"

namespace meetings {

// One line: UTF-8 without control characters, line separators or bidirectional overrides (which
// make a name look like another). Drops the blanks at both ends before it checks the length, and
// refuses a text of which nothing shows, such as a name of Hangul fillers. Returns the text in
// Normalization Form C, so that two names that look the same are the same.
Outcome<std::string> check_line(std::string_view field, std::string_view text, std::size_t shortest,
                                std::size_t longest);
// The same for a text that may have several lines: every line end becomes "\n",
// and blanks at both ends of lines go. May be empty.
Outcome<std::string> check_text(std::string_view field, std::string_view text, std::size_t longest);
// ASCII in the form that HTML's <input type=email> accepts, at most 254 characters (RFC 5321
// section 4.5.3.1.3). Returns it in lower case.
Outcome<std::string> check_email(std::string_view field, std::string_view text);
// Accepts UTF-8 without control characters and does not change it.
Outcome<void> check_password(std::string_view field, std::string_view text, std::size_t shortest,
                             std::size_t longest);

}  // namespace meetings
