// SPDX-License-Identifier: MIT
// The lines of a turnserver.conf as coturn splits them: "key", "key=value", "key value", a value in
// double quotes, # comments on lines of their own; and the spellings of its command line
// ("--key=value", "-k value"). Knows no option. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace ctl::coturn {

inline constexpr std::size_t kMostLines = 10'000;
// coturn reads into a buffer of this size and takes the rest of a longer line for the next one.
inline constexpr std::size_t kMostLineBytes = 1023;

struct Line {
  unsigned number = 0;
  std::string key;      // "realm"; one letter where `dashes` is 1
  std::string value;    // "" where there is none
  bool quoted = false;  // the value stood in quotes
  unsigned dashes = 0;  // in front of the key: 1 or 2 in the command line's spelling, which
                        // coturn's file reader skips
  std::string mistake;  // not empty: the line cannot be used, and why; the rest is empty
};

// Blank lines and comments are left out. An error where there are more lines than kMostLines.
base::Result<std::vector<Line>> split_lines(std::string_view text);

}  // namespace ctl::coturn
