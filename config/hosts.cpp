// SPDX-License-Identifier: MIT
// Values that name hosts: host names, servers with a port, origins, external addresses.
#include <algorithm>
#include <optional>

#include "base/number.hpp"
#include "base/text.hpp"
#include "config/value.hpp"

namespace config {

using base::Errc;
using base::failure;
using base::is_host_name;
using base::Result;

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
  if (right) return out;
  return failure(
      Errc::invalid_argument,
      quote_toml(text) +
          " is not \"PUBLIC\" or \"PUBLIC/PRIVATE\" (two addresses of one family; PUBLIC may be "
          "a full name such as \"turn.example.org\", or \"auto\")");
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
