// SPDX-License-Identifier: MIT
#include "ctl/text.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace ctl {
namespace {

using base::Json;

std::string cell(const Json& value) {
  if (value.is_null()) return "-";
  if (const auto text = value.as_string()) return text->empty() ? "-" : base::harmless(*text);
  if (const auto flag = value.as_bool()) return *flag ? "yes" : "no";
  if (value.is_array()) {
    std::string out;
    for (std::size_t i = 0; i < value.size(); ++i)
      out.append(i == 0 ? "" : ", ").append(cell(value.at(i)));
    return out.empty() ? "-" : out;
  }
  return value.print();
}

// The number of code points, which is the width for scripts with one column per character.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

void append_padded(std::string& line, const std::string& text, std::size_t width, bool right) {
  const std::size_t room = width - std::min(width, width_of(text));
  if (right) line.append(room, ' ');
  line.append(text).append(right ? 2 : room + 2, ' ');
}

void append_list(std::string& out, const Json& object, std::size_t indent) {
  std::size_t width = 0;
  for (const auto& [name, value] : object.members()) width = std::max(width, name.size());
  for (const auto& [name, value] : object.members()) {
    out.append(indent, ' ').append(name).append(":");
    if (value.is_object()) {
      out += '\n';
      append_list(out, value, indent + 2);
    } else {
      out.append(width - name.size() + 1, ' ').append(cell(value)).append("\n");
    }
  }
}

}  // namespace

std::string print_table(const Json& rows, const std::vector<Column>& columns,
                        std::string_view nothing) {
  if (rows.size() == 0) return std::string{nothing} + "\n";
  std::vector<std::vector<std::string>> cells(1);
  for (const Column& column : columns) cells[0].emplace_back(column.title);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::vector<std::string>& row = cells.emplace_back();
    for (const Column& column : columns) row.push_back(cell(rows.at(i)[column.member]));
  }
  std::vector<std::size_t> widths(columns.size());
  for (const auto& row : cells) {
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], width_of(row[c]));
  }
  std::string out;
  for (const auto& row : cells) {
    std::string line;
    for (std::size_t c = 0; c < columns.size(); ++c)
      append_padded(line, row[c], widths[c], columns[c].right);
    line.erase(line.find_last_not_of(' ') + 1);
    out.append(line).append("\n");
  }
  return out;
}

std::string print_list(const Json& object) {
  std::string out;
  append_list(out, object, 0);
  return out;
}

}  // namespace ctl
