// SPDX-License-Identifier: MIT
#include "config/value.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace config {
namespace {

using base::Errc;
using base::failure;
using base::Result;

struct Unit {
  std::string_view name;
  std::int64_t factor;
};
// Largest first: printing takes the first that divides.
constexpr std::array kDurationUnits{Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"m", 60'000},
                                    Unit{"s", 1000}, Unit{"ms", 1}};
constexpr std::array kSizeUnits{Unit{"TiB", std::int64_t{1} << 40},
                                Unit{"GiB", 1 << 30},
                                Unit{"MiB", 1 << 20},
                                Unit{"KiB", 1 << 10},
                                Unit{"TB", 1'000'000'000'000},
                                Unit{"GB", 1'000'000'000},
                                Unit{"MB", 1'000'000},
                                Unit{"kB", 1000},
                                Unit{"B", 1}};
constexpr std::array kRateUnits{Unit{"Gbit", 1'000'000'000}, Unit{"Mbit", 1'000'000},
                                Unit{"kbit", 1000}, Unit{"bit", 1}};

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "90s": a whole number and one of the units; "0" needs none.
template <std::size_t N>
Result<std::int64_t> parse_with_unit(std::string_view text, const std::array<Unit, N>& units) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = parse_integer(text.substr(0, digits));
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

template <std::size_t N>
std::string print_with_unit(std::int64_t value, const std::array<Unit, N>& units) {
  if (value == 0) return "0";
  for (const Unit& u : units) {
    if (value % u.factor == 0) return std::to_string(value / u.factor).append(u.name);
  }
  return std::to_string(value);
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_list(Kind kind) {
  switch (kind) {
    case Kind::endpoint_list:
    case Kind::address_list:
    case Kind::prefix_list:
    case Kind::external_list:
    case Kind::stun_list:
    case Kind::origin_list:
    case Kind::ice_server_list:
    case Kind::secret_list: return true;
    default: return false;
  }
}

bool is_count(Kind kind) {
  return kind == Kind::integer || kind == Kind::duration || kind == Kind::size ||
         kind == Kind::rate;
}

Result<std::int64_t> parse_count(Kind kind, std::string_view text) {
  switch (kind) {
    case Kind::duration: return parse_duration_ms(text);
    case Kind::size: return parse_size(text);
    case Kind::rate: return parse_rate(text);
    default: break;
  }
  if (const auto n = parse_integer(text)) return *n;
  return failure(Errc::invalid_argument, "wants a whole number");
}

std::string print_count(Kind kind, std::int64_t value) {
  switch (kind) {
    case Kind::duration: return print_with_unit(value, kDurationUnits);
    case Kind::size: return print_with_unit(value, kSizeUnits);
    case Kind::rate: return print_with_unit(value, kRateUnits);
    default: return std::to_string(value);
  }
}

Result<Value> check_count(const ValueRule& rule, std::int64_t value) {
  if (value < rule.least || value > rule.most) {
    return failure(Errc::invalid_argument, print_count(rule.kind, value) +
                                               " is out of range: from " +
                                               print_count(rule.kind, rule.least) + " to " +
                                               print_count(rule.kind, rule.most));
  }
  return Value{value};
}

bool has_control_character(std::string_view text) {
  return std::ranges::any_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// One item of a list, or the one text of a scalar.
base::Status check_text(const ValueRule& rule, std::string_view text) {
  const auto wants = [&](bool ok) -> base::Status {
    if (ok) return {};
    return failure(Errc::invalid_argument, quote_toml(text) + " is not " + describe(rule));
  };
  if (has_control_character(text))
    return failure(Errc::invalid_argument, "holds a control character");
  switch (rule.kind) {
    case Kind::url: return wants(text.empty() || is_http_origin(text));
    case Kind::origin_list: return wants(is_http_origin(text));
    case Kind::endpoint: return wants(text.empty() || base::Endpoint::parse(text).has_value());
    case Kind::endpoint_list: return wants(base::Endpoint::parse(text).has_value());
    case Kind::address_list: return wants(base::IpAddress::parse(text).has_value());
    case Kind::prefix_list: return wants(base::Cidr::parse(text).has_value());
    case Kind::external_list: {
      const auto parsed = parse_external_address(text);
      if (!parsed) return failure(parsed.error());
      return {};
    }
    case Kind::stun_list: {
      const auto parsed = parse_host_port(text, kStunPort);
      if (!parsed) return failure(parsed.error());
      return {};
    }
    case Kind::ice_server_list: {
      const auto parsed = parse_external_server(text);
      if (!parsed) return failure(parsed.error());
      return {};
    }
    case Kind::port_range: {
      const auto parsed = parse_port_range(text);
      if (!parsed) return failure(parsed.error());
      return {};
    }
    case Kind::secret_list:
      if (text.empty()) return failure(Errc::invalid_argument, "holds an empty secret");
      return {};
    default: return {};
  }
}

Result<Value> check_choice(const ValueRule& rule, const std::string& text) {
  std::string_view rest = rule.choices;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('|'), rest.size());
    if (rest.substr(0, end) == text) return Value{text};
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return failure(Errc::invalid_argument, quote_toml(text) + " is not " + describe(rule));
}

Result<Value> check_list(const ValueRule& rule, const TextList& list) {
  for (const std::string& item : list) {
    if (auto checked = check_text(rule, item); !checked) return failure(checked.error());
  }
  return Value{list};
}

Result<Value> check_map(const TextMap& map) {
  for (const auto& [name, value] : map) {
    if (name.empty() || value.empty())
      return failure(Errc::invalid_argument, "wants a name and a password for each user");
    if (has_control_character(name) || name.find(':') != std::string::npos) {
      return failure(Errc::invalid_argument,
                     quote_toml(name) + " is not a user name (no colon, no control character)");
    }
  }
  return Value{map};
}

// A feature of another release may stand in the file as long as it is off.
Result<Value> check_absent(const Value& written) {
  const bool off = std::visit(
      [](const auto& v) {
        if constexpr (requires { v.empty(); }) {
          return v.empty();
        } else {
          return v == std::remove_cvref_t<decltype(v)>{};
        }
      },
      written);
  if (off) return Value{std::string{}};
  return failure(Errc::unsupported, "is not available in this release; leave it out");
}

Result<Value> wrong_type(const ValueRule& rule) {
  return failure(Errc::invalid_argument, "wants " + describe(rule));
}

std::string print_list(const TextList& list) {
  std::string out = "[";
  for (const std::string& item : list)
    out.append(out.size() > 1 ? ", " : "").append(quote_toml(item));
  return out + "]";
}

bool is_bare_key(std::string_view name) {
  return !name.empty() && name.find_first_not_of(
                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
                              std::string_view::npos;
}

std::string print_map(const TextMap& map) {
  if (map.empty()) return "{ }";
  std::string out = "{ ";
  for (const auto& [name, value] : map) {
    out.append(out.size() > 2 ? ", " : "")
        .append(is_bare_key(name) ? name : quote_toml(name))
        .append(" = ")
        .append(quote_toml(value));
  }
  return out + " }";
}

Result<TextMap> split_map(std::string_view text) {
  TextMap map;
  for (const std::string& item : split_list(text)) {
    const std::size_t equals = item.find('=');
    if (equals == std::string::npos)
      return failure(Errc::invalid_argument, "wants NAME=PASSWORD pairs, separated by commas");
    map.emplace_back(item.substr(0, equals), item.substr(equals + 1));
  }
  return map;
}

}  // namespace

std::string describe(const ValueRule& rule) {
  const auto range = [&] {
    return ", " + print_count(rule.kind, rule.least) + " to " + print_count(rule.kind, rule.most);
  };
  switch (rule.kind) {
    case Kind::boolean: return "true or false";
    case Kind::integer: return "a whole number" + range();
    case Kind::duration: return "a duration such as \"90s\" or \"12h\"" + range();
    case Kind::size: return "a size such as \"64KiB\" or \"10MiB\"" + range();
    case Kind::rate: return "a rate such as \"3Mbit\"" + range();
    case Kind::text: return "a text";
    case Kind::choice: {
      std::string out = "one of ";
      for (const char c : rule.choices) out += c == '|' ? std::string{", "} : std::string{c};
      return out;
    }
    case Kind::path: return "a path";
    case Kind::url: return "a URL of scheme and host, such as \"https://meet.example.org\"";
    case Kind::endpoint:
      return "an address and a port, such as \"127.0.0.1:9641\" or \"[::1]:9641\"";
    case Kind::port_range: return "a range of ports, such as \"49152-65535\"";
    case Kind::endpoint_list:
      return "an address and a port, such as \"0.0.0.0:3478\" or \"[::]:3478\" (a list of them)";
    case Kind::address_list: return "an IP address, such as \"192.0.2.1\" (a list of them)";
    case Kind::prefix_list: return "an address prefix, such as \"10.0.0.0/8\" (a list of them)";
    case Kind::external_list: return "\"PUBLIC\", \"PUBLIC/PRIVATE\" or \"auto\" (a list of them)";
    case Kind::stun_list: return "a server, such as \"stun.example.org:3478\" (a list of them)";
    case Kind::origin_list:
      return "an origin, such as \"https://www.example.org\" (a list of them)";
    case Kind::ice_server_list:
      return "a server's URL, or a table of its urls and secret_file (a list of them)";
    case Kind::secret_list: return "a list of secrets";
    case Kind::secret_map: return "a table of names and passwords";
    case Kind::absent: return "nothing in this release";
  }
  return "a value";
}

Result<Value> check_value(const ValueRule& rule, const Value& written) {
  if (rule.kind == Kind::absent) return check_absent(written);
  if (const bool* flag = std::get_if<bool>(&written))
    return rule.kind == Kind::boolean ? Result<Value>{*flag} : wrong_type(rule);
  if (const auto* number = std::get_if<std::int64_t>(&written)) {
    // A bare number of seconds or bytes is refused: the unit is part of the value.
    if (rule.kind == Kind::integer || (is_count(rule.kind) && *number == 0))
      return check_count(rule, *number);
    return wrong_type(rule);
  }
  if (const auto* list = std::get_if<TextList>(&written))
    return is_list(rule.kind) ? check_list(rule, *list) : wrong_type(rule);
  if (const auto* map = std::get_if<TextMap>(&written))
    return rule.kind == Kind::secret_map ? check_map(*map) : wrong_type(rule);
  const std::string& text = std::get<std::string>(written);
  if (rule.kind == Kind::boolean || rule.kind == Kind::integer || rule.kind == Kind::secret_map ||
      is_list(rule.kind)) {
    return wrong_type(rule);
  }
  return parse_value(rule, text);
}

Result<Value> parse_value(const ValueRule& rule, std::string_view text) {
  if (rule.kind == Kind::absent) return check_absent(Value{std::string{text}});
  if (rule.kind == Kind::boolean) {
    if (text == "true" || text == "1" || text == "yes") return Value{true};
    if (text == "false" || text == "0" || text == "no") return Value{false};
    return wrong_type(rule);
  }
  if (is_count(rule.kind)) {
    auto count = parse_count(rule.kind, text);
    if (!count) return failure(Errc::invalid_argument, quote_toml(text) + " " + count.error().what);
    return check_count(rule, *count);
  }
  if (rule.kind == Kind::choice) return check_choice(rule, std::string{text});
  if (rule.kind == Kind::secret_map) {
    auto map = split_map(text);
    if (!map) return failure(map.error());
    return check_map(*map);
  }
  if (is_list(rule.kind)) return check_list(rule, split_list(text));
  if (auto checked = check_text(rule, text); !checked) return failure(checked.error());
  return Value{std::string{text}};
}

std::string print_toml(const ValueRule& rule, const Value& value) {
  if (const bool* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    const std::string text = print_count(rule.kind, *number);
    return rule.kind == Kind::integer ? text : quote_toml(text);
  }
  if (const auto* list = std::get_if<TextList>(&value)) return print_list(*list);
  if (const auto* map = std::get_if<TextMap>(&value)) return print_map(*map);
  return quote_toml(std::get<std::string>(value));
}

std::string quote_toml(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.append(1, '\\').append(1, c);
    } else if (u < 0x20 || u == 0x7f) {
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
  const auto first = parse_integer(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : parse_integer(text.substr(dash + 1));
  if (!first || !last || *first < 1024 || *last > 65535 || *first > *last) {
    return failure(Errc::invalid_argument,
                   quote_toml(text) +
                       " is not a range of ports between 1024 and 65535, such as \"49152-65535\"");
  }
  return PortRange{static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last)};
}

TextList split_list(std::string_view text) {
  TextList list;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view item = trim(text.substr(0, comma));
    if (!item.empty()) list.emplace_back(item);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return list;
}

}  // namespace config
