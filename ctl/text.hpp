// SPDX-License-Identifier: MIT
// What lecternctl shows to people: aligned tables and lists made of the daemon's JSON answers.
// Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace ctl {

struct Column {
  std::string_view title;
  std::string_view member;
  bool right = false;  // numbers
};

// One line a row; "nothing" (a sentence) where there is none. Control characters of cells become
// '?'.
std::string print_table(const base::Json& rows, const std::vector<Column>& columns,
                        std::string_view nothing);
// "name: value" a line, nested objects indented.
std::string print_list(const base::Json& object);

}  // namespace ctl
