// SPDX-License-Identifier: MIT
// The text form of a value with named members: words that are parted by blanks, of which some are
// `name=value`. A value may stand in double quotes, in which \ takes the next character as it is.
// Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace config {

struct Word {
  std::string name;  // "" of a word without one
  std::string value;
};

std::vector<Word> split_words(std::string_view text);
// Appends name="value".
void append_word(std::string& out, std::string_view name, std::string_view value);

}  // namespace config
