// SPDX-License-Identifier: MIT
// The kinds of values a configuration key can have and their text forms: "90s", "10MiB", "3Mbit",
// "49152-65535", lists. One text form serves the file's strings, the environment and
// --print-config. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"

namespace config {

enum class Kind : std::uint8_t {
  boolean,
  integer,
  duration,  // milliseconds
  size,      // bytes
  rate,      // bits per second
  text,
  choice,
  path,
  url,       // http(s)://host[:port]
  endpoint,  // "" = none
  port_range,
  endpoint_list,
  address_list,
  prefix_list,
  external_list,    // "PUBLIC" or "PUBLIC/PRIVATE"; PUBLIC may be a name; "auto"
  stun_list,        // "HOST" or "HOST:PORT"
  origin_list,      // http(s)://host[:port]
  ice_server_list,  // ExternalServer
  secret_list,
  secret_map,  // name = secret
  absent,      // of a feature that this release does not have
};

using TextList = std::vector<std::string>;
using TextMap = std::vector<std::pair<std::string, std::string>>;
using Value = std::variant<bool, std::int64_t, std::string, TextList, TextMap>;

// What stands between the braces of one key's row, as far as checking a value needs it.
struct ValueRule {
  Kind kind = Kind::text;
  std::int64_t least = 0;
  std::int64_t most = 0;          // integer, duration (ms), size, rate
  std::string_view choices = {};  // "open|invited|closed"
};

// "a duration such as \"90s\" or \"12h\""; for error messages and the manual.
std::string describe(const ValueRule& rule);

// The text form of one value, checked against the rule; lists are separated by commas, maps are
// name=value pairs.
base::Result<Value> parse_value(const ValueRule& rule, std::string_view text);
// Checks a value that came typed from a file (a TOML boolean, integer, string, array of strings or
// table of strings).
base::Result<Value> check_value(const ValueRule& rule, const Value& written);
// As it would stand in the file.
std::string print_toml(const ValueRule& rule, const Value& value);
std::string quote_toml(std::string_view text);

// The parts, also for others' use.
base::Result<std::int64_t> parse_duration_ms(std::string_view text);
base::Result<std::int64_t> parse_size(std::string_view text);
base::Result<std::int64_t> parse_rate(std::string_view text);
base::Result<PortRange> parse_port_range(std::string_view text);
base::Result<ExternalAddress> parse_external_address(std::string_view text);
// "stun.example.org", "192.0.2.1:3479", "[2001:db8::1]:3478"
base::Result<HostPort> parse_host_port(std::string_view text, std::uint16_t default_port);
bool is_host_name(std::string_view text);
bool is_http_origin(std::string_view text);  // scheme, host, port; nothing behind it
TextList split_list(std::string_view text);

}  // namespace config
