// SPDX-License-Identifier: MIT
#include "meetings/password_rules.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "base/unicode.hpp"
#include "meetings/common_passwords.hpp"
#include "meetings/text_rules.hpp"

namespace meetings {
namespace {

constexpr std::size_t kShortestRun = 3;
constexpr std::size_t kFewestCharacters = 3;  // different ones
constexpr std::size_t kLongestUnit = 4;       // of a pattern that repeats, such as "12341234"

// The alphabet, and the rows of keyboards (English, German, French).
constexpr std::array<std::string_view, 9> kRows{"abcdefghijklmnopqrstuvwxyz",
                                                "01234567890",
                                                "qwertyuiop",
                                                "qwertzuiop",
                                                "azertyuiop",
                                                "asdfghjkl",
                                                "qsdfghjklm",
                                                "zxcvbnm",
                                                "yxcvbnm"};

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
// Bytes of other scripts count as letters.
bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

std::size_t different_characters(std::string text) {
  std::sort(text.begin(), text.end());
  return static_cast<std::size_t>(
      std::distance(text.begin(), std::unique(text.begin(), text.end())));
}

bool repeats_a_unit(std::string_view text) noexcept {
  for (std::size_t unit = 1; unit <= kLongestUnit && 2 * unit <= text.size(); ++unit) {
    if (text.substr(unit) == text.substr(0, text.size() - unit)) return true;
  }
  return false;
}

bool is_on_a_row(std::string_view text) {
  const std::string backwards{text.rbegin(), text.rend()};
  return std::any_of(kRows.begin(), kRows.end(), [&](std::string_view row) {
    return row.find(text) != std::string_view::npos ||
           row.find(backwards) != std::string_view::npos;
  });
}

bool is_run(std::string_view text) {
  return text.find_first_not_of(text.front()) == std::string_view::npos || is_on_a_row(text);
}

// True if the text is nothing but runs, such as "abcd1234", "qwertz666" or "87654321".
bool consists_of_runs(std::string_view text) {
  while (!text.empty()) {
    std::size_t longest = 0;
    for (std::size_t n = kShortestRun; n <= text.size() && is_run(text.substr(0, n)); ++n)
      longest = n;
    if (longest == 0) return false;
    text.remove_prefix(longest);
  }
  return true;
}

bool is_simple(const std::string& text) {
  return !base::shows_something(text) || different_characters(text) < kFewestCharacters ||
         repeats_a_unit(text) || consists_of_runs(text);
}

// The letters and digits of the text in lower case, without the digits at the end: "Anna.S-1987!"
// is "annas". Digits alone stay.
std::string core_of(std::string_view text) {
  std::string core = base::to_lower(text);
  std::erase_if(core, [](char c) { return !is_digit(c) && !is_letter(c); });
  const std::size_t last = core.find_last_not_of("0123456789");
  if (last != std::string::npos) core.resize(last + 1);
  return core;
}

std::vector<std::string_view> words_of(const PasswordOwner& owner) {
  std::vector<std::string_view> words{owner.email, owner.email.substr(0, owner.email.find('@')),
                                      owner.name, owner.site};
  std::string_view rest = owner.name;
  while (!rest.empty()) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    words.push_back(word);
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
  }
  return words;
}

bool is_personal(const std::string& core, const PasswordOwner& owner) {
  const std::vector<std::string_view> words = words_of(owner);
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    const std::string other = core_of(word);
    return !other.empty() && other == core;
  });
}

auto refuse_password(RefusalCode code, std::string detail) {
  return base::failure(Refusal{code, std::move(detail), "password", std::chrono::seconds{0}});
}

}  // namespace

Outcome<void> check_new_password(std::string_view password, const PasswordOwner& owner) {
  TRY(check_password("password", password, kShortestPassword, kLongestPassword));
  const std::string lower = base::to_lower(base::trim(password));
  if (is_simple(lower)) {
    return refuse_password(RefusalCode::password_simple,
                           "This password is a simple pattern, which is guessed at once. Please "
                           "choose another, for example some unrelated words.");
  }
  const std::string core = core_of(password);
  if (is_common_password(lower) || is_common_password(core)) {
    return refuse_password(RefusalCode::password_common,
                           "Many people use this password, so it is guessed at once. Please "
                           "choose another, for example some unrelated words.");
  }
  if (is_personal(core, owner)) {
    return refuse_password(RefusalCode::password_personal,
                           "This password is the e-mail address, the name or the site's name. "
                           "Please choose another, for example some unrelated words.");
  }
  return {};
}

}  // namespace meetings
