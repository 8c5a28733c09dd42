// SPDX-License-Identifier: MIT
#include "api/byte_range.hpp"

#include <algorithm>

#include "base/number.hpp"

namespace api {

RequestedRange read_range(std::string_view field, std::uint64_t size) noexcept {
  constexpr std::string_view kUnit = "bytes=";
  const RequestedRange whole{RangeKind::whole, {0, size}};
  if (!field.starts_with(kUnit)) return whole;
  field.remove_prefix(kUnit.size());
  const std::size_t dash = field.find('-');
  if (dash == std::string_view::npos || field.find(',') != std::string_view::npos) return whole;
  const std::string_view from = field.substr(0, dash);
  const std::string_view to = field.substr(dash + 1);
  if (from.empty()) {  // the last bytes
    const auto last = base::parse_number<std::uint64_t>(to);
    if (!last) return whole;
    if (*last == 0 || size == 0) return {RangeKind::unsatisfiable, {}};
    const std::uint64_t length = std::min(*last, size);
    return {RangeKind::part, {size - length, length}};
  }
  const auto first = base::parse_number<std::uint64_t>(from);
  const auto last = to.empty() ? std::optional{UINT64_MAX} : base::parse_number<std::uint64_t>(to);
  if (!first || !last || *last < *first) return whole;
  if (*first >= size) return {RangeKind::unsatisfiable, {}};
  return {RangeKind::part, {*first, std::min(*last, size - 1) - *first + 1}};
}

}  // namespace api
