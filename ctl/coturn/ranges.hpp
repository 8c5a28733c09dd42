// SPDX-License-Identifier: MIT
// Reads address ranges as coturn writes them, "a-b" or one address, and converts a range to the
// fewest prefixes that cover exactly it. Pure; any thread.
#pragma once

#include <string_view>
#include <vector>

#include "base/endpoint.hpp"
#include "base/result.hpp"

namespace ctl::coturn {

// first <= last, of one family.
struct Range {
  base::IpAddress first;
  base::IpAddress last;

  friend bool operator==(const Range&, const Range&) = default;
};

// "10.0.0.0-10.0.0.255", "10.0.0.1" or "fd00::-fd00::ff". `cidr`: the text was a prefix such as
// "10.0.0.0/8", which coturn does not accept.
struct ParsedRange {
  Range range;
  bool cidr = false;
};
base::Result<ParsedRange> parse_range(std::string_view text);

Range range_of(const base::Cidr& prefix);
// At most 62 for IPv4 and 254 for IPv6, ascending.
std::vector<base::Cidr> prefixes_of(const Range& range);

// The prefixes in ascending order, without those that another one contains.
std::vector<base::Cidr> without_covered(std::vector<base::Cidr> prefixes);
// Whether one of `sorted` (a result of without_covered()) contains all of `prefix`. O(log n).
bool is_covered(const base::Cidr& prefix, const std::vector<base::Cidr>& sorted);
// Whether an address is in both prefixes.
bool overlap(const base::Cidr& a, const base::Cidr& b);

}  // namespace ctl::coturn
