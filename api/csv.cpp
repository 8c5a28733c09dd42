// SPDX-License-Identifier: MIT
#include "api/csv.hpp"

namespace api {
namespace {

// Spreadsheets also look past blanks in front.
bool may_be_formula(std::string_view text) noexcept {
  const std::size_t first = text.find_first_not_of(' ');
  return first != std::string_view::npos &&
         std::string_view{"=+-@\t\r\n"}.find(text[first]) != std::string_view::npos;
}

// The full-width forms of the same signs, which some spreadsheets take for them.
bool begins_full_width(std::string_view text) noexcept {
  for (const std::string_view sign :
       {"\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"}) {
    if (text.starts_with(sign)) return true;
  }
  return false;
}

}  // namespace

std::string csv_field(std::string_view text) {
  std::string out;
  if (may_be_formula(text) || begins_full_width(text)) out += '\'';
  out += text;
  if (out.find_first_of("\",\r\n;\t") == std::string::npos) return out;
  std::string quoted = "\"";
  for (const char c : out) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted += '"';
}

std::string csv_record(std::initializer_list<std::string_view> fields) {
  std::string out;
  for (const std::string_view field : fields) {
    if (!out.empty()) out += ',';
    out += csv_field(field);
  }
  return out += "\r\n";
}

}  // namespace api
