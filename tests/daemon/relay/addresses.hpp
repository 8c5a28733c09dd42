// SPDX-License-Identifier: MIT
// IP addresses from text and as text, for the tests of where the relay relays from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.hpp"

namespace lectern_test {

inline base::IpAddress ip(std::string_view text) { return *base::IpAddress::parse(text); }

// The addresses with a blank between two of them.
inline std::string printed(const std::vector<base::IpAddress>& list) {
  std::string out;
  for (const base::IpAddress& one : list) out += (out.empty() ? "" : " ") + one.print();
  return out;
}

}  // namespace lectern_test
