// SPDX-License-Identifier: MIT
// Small questions about ASCII text, independent of the locale: blanks, letter case, control
// characters, host names, UUIDs. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace base {

// `text` without the characters of `blanks` at both ends. The view points into `text`.
std::string_view trim(std::string_view text, std::string_view blanks = " \t") noexcept;

// ASCII letters in lower case; every other byte stays as it is.
constexpr char to_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string to_lower(std::string_view text);

// ASCII letters in upper case; every other byte stays as it is.
std::string to_upper(std::string_view text);

// Compares as if to_lower() had been called on both.
bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept;

// The C0 control characters and DEL, which steer terminals.
constexpr bool is_control(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}
// `text` with '?' in the place of each control character: for text from strangers that a person
// reads in a terminal.
std::string harmless(std::string_view text);

// `text`; of a text of more than `most` bytes the beginning, at most that long, and "…". It is for
// text of unknown length in a message. Does not cut a UTF-8 character.
std::string shortened(std::string_view text, std::size_t most);

// True where `text` can be the name of a host: at most 253 letters, digits, dots, hyphens and
// underscores; no label is empty or begins with a hyphen, but a dot may end the name (RFC 1123
// section 2.1; underscores occur in practice). An IPv4 address in dotted form is a host name, too.
bool is_host_name(std::string_view text) noexcept;

// True where `text` is a UUID in lower case: 8-4-4-4-12 hexadecimal digits (RFC 9562 section 4).
bool is_uuid(std::string_view text) noexcept;

}  // namespace base
