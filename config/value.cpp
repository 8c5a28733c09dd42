// SPDX-License-Identifier: MIT
// Parsers of single values. kinds.cpp applies them.
#include "config/value.hpp"

#include <algorithm>

#include "base/number.hpp"
#include "base/text.hpp"
#include "config/units.hpp"

namespace config {

using base::Errc;
using base::failure;
using base::Result;

std::string quote_toml(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out.append(1, '\\').append(1, c);
    } else if (base::is_control(c)) {
      const auto u = static_cast<unsigned char>(c);
      out.append("\\u00").append(1, kHex[u >> 4]).append(1, kHex[u & 15]);
    } else {
      out += c;
    }
  }
  return out + '"';
}

Result<std::int64_t> parse_duration_ms(std::string_view text) {
  return parse_with_unit(text, kDurationUnits);
}
Result<std::int64_t> parse_size(std::string_view text) { return parse_with_unit(text, kSizeUnits); }
Result<std::int64_t> parse_rate(std::string_view text) { return parse_with_unit(text, kRateUnits); }

Result<PortRange> parse_port_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = base::parse_number<std::uint16_t>(text.substr(0, dash), 1024);
  const auto last = dash == std::string_view::npos
                        ? first
                        : base::parse_number<std::uint16_t>(text.substr(dash + 1));
  if (!first || !last || *first > *last) {
    return failure(Errc::invalid_argument,
                   quote_toml(text) +
                       " is not a range of ports between 1024 and 65535, such as \"49152-65535\"");
  }
  return PortRange{*first, *last};
}

TextList split_list(std::string_view text) {
  TextList list;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view item = base::trim(text.substr(0, comma));
    if (!item.empty()) list.emplace_back(item);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return list;
}

}  // namespace config
