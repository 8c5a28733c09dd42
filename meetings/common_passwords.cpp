// SPDX-License-Identifier: MIT
#include "meetings/common_passwords.hpp"

#include <unordered_set>

namespace meetings {
namespace {

std::unordered_set<std::string_view> read_words() {
  std::unordered_set<std::string_view> words;
  std::string_view rest = common_password_words();
  while (!rest.empty()) {
    const std::string_view word = rest.substr(0, rest.find_first_of(" \n"));
    rest.remove_prefix(word.size() < rest.size() ? word.size() + 1 : word.size());
    if (!word.empty()) words.insert(word);
  }
  return words;
}

}  // namespace

bool is_common_password(std::string_view lower_case) {
  static const std::unordered_set<std::string_view> words = read_words();
  return words.contains(lower_case);
}

}  // namespace meetings
