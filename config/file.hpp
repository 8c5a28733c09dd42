// SPDX-License-Identifier: MIT
// Reads a TOML text as a flat list of its entries, with line numbers. It does not know our keys.
// toml++ stays in the .cpp. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "config/value.hpp"

namespace config {

struct FileEntry {
  std::string section;    // "" = outside of any section
  std::size_t block = 0;  // which of several [[section]] blocks
  std::string key;        // "" = the entry is the section itself, which may be empty
  Value value;
  std::string wrong_type;  // not empty: a TOML value that no key of ours takes ("a date", "a number
                           // with a fraction", …)
  unsigned line = 0;
};

struct FileContent {
  std::vector<FileEntry> entries;  // by line
};

struct FileSyntaxError {
  unsigned line = 0;
  std::string what;
};

base::Result<FileContent, FileSyntaxError> parse_file(std::string_view text);

}  // namespace config
