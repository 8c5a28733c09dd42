// SPDX-License-Identifier: MIT
#include "base/sql_parameters.hpp"

#include <cstddef>

namespace base::sql {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// The position behind the quoted text that begins at `at`. A doubled quote reads as two texts.
std::size_t end_of_quoted(std::string_view sql, std::size_t at) noexcept {
  const std::size_t end = sql.find(sql[at], at + 1);
  return end == std::string_view::npos ? sql.size() : end + 1;
}

}  // namespace

std::string with_dollars(std::string_view sql) {
  std::string out;
  out.reserve(sql.size() + 16);
  int next = 1;
  for (std::size_t at = 0; at < sql.size();) {
    const char c = sql[at];
    if (c == '\'' || c == '"') {
      const std::size_t end = end_of_quoted(sql, at);
      out.append(sql.substr(at, end - at));
      at = end;
      continue;
    }
    ++at;
    if (c != '?') {
      out.push_back(c);
      continue;
    }
    out.push_back('$');
    if (at == sql.size() || !is_digit(sql[at])) out.append(std::to_string(next++));
  }
  return out;
}

}  // namespace base::sql
