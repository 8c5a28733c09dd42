// SPDX-License-Identifier: MIT
// Values that name hosts: host names, servers with a port, origins, external addresses.
#include <algorithm>
#include <optional>

#include "base/number.hpp"
#include "base/text.hpp"
#include "config/address_rules.hpp"
#include "config/value.hpp"

namespace config {

using base::Errc;
using base::failure;
using base::is_host_name;
using base::Result;

bool is_label(std::string_view text) {
  constexpr std::size_t kMost = 32;
  return !text.empty() && text.size() <= kMost && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

bool is_relay_host(std::string_view text) {
  return base::IpAddress::parse(text) || is_host_name(text);
}

Result<ExternalAddress> parse_external_address(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view outside = text.substr(0, slash);
  ExternalAddress out;
  out.external = base::IpAddress::parse(outside);
  // What consists of numbers is an address, or a mistake, but no name. A name that everybody on
  // the Internet resolves has a dot; without one it is the placeholder of somebody's instructions,
  // such as "your-public-ip". "localhost" (RFC 6761 section 6.3) is for trying things out.
  const bool name = outside == "auto" || outside == "localhost" ||
                    (is_host_name(outside) && outside.find('.') != std::string_view::npos &&
                     outside.find_first_not_of("0123456789.") != std::string_view::npos);
  bool right = out.external || name;
  if (!out.external && name && outside != "auto") out.name = outside;
  if (slash != std::string_view::npos) {
    out.local = base::IpAddress::parse(text.substr(slash + 1));
    right = right && out.local && (!out.external || out.local->family() == out.external->family());
  }
  const auto fault = out.external ? fault_of_told(*out.external) : std::nullopt;
  if (right && fault)
    return failure(Errc::invalid_argument,
                   quote_toml(text) + ": " + out.external->print() + " " + *fault);
  const auto local_fault = out.local ? fault_of_local(*out.local) : std::nullopt;
  if (right && local_fault)
    return failure(Errc::invalid_argument,
                   quote_toml(text) + ": " + out.local->print() + " " + *local_fault);
  if (right) return out;
  return failure(
      Errc::invalid_argument,
      quote_toml(text) +
          " is not \"PUBLIC\" or \"PUBLIC/PRIVATE\" (two addresses of one family; PUBLIC may be "
          "a full name such as \"turn.example.org\", or \"auto\")");
}

namespace {

// "10000" or "20000-40000"
std::optional<turn::PeerPorts> parse_peer_ports(const base::IpAddress& ip, std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = base::parse_port(text.substr(0, dash));
  const auto last =
      dash == std::string_view::npos ? first : base::parse_port(text.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return turn::PeerPorts{ip, *first, *last};
}

Result<base::Cidr> checked_prefix(std::string_view text, const base::Cidr& prefix) {
  if (const auto fault = fault_of_prefix(prefix))
    return failure(Errc::invalid_argument, quote_toml(text) + " " + *fault);
  return prefix;
}

}  // namespace

Result<base::Cidr> parse_prefix(std::string_view text) {
  if (const auto prefix = base::Cidr::parse(text)) return checked_prefix(text, *prefix);
  return failure(Errc::invalid_argument,
                 quote_toml(text) + " is not an address prefix, such as \"10.0.0.0/8\"");
}

Result<AllowedPeer> parse_allowed_peer(std::string_view text) {
  if (const auto prefix = base::Cidr::parse(text)) {
    TRY(const auto checked, checked_prefix(text, *prefix));
    return AllowedPeer{checked, std::nullopt};
  }
  const std::size_t colon = std::min(text.rfind(':'), text.size());
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.starts_with('[') && host.ends_with(']') && host.size() > 2;
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto ip = base::IpAddress::parse(host);
  const auto ports = ip && ip->is_v6() == bracketed && colon < text.size()
                         ? parse_peer_ports(*ip, text.substr(colon + 1))
                         : std::nullopt;
  if (!ports)
    return failure(Errc::invalid_argument,
                   quote_toml(text) +
                       " is not an address prefix, such as \"10.0.0.0/8\", or ports "
                       "of one address, such as \"192.0.2.1:20000-40000\" or "
                       "\"[2001:db8::1]:10000\"");
  if (const auto fault = fault_of_local(*ip))
    return failure(Errc::invalid_argument, quote_toml(text) + ": " + ip->print() + " " + *fault);
  return AllowedPeer{base::Cidr::host(*ip), *ports};
}

Result<HostPort> parse_host_port(std::string_view text, std::uint16_t default_port) {
  if (const auto endpoint = base::Endpoint::parse(text); endpoint && endpoint->port != 0)
    return HostPort{endpoint->ip.print(), endpoint->port};
  const std::string_view bare =
      text.starts_with('[') && text.ends_with(']') ? text.substr(1, text.size() - 2) : text;
  if (const auto address = base::IpAddress::parse(bare))
    return HostPort{address->print(), default_port};
  const std::size_t colon = std::min(text.find(':'), text.size());
  const auto port =
      colon == text.size() ? std::optional{default_port} : base::parse_port(text.substr(colon + 1));
  if (!is_host_name(text.substr(0, colon)) || !port)
    return failure(Errc::invalid_argument,
                   quote_toml(text) + " is not a server such as \"stun.example.org:3478\"");
  return HostPort{std::string{text.substr(0, colon)}, *port};
}

bool is_http_origin(std::string_view text) {
  std::string_view rest = text;
  if (rest.starts_with("https://")) rest.remove_prefix(8);
  else if (rest.starts_with("http://")) rest.remove_prefix(7);
  else return false;
  std::string_view port;
  if (rest.starts_with('[')) {
    const std::size_t close = rest.find(']');
    if (close == std::string_view::npos || !base::IpAddress::parse(rest.substr(1, close - 1)))
      return false;
    port = rest.substr(close + 1);
  } else {
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    const std::string_view host = rest.substr(0, colon);
    if (!is_host_name(host)) return false;
    port = rest.substr(colon);
  }
  if (port.empty()) return true;
  return port.front() == ':' && base::parse_port(port.substr(1)).has_value();
}

}  // namespace config
