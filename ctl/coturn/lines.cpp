// SPDX-License-Identifier: MIT
#include "ctl/coturn/lines.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/text.hpp"

namespace ctl::coturn {
namespace {

constexpr std::string_view kBlank = " \t\r\n\v\f";
constexpr std::string_view kSeparators = " \t=";

bool has_control_character(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return base::is_control(c) && c != '\t'; });
}

std::string mistake_in(std::string_view text) {
  if (text.size() > kMostLineBytes) {
    return "is longer than " + std::to_string(kMostLineBytes) +
           " bytes, where coturn cuts a line in two";
  }
  if (has_control_character(text)) return "holds a control character";
  if (!base::is_utf8(text)) return "is not UTF-8";
  return {};
}

Line split_line(unsigned number, std::string_view text) {
  Line line;
  line.number = number;
  line.mistake = mistake_in(text);
  if (!line.mistake.empty()) return line;
  while (text.starts_with('-') && line.dashes < 2) {
    text.remove_prefix(1);
    ++line.dashes;
  }
  const std::size_t end = std::min(text.find_first_of(kSeparators), text.size());
  line.key = text.substr(0, end);
  // Skips all separators between key and value: "key = value", "key==value".
  const std::size_t from = text.find_first_not_of(kSeparators, end);
  std::string_view value = from == std::string_view::npos ? std::string_view{} : text.substr(from);
  if (line.key.empty()) line.mistake = "has no option";
  if (value.starts_with('"')) {
    line.quoted = true;
    value.remove_prefix(1);
    if (value.ends_with('"')) value.remove_suffix(1);
  }
  line.value = value;
  return line;
}

}  // namespace

base::Result<std::vector<Line>> split_lines(std::string_view text) {
  std::vector<Line> lines;
  // A byte order mark, which some editors write.
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  for (unsigned number = 1; !text.empty(); ++number) {
    if (number > kMostLines) {
      return base::failure(base::Errc::exhausted,
                           "more than " + std::to_string(kMostLines) + " lines");
    }
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = base::trim(text.substr(0, end), kBlank);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty() && line.front() != '#') lines.push_back(split_line(number, line));
  }
  return lines;
}

}  // namespace ctl::coturn
