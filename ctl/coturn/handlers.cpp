// SPDX-License-Identifier: MIT
// Listeners, relay, peers and limits; credentials are in credential_handlers.cpp.
#include "ctl/coturn/handlers.hpp"

#include <algorithm>
#include <array>

#include "base/number.hpp"
#include "config/address_rules.hpp"
#include "config/schema.hpp"

namespace ctl::coturn {
namespace {

constexpr std::size_t kMostAddresses = 256;
constexpr std::size_t kMostRanges = 2000;

// A number as atoi() reads it: the characters behind the digits are passed over.
struct Number {
  std::int64_t value = 0;
  bool whole = true;
};
std::optional<Number> read_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto value = base::take_number<std::int64_t>(text);
  if (!value) return std::nullopt;
  return Number{*value, text.empty()};
}

Outcome not_a_number() { return Outcome::malformed("wants a number"); }

Outcome as_number(const Number& number) {
  if (number.whole) return {};
  return Outcome::changed("coturn reads " + std::to_string(number.value) +
                          " and passes over the rest; so does this");
}

Outcome take_port(std::optional<std::uint16_t>& port, const Given& given) {
  const auto number = read_number(given.value);
  if (!number) return not_a_number();
  if (number->value < 1 || number->value > 65535)
    return Outcome::malformed("is no port from 1 to 65535");
  port = static_cast<std::uint16_t>(number->value);
  return as_number(*number);
}

Outcome take_address(config::TextList& list, std::string text) {
  if (list.size() >= kMostAddresses)
    return Outcome::malformed("is one address too many: " + std::to_string(kMostAddresses) +
                              " are taken");
  list.push_back(std::move(text));
  return {};
}

// "203.0.113.8", "203.0.113.8:3478", "[2001:db8::8]:3478"
Outcome take_server(config::TextList& list, const std::string& value, std::uint16_t standard_port) {
  auto server = base::Endpoint::parse(value);
  if (const auto ip = base::IpAddress::parse(value)) server = base::Endpoint{*ip, standard_port};
  if (!server || server->port == 0)
    return Outcome::malformed("wants an address, or an address and a port");
  if (const auto fault = config::fault_of_told(server->ip)) return Outcome::malformed(*fault);
  return take_address(list, server->print());
}

Outcome not_an_address() {
  return Outcome::changed(
      "is no IP address; coturn may have looked it up, here addresses are written out: left out");
}

// For lifetimes that cannot be configured here.
Outcome fixed(const Given& given, std::int64_t ours, std::string_view what) {
  if (given.value.empty()) return {};
  const auto number = read_number(given.value);
  if (!number) return not_a_number();
  if (number->value == ours) return {};
  return Outcome::changed(std::string{what} + " is " + std::to_string(ours) + " seconds here");
}

// Ranges that an operator hardly means to open: this machine, its link, the metadata services of
// clouds, multicast groups, IPv4 carried in IPv6.
constexpr auto kDangerous = std::to_array<std::string_view>(
    {"0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "::/96", "::ffff:0:0/96",
     "64:ff9b::/96", "2002::/16", "fe80::/10", "ff00::/8"});

bool is_dangerous(const Range& range) {
  return std::ranges::any_of(kDangerous, [&](std::string_view text) {
    const base::Cidr prefix = *base::Cidr::parse(text);
    return prefix.network().family() == range.first.family() &&
           range.first <= range_of(prefix).last && prefix.network() <= range.last;
  });
}

}  // namespace

std::optional<bool> read_flag(std::string_view value) {
  if (value.empty()) return true;
  switch (value.front()) {
    case '0':
    case 'n':
    case 'N':
    case 'f':
    case 'F': return false;
    case 'y':
    case 'Y':
    case 't':
    case 'T': return true;
    default: break;
  }
  if (value.front() > '0' && value.front() <= '9') return true;
  if (value == "off" || value == "OFF" || value == "Off") return false;
  if (value == "on" || value == "ON" || value == "On") return true;
  return std::nullopt;
}

Outcome add_peers(Draft& draft, std::string_view range, bool allow, std::size_t finding) {
  const auto parsed = parse_range(range);
  if (!parsed) return Outcome::malformed(parsed.error().what);
  auto& list = allow ? draft.allowed : draft.denied;
  if (list.size() >= kMostRanges)
    return Outcome::malformed("is one range too many: " + std::to_string(kMostRanges) +
                              " are taken");
  Outcome outcome;
  if (parsed->cidr)
    outcome = Outcome::changed(
        "coturn does not take prefixes (4.x passes over the line): taken as it was meant");
  if (allow && is_dangerous(parsed->range)) {
    outcome = {Verdict::dangerous,
               "it opens addresses of this machine, its link or groups to everybody who may relay"};
    if (!draft.accept_dangerous) return outcome;
  }
  list.push_back({parsed->range, finding});
  return outcome;
}

Outcome set_quota(Draft& draft, const std::string& key, std::string_view value) {
  const auto number = read_number(value);
  if (!number) return not_a_number();
  const config::ValueRule& rule = config::find_key("turn", key)->rule;
  const std::int64_t taken = std::clamp(number->value, rule.least, rule.most);
  draft.keys["turn." + key] = taken;
  if (taken != number->value)
    return Outcome::changed("is out of range; " + std::to_string(taken) + " is taken");
  return as_number(*number);
}

Outcome set_rate(Draft& draft, std::string_view bytes_per_second) {
  const auto number = read_number(bytes_per_second);
  if (!number || number->value < 0 || number->value > std::int64_t{1} << 50) return not_a_number();
  const config::Key& key = *config::find_key("turn", "max_rate");
  if (number->value == 0) return {Verdict::ignored, "0: no limit"};
  auto rate =
      config::check_value(key.rule, config::Value{std::to_string(number->value * 8) + "bit"});
  if (!rate) return Outcome::malformed(rate.error().what);
  draft.keys["turn.max_rate"] = std::move(*rate);
  return as_number(*number);
}

namespace on {

Outcome listening_port(Draft& draft, const Given& given) { return take_port(draft.port, given); }
Outcome tls_listening_port(Draft& draft, const Given& given) {
  return take_port(draft.tls_port, given);
}
Outcome alt_listening_port(Draft& draft, const Given& given) {
  return take_port(draft.alt_port, given);
}
Outcome min_port(Draft& draft, const Given& given) { return take_port(draft.min_port, given); }
Outcome max_port(Draft& draft, const Given& given) { return take_port(draft.max_port, given); }

Outcome listening_ip(Draft& draft, const Given& given) {
  const auto parsed = base::IpAddress::parse(given.value);
  if (!parsed) return not_an_address();
  const base::IpAddress ip = parsed->unmapped();
  if (const auto fault = config::fault_of_listener(ip)) return Outcome::malformed(*fault);
  if (draft.listening_ips.size() >= kMostAddresses)
    return Outcome::malformed("is one address too many");
  if (std::ranges::find(draft.listening_ips, ip, &From<base::IpAddress>::value) !=
      draft.listening_ips.end())
    return {Verdict::ignored, "the same address stands there already"};
  draft.listening_ips.push_back({ip, given.finding});
  return {};
}

Outcome aux_server(Draft& draft, const Given& given) {
  const auto endpoint = base::Endpoint::parse(given.value);
  if (!endpoint || endpoint->port == 0) return Outcome::malformed("wants an address and a port");
  const base::Endpoint at{endpoint->ip.unmapped(), endpoint->port};
  if (const auto fault = config::fault_of_listener(at.ip)) return Outcome::malformed(*fault);
  if (draft.aux_servers.size() >= kMostAddresses)
    return Outcome::malformed("is one address too many");
  draft.aux_servers.push_back({at, given.finding});
  return {};
}

Outcome no_rfc5780(Draft& draft, const Given& given) {
  if (given.on) draft.nat_discovery = false;
  return {};
}

Outcome prometheus_port(Draft& draft, const Given& given) {
  std::optional<std::uint16_t> port;
  Outcome outcome = take_port(port, given);
  if (port) draft.prometheus_port = *port;
  return outcome;
}
Outcome prometheus_address(Draft& draft, const Given& given) {
  if (!base::IpAddress::parse(given.value)) return not_an_address();
  draft.prometheus_address = given.value;
  return {};
}
Outcome prometheus_path(Draft&, const Given& given) {
  return given.value == "/metrics" ? Outcome{} : Outcome::changed("the path is /metrics");
}

Outcome no_tcp_relay(Draft& draft, const Given& given) {
  draft.keys["turn.tcp_relay"] = !given.on;
  return {};
}
Outcome mobility(Draft& draft, const Given& given) {
  draft.keys["turn.mobility"] = given.on;
  return {};
}
Outcome alternate_server(Draft& draft, const Given& given) {
  return take_server(draft.alternates, given.value, 3478);
}
Outcome alternate_tls_server(Draft& draft, const Given& given) {
  return take_server(draft.tls_alternates, given.value, 5349);
}

Outcome relay_ip(Draft& draft, const Given& given) {
  const auto parsed = base::IpAddress::parse(given.value);
  if (!parsed) return not_an_address();
  const base::IpAddress ip = parsed->unmapped();
  if (ip.is_unspecified())
    return Outcome::changed(
        "left out: it stands for every address; here the relay takes every public address of this "
        "machine by itself");
  if (const auto fault = config::fault_of_local(ip)) return Outcome::malformed(*fault);
  return take_address(draft.relay_ips, ip.print());
}

Outcome external_ip(Draft& draft, const Given& given) {
  if (const auto address = config::parse_external_address(given.value); !address)
    return Outcome::malformed(address.error().what);
  return take_address(draft.external_ips, given.value);
}

Outcome relay_threads(Draft& draft, const Given& given) {
  const auto number = read_number(given.value);
  if (!number) return not_a_number();
  draft.relay_threads = number->value;
  return as_number(*number);
}
Outcome cpus(Draft& draft, const Given& given) {
  const auto number = read_number(given.value);
  if (!number || number->value < 1) return not_a_number();
  draft.cpus = number->value;
  return as_number(*number);
}

Outcome user_quota(Draft& draft, const Given& given) {
  return set_quota(draft, "user_quota", given.value);
}
Outcome total_quota(Draft& draft, const Given& given) {
  return set_quota(draft, "total_quota", given.value);
}
Outcome max_bps(Draft& draft, const Given& given) { return set_rate(draft, given.value); }

Outcome bps_capacity(Draft&, const Given& given) {
  const auto number = read_number(given.value);
  if (!number) return not_a_number();
  return number->value == 0 ? Outcome{Verdict::ignored, "0: no limit"} : Outcome{};
}

Outcome allowed_peer(Draft& draft, const Given& given) {
  return add_peers(draft, given.value, true, given.finding);
}
Outcome denied_peer(Draft& draft, const Given& given) {
  return add_peers(draft, given.value, false, given.finding);
}

Outcome loopback_peers(Draft& draft, const Given& given) {
  if (!given.on || !draft.accept_dangerous) return {};
  for (const std::string_view prefix : {"127.0.0.0/8", "::1/128"}) {
    draft.allowed.push_back({range_of(*base::Cidr::parse(prefix)), given.finding});
  }
  return {};
}

Outcome stale_nonce(Draft&, const Given& given) {
  const auto number =
      given.value.empty() ? std::optional{Number{600, true}} : read_number(given.value);
  if (!number) return not_a_number();
  if (number->value <= 0)
    return Outcome::changed(
        "nonces do expire here, after an hour; clients fetch new ones by themselves");
  return {};
}
Outcome max_allocate_lifetime(Draft&, const Given& given) {
  return fixed(given, 3600, "the longest lifetime of an allocation");
}
Outcome channel_lifetime(Draft&, const Given& given) {
  return fixed(given, 600, "the lifetime of a channel");
}
Outcome permission_lifetime(Draft&, const Given& given) {
  return fixed(given, 300, "the lifetime of a permission");
}

Outcome default_family(Draft&, const Given& given) {
  if (given.value == "ipv4") return {};
  if (given.value != "ipv6" && given.value != "keep")
    return Outcome::malformed("wants ipv4, ipv6 or keep");
  return Outcome::changed("without a wish the relayed address is an IPv4 one, as RFC 8656 says");
}

Outcome verbose_logging(Draft& draft, const Given& given) {
  if (given.on) draft.keys["log.level"] = std::string{"debug"};
  return {};
}

Outcome log_level(Draft& draft, const Given& given) {
  auto level =
      config::check_value(config::find_key("log", "level")->rule, config::Value{given.value});
  if (!level) return Outcome::malformed("wants debug, info, warning or error");
  draft.keys["log.level"] = std::move(*level);
  return {};
}

}  // namespace on
}  // namespace ctl::coturn
