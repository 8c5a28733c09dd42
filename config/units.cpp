// SPDX-License-Identifier: MIT
#include "config/units.hpp"

#include <algorithm>
#include <limits>

#include "base/number.hpp"

namespace config {

using base::Errc;
using base::failure;
using base::Result;

Result<std::int64_t> parse_with_unit(std::string_view text, std::span<const Unit> units) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = base::parse_number<std::int64_t>(text.substr(0, digits));
  const std::string_view unit = text.substr(digits);
  if (!number) return failure(Errc::invalid_argument, "wants a whole number and a unit");
  if (unit.empty() && *number == 0) return 0;
  for (const Unit& u : units) {
    if (u.name != unit) continue;
    if (*number > std::numeric_limits<std::int64_t>::max() / u.factor)
      return failure(Errc::invalid_argument, "is too large");
    return *number * u.factor;
  }
  std::string known;
  for (const Unit& u : units) known.append(known.empty() ? "" : ", ").append(u.name);
  return failure(Errc::invalid_argument, "wants one of the units " + known);
}

std::string print_with_unit(std::int64_t value, std::span<const Unit> units) {
  if (value == 0) return "0";
  for (const Unit& u : units) {
    if (value % u.factor == 0) return std::to_string(value / u.factor).append(u.name);
  }
  return std::to_string(value);
}

}  // namespace config
