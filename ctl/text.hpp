// SPDX-License-Identifier: MIT
// Prints the daemon's JSON answers for people, as aligned tables and lists. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace ctl {

struct Column {
  std::string_view title;
  std::string_view member;
  bool right = false;  // align to the right, for numbers
};

// One line per row; the sentence `nothing` where there is no row. Control characters in cells
// become '?'.
std::string print_table(const base::Json& rows, const std::vector<Column>& columns,
                        std::string_view nothing);
// One line "name: value" per member; nested objects are indented.
std::string print_list(const base::Json& object);

}  // namespace ctl
