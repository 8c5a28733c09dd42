// SPDX-License-Identifier: MIT
// Byte vectors in tests: hex("00 01 00 58  21 12 a4 42"), blanks where they help the reader.
#pragma once

#include <stdexcept>
#include <string_view>
#include <vector>

#include "base/encoding.hpp"

namespace lectern_test {

inline std::vector<std::byte> hex(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c != ' ' && c != '\n') digits += c;
  }
  auto bytes = base::decode_hex(digits);
  if (!bytes) throw std::invalid_argument("not hexadecimal: " + std::string{text});
  return *bytes;
}

}  // namespace lectern_test
