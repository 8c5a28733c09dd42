// SPDX-License-Identifier: MIT
#include "daemon/relay/addresses.hpp"

#include <ifaddrs.h>
#include <net/if.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/fd.hpp"
#include "base/handle.hpp"
#include "net/sockaddr.hpp"
#include "turn/peer_policy.hpp"

namespace lecternd {
namespace {

using Interfaces = base::Handle<ifaddrs, freeifaddrs>;

std::optional<base::IpAddress> address_of(const sockaddr* address) {
  if (address == nullptr) return std::nullopt;
  if (address->sa_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(address);
    return base::IpAddress::from_bytes(
        {reinterpret_cast<const std::byte*>(&v4->sin_addr), sizeof v4->sin_addr});
  }
  if (address->sa_family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address);
    return base::IpAddress::from_bytes(
        {reinterpret_cast<const std::byte*>(&v6->sin6_addr), sizeof v6->sin6_addr});
  }
  return std::nullopt;
}

}  // namespace

std::vector<base::IpAddress> interface_addresses() {
  std::vector<base::IpAddress> out;
  ifaddrs* raw = nullptr;
  if (::getifaddrs(&raw) != 0) return out;
  const Interfaces list{raw};
  for (const ifaddrs* one = list.get(); one != nullptr; one = one->ifa_next) {
    if ((one->ifa_flags & IFF_UP) == 0) continue;
    const auto ip = address_of(one->ifa_addr);
    if (ip && std::ranges::find(out, *ip) == out.end()) out.push_back(*ip);
  }
  return out;
}

std::optional<base::IpAddress> default_route_source(base::Family family) {
  // Connecting a UDP socket only asks the routing table. The destinations are documentation
  // addresses (RFC 5737, RFC 3849).
  const auto somewhere =
      base::IpAddress::parse(family == base::Family::v4 ? "192.0.2.1" : "2001:db8::1");
  const net::SocketAddress target{base::Endpoint{*somewhere, 9}};
  const base::UniqueFd fd{::socket(target.family(), SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  if (!fd || ::connect(fd.get(), target.data(), target.size()) != 0) return std::nullopt;
  const base::IpAddress source = net::local_endpoint(fd.get()).ip;
  if (source.is_unspecified() || source.is_loopback()) return std::nullopt;
  return source;
}

std::string machine_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
  return name.data();
}

std::vector<base::IpAddress> default_relay_addresses(
    const std::vector<base::IpAddress>& own, const std::optional<base::IpAddress>& route_source) {
  const turn::PeerPolicy special_use{turn::Config{}};
  std::vector<base::IpAddress> out;
  std::ranges::copy_if(own, std::back_inserter(out),
                       [&](const base::IpAddress& ip) { return special_use.allows(ip); });
  const bool known = route_source && std::ranges::find(out, route_source->family(),
                                                       &base::IpAddress::family) != out.end();
  if (route_source && !known) out.push_back(*route_source);
  if (out.empty()) out.push_back(base::IpAddress::v4(127, 0, 0, 1));
  return out;
}

std::string host_of_origin(std::string_view origin) {
  const std::size_t scheme = origin.find("://");
  if (scheme != std::string_view::npos) origin.remove_prefix(scheme + 3);
  const std::size_t end =
      origin.starts_with('[') ? origin.find(']') + 1 : std::min(origin.find(':'), origin.size());
  return std::string{origin.substr(0, end)};
}

std::string host_and_port(std::string_view host, std::uint16_t port) {
  const bool bare_v6 = !host.starts_with('[') && host.find(':') != std::string_view::npos;
  return (bare_v6 ? "[" + std::string{host} + "]" : std::string{host}) + ":" + std::to_string(port);
}

std::string origin_of(const base::Endpoint& bound, bool tls, std::string_view name) {
  const std::string host = bound.ip.is_unspecified() ? std::string{name} : bound.ip.print();
  std::string out = (tls ? "https://" : "http://") + host_and_port(host, bound.port);
  const std::string_view own_port = tls ? ":443" : ":80";
  if (out.ends_with(own_port)) out.erase(out.size() - own_port.size());
  return out;
}

}  // namespace lecternd
