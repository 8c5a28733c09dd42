// SPDX-License-Identifier: MIT
#include "meetings/meeting_code.hpp"

#include <cstddef>

namespace meetings {
namespace {

// Letters that people do not confuse when they speak or write by hand. People pronounce c, q, w, x
// and y in different ways.
constexpr std::string_view kConsonants = "bdfghjklmnprstvz";
constexpr std::string_view kVowels = "aeiou";
constexpr std::size_t kLetters = 12;
constexpr std::size_t kGroup = 4;
constexpr std::size_t kUuid = 36;
constexpr std::size_t kLongestInput = 64;

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_uuid(std::string_view text) noexcept {
  if (text.size() != kUuid) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    const bool hex = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
    if (hyphen ? text[i] != '-' : !hex) return false;
  }
  return true;
}

std::string with_hyphens(std::string_view letters) {
  std::string code;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (i != 0 && i % kGroup == 0) code += '-';
    code += letters[i];
  }
  return code;
}

}  // namespace

std::string make_meeting_code(base::Random& random) {
  std::string letters;
  for (std::size_t i = 0; i < kLetters; ++i) {
    const std::string_view from = i % 2 == 0 ? kConsonants : kVowels;
    letters += from[random.below(static_cast<std::uint32_t>(from.size()))];
  }
  return with_hyphens(letters);
}

std::optional<MeetingKey> parse_meeting_key(std::string_view text) {
  if (text.size() > kLongestInput) return std::nullopt;
  std::string id, letters;
  for (const char c : text) {
    id += lower(c);
    if (c != '-' && c != ' ') letters += lower(c);
  }
  if (is_uuid(id)) return MeetingKey{MeetingKey::By::id, std::move(id)};
  if (letters.size() != kLetters) return std::nullopt;
  for (std::size_t i = 0; i < kLetters; ++i) {
    const std::string_view from = i % 2 == 0 ? kConsonants : kVowels;
    if (from.find(letters[i]) == std::string_view::npos) return std::nullopt;
  }
  return MeetingKey{MeetingKey::By::code, with_hyphens(letters)};
}

}  // namespace meetings
