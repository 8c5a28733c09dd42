// SPDX-License-Identifier: MIT
// The kinds of values that a configuration key can have, and their text forms: "90s", "10MiB",
// "3Mbit", "49152-65535", lists. The file's strings, the environment and --print-config use the
// same text form. To add a kind, add its enumerator and its row in kinds.cpp. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
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
  url,           // http(s)://host[:port]
  store_url,     // "sqlite", "sqlite:PATH", "postgresql://…"
  postgres_url,  // "" = none
  redis_url,     // "" = none
  endpoint,      // "" = none
  port_range,
  endpoint_list,
  listen_list,  // base::ListenAddress
  address_list,
  prefix_list,
  peer_list,           // AllowedPeer
  external_list,       // "PUBLIC" or "PUBLIC/PRIVATE"; PUBLIC may be a name; "auto"
  stun_list,           // "HOST" or "HOST:PORT"
  origin_list,         // http(s)://host[:port]
  ice_server_list,     // ExternalServer
  jwt_issuer_list,     // JwtIssuer
  oidc_provider_list,  // OidcProvider
  secret_list,
  secret_map,  // name = secret; the last enumerator
};

using TextList = std::vector<std::string>;
using TextMap = std::vector<std::pair<std::string, std::string>>;
using Value = std::variant<bool, std::int64_t, std::string, TextList, TextMap>;

// One word of a choice.
struct ChoiceText {
  std::string_view word;
  std::string_view meaning = {};  // completes "WORD: "; "" = the word says it
};

// Which values a key takes.
struct ValueRule {
  Kind kind = Kind::text;
  std::int64_t least = 0;  // integer; duration in ms; size in bytes; rate in bits per second
  std::int64_t most = 0;
  std::span<const ChoiceText> choices = {};
};

// Completes "wants …" in error messages and "Takes …" in the documentation: "a duration such as
// \"90s\" or \"12h\", 1m to 30d".
std::string describe(const ValueRule& rule);

// Reads the text form and checks it against the rule. Lists are separated by commas; a map is a
// list of name=value pairs. Errors complete "KEY: ".
base::Result<Value> parse_value(const ValueRule& rule, std::string_view text);
// Checks a value that came typed from a file (a TOML boolean, integer, string, array of strings or
// table of strings). Errors as parse_value().
base::Result<Value> check_value(const ValueRule& rule, const Value& written);
// The value as TOML.
std::string print_toml(const ValueRule& rule, const Value& value);
// The value as TOML with "********" in place of every secret.
std::string print_masked(const ValueRule& rule, const Value& value);
std::string quote_toml(std::string_view text);

// Parsers of single values.
base::Result<std::int64_t> parse_duration_ms(std::string_view text);
base::Result<std::int64_t> parse_size(std::string_view text);  // bytes
base::Result<std::int64_t> parse_rate(std::string_view text);  // bits per second
base::Result<PortRange> parse_port_range(std::string_view text);
base::Result<ExternalAddress> parse_external_address(std::string_view text);
// "stun.example.org", "192.0.2.1:3479", "[2001:db8::1]:3478"
base::Result<HostPort> parse_host_port(std::string_view text, std::uint16_t default_port);
// An entry of allow_peers: "10.20.0.0/16", or ports of one address: "192.0.2.1:10000",
// "[2001:db8::1]:10000-20000".
struct AllowedPeer {
  base::Cidr prefix;
  std::optional<turn::PeerPorts> ports;
};
base::Result<base::Cidr> parse_prefix(std::string_view text);
base::Result<AllowedPeer> parse_allowed_peer(std::string_view text);
bool is_http_origin(std::string_view text);  // scheme, host and port; no path
TextList split_list(std::string_view text);

}  // namespace config
