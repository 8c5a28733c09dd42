// SPDX-License-Identifier: MIT
// The passwords that many people use and that a guesser therefore tries first. Any thread.
#pragma once

#include <string_view>

namespace meetings {

// True if the text, in lower case, is on the list.
bool is_common_password(std::string_view lower_case);

// The words of common_passwords.txt, with blanks and line ends between them. Generated at build
// time.
std::string_view common_password_words() noexcept;

}  // namespace meetings
