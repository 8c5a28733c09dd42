// SPDX-License-Identifier: MIT
#include "base/wrapped_text.hpp"

#include <algorithm>

namespace base {

void append_wrapped(std::string& out, std::string_view first, std::string_view further,
                    std::string_view text, std::size_t columns) {
  std::string line{first};
  std::size_t begin = line.size();
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (line.size() > begin && line.size() + end + 1 > columns) {
      out.append(line).append("\n");
      line = further;
      begin = line.size();
    }
    if (line.size() > begin) line += ' ';
    line.append(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  out.append(line).append("\n");
}

}  // namespace base
