// SPDX-License-Identifier: MIT
#include "meetings/text_rules.hpp"

#include <algorithm>
#include <cstdint>

#include "base/encoding.hpp"
#include "base/unicode.hpp"

namespace meetings {
namespace {

constexpr std::size_t kMaxEmail = 254;
constexpr std::size_t kMaxLocalPart = 64;  // RFC 5321 section 4.5.3.1.1
constexpr std::size_t kMaxLabel = 63;      // RFC 1035 section 2.3.4

bool is_trailing(char c) noexcept { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

std::size_t count_characters(std::string_view utf8) noexcept {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return !is_trailing(c); }));
}

// The code point at `at`, which moves behind it; the text is valid UTF-8.
std::uint32_t next_character(std::string_view utf8, std::size_t& at) noexcept {
  const auto lead = static_cast<unsigned char>(utf8[at++]);
  std::uint32_t value = lead < 0x80   ? lead
                        : lead < 0xe0 ? lead & 0x1fu
                        : lead < 0xf0 ? lead & 0x0fu
                                      : lead & 0x07u;
  while (at < utf8.size() && is_trailing(utf8[at])) {
    value = (value << 6) | (static_cast<unsigned char>(utf8[at++]) & 0x3fu);
  }
  return value;
}

bool is_control(std::uint32_t c) noexcept { return c < 0x20 || (c >= 0x7f && c < 0xa0); }

// Line and paragraph separators; embeddings, overrides and isolates (UAX #9).
bool disturbs_line(std::uint32_t c) noexcept {
  return c == 0x2028 || c == 0x2029 || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

template <class Bad>
bool any_character(std::string_view utf8, Bad&& bad) {
  for (std::size_t at = 0; at < utf8.size();) {
    if (bad(next_character(utf8, at))) return true;
  }
  return false;
}

std::string length_detail(std::string_view field, std::size_t shortest, std::size_t longest) {
  return std::string{field} + " takes " + std::to_string(shortest) + " to " +
         std::to_string(longest) + " characters.";
}

Outcome<void> check_shown(std::string_view field, const std::string& text, std::size_t shortest,
                          std::size_t longest) {
  const std::size_t length = count_characters(text);
  if (length < shortest || length > longest)
    return refuse_field(std::string{field}, length_detail(field, shortest, longest));
  if (length > 0 && !base::shows_something(text)) {
    return refuse_field(std::string{field},
                        std::string{field} + " needs at least one character that shows.");
  }
  return {};
}

// Every kind of line end as "\n"; no blanks at the ends of lines, no empty lines at both ends.
std::string with_plain_ends(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of("\r\n");
    out += base::trim_blanks(text.substr(0, end));
    if (end == std::string_view::npos) break;
    out += '\n';
    text.remove_prefix(end + (text.substr(end, 2) == "\r\n" ? 2 : 1));
  }
  const std::size_t first = out.find_first_not_of('\n');
  if (first == std::string::npos) return {};
  return out.substr(first, out.find_last_not_of('\n') - first + 1);
}

bool is_alnum(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool is_domain(std::string_view domain) noexcept {
  if (domain.empty()) return false;
  while (true) {
    const std::size_t dot = domain.find('.');
    const std::string_view label = domain.substr(0, dot);
    if (label.empty() || label.size() > kMaxLabel || label.front() == '-' || label.back() == '-')
      return false;
    if (!std::all_of(label.begin(), label.end(), [](char c) { return is_alnum(c) || c == '-'; }))
      return false;
    if (dot == std::string_view::npos) return true;
    domain.remove_prefix(dot + 1);
  }
}

bool is_local_part(std::string_view local) noexcept {
  constexpr std::string_view special = ".!#$%&'*+/=?^_`{|}~-";
  return !local.empty() && local.size() <= kMaxLocalPart &&
         std::all_of(local.begin(), local.end(), [&](char c) {
           return is_alnum(c) || special.find(c) != std::string_view::npos;
         });
}

}  // namespace

Outcome<std::string> check_line(std::string_view field, std::string_view text, std::size_t shortest,
                                std::size_t longest) {
  if (!base::is_utf8(text))
    return refuse_field(std::string{field}, std::string{field} + " is not valid UTF-8.");
  if (any_character(text, [](std::uint32_t c) { return is_control(c) || disturbs_line(c); })) {
    return refuse_field(std::string{field},
                        std::string{field} + " holds a character that does not show.");
  }
  std::string line = base::to_nfc(base::trim_blanks(text)).value_or(std::string{});
  TRY(check_shown(field, line, shortest, longest));
  return line;
}

Outcome<std::string> check_text(std::string_view field, std::string_view text,
                                std::size_t longest) {
  if (!base::is_utf8(text))
    return refuse_field(std::string{field}, std::string{field} + " is not valid UTF-8.");
  const std::string lines = with_plain_ends(text);
  const auto disturbs = [](std::uint32_t c) {
    return (is_control(c) && c != '\n') || disturbs_line(c);
  };
  if (any_character(lines, disturbs)) {
    return refuse_field(std::string{field},
                        std::string{field} + " holds a character that does not show.");
  }
  std::string shown = base::to_nfc(lines).value_or(std::string{});
  TRY(check_shown(field, shown, 0, longest));
  return shown;
}

Outcome<std::string> check_email(std::string_view field, std::string_view text) {
  std::string email{base::trim_blanks(text)};
  for (char& c : email) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  const std::size_t at = email.rfind('@');
  if (email.size() > kMaxEmail || at == std::string::npos ||
      !is_local_part(std::string_view{email}.substr(0, at)) ||
      !is_domain(std::string_view{email}.substr(at + 1))) {
    return refuse_field(std::string{field}, "This is not an e-mail address.");
  }
  return email;
}

Outcome<void> check_password(std::string_view field, std::string_view text, std::size_t shortest,
                             std::size_t longest) {
  if (!base::is_utf8(text) || any_character(text, is_control)) {
    return refuse_field(std::string{field},
                        std::string{field} + " holds a character that cannot be typed.");
  }
  // What hashes is composed: "é" is one character, also where a keyboard sends two. No character is
  // composed of more than four, so a longer text is refused without being composed.
  std::size_t length = count_characters(text);
  if (length <= 4 * longest)
    length = count_characters(base::to_opaque_string(text).value_or(std::string{text}));
  if (length < shortest || length > longest) {
    return refuse_field(std::string{field}, length_detail(field, shortest, longest));
  }
  return {};
}

}  // namespace meetings
