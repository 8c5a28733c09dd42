// SPDX-License-Identifier: MIT
// Splits the lines of a turnserver.conf as coturn does: "key", "key=value", "key value", a value in
// double quotes, # comments on lines of their own; and the forms of its command line
// ("--key=value", "-k value"). Knows no options. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace ctl::coturn {

inline constexpr std::size_t kMostLines = 10'000;
// coturn reads into a buffer of this size; it takes the rest of a longer line as the next line.
inline constexpr std::size_t kMostLineBytes = 1023;

struct Line {
  unsigned number = 0;
  std::string key;      // "realm"; one letter where `dashes` is 1
  std::string value;    // "" where the line has none
  bool quoted = false;  // the value was in quotes
  unsigned dashes = 0;  // in front of the key: 1 or 2 in the command line's form, which coturn's
                        // file reader skips
  std::string mistake;  // why the line cannot be used; the other members are empty then
};

// Leaves out blank lines and comments. Errc::exhausted where there are more than kMostLines lines.
base::Result<std::vector<Line>> split_lines(std::string_view text);

}  // namespace ctl::coturn
