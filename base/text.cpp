// SPDX-License-Identifier: MIT
#include "base/text.hpp"

#include <algorithm>
#include <cstddef>

namespace base {
namespace {

constexpr std::size_t kLongestHostName = 253;
constexpr std::size_t kUuid = 36;

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_lower_letter(char c) noexcept { return c >= 'a' && c <= 'z'; }

}  // namespace

std::string_view trim(std::string_view text, std::string_view blanks) noexcept {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string to_lower(std::string_view text) {
  std::string out{text};
  for (char& c : out) c = to_lower(c);
  return out;
}

std::string to_upper(std::string_view text) {
  std::string out{text};
  for (char& c : out) {
    if (is_lower_letter(c)) c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return to_lower(x) == to_lower(y); });
}

std::string harmless(std::string_view text) {
  std::string out{text};
  std::replace_if(out.begin(), out.end(), is_control, '?');
  return out;
}

std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string{text};
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
  while (most > 0 && continues(text[most])) --most;
  return std::string{text.substr(0, most)} + "…";
}

bool is_host_name(std::string_view text) noexcept {
  if (text.empty() || text.size() > kLongestHostName) return false;
  bool label_begins = true;
  for (const char c : text) {
    const bool word = is_lower_letter(to_lower(c)) || is_digit(c) || c == '_';
    if (!word && (label_begins || (c != '-' && c != '.'))) return false;
    label_begins = c == '.';
  }
  return true;
}

bool is_uuid(std::string_view text) noexcept {
  if (text.size() != kUuid) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    const bool hexadecimal = is_digit(text[i]) || (text[i] >= 'a' && text[i] <= 'f');
    if (hyphen ? text[i] != '-' : !hexadecimal) return false;
  }
  return true;
}

}  // namespace base
