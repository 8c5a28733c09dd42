// SPDX-License-Identifier: MIT
#include "daemon/relay/relay_addresses.hpp"

#include <algorithm>

#include "turn/peer_policy.hpp"

namespace lecternd {
namespace {

using base::IpAddress;

void add(std::vector<IpAddress>& to, const IpAddress& ip) {
  if (std::ranges::find(to, ip) == to.end()) to.push_back(ip);
}

bool has_family(const std::vector<IpAddress>& list, base::Family family) {
  return std::ranges::find(list, family, &IpAddress::family) != list.end();
}

bool is_link_local(const IpAddress& ip) {
  static const auto v4 = *base::Cidr::parse("169.254.0.0/16");
  static const auto v6 = *base::Cidr::parse("fe80::/10");
  return v4.contains(ip) || v6.contains(ip);
}

// The address stays for a while, and sockets can be bound to it.
bool lasts(const net::KernelAddress& address) {
  return address.can_be_bound() && !address.deprecated && !address.temporary;
}

void add_public(const net::KernelView& view, std::vector<IpAddress>& to) {
  const turn::PeerPolicy special_use{turn::Config{}};
  for (const net::KernelAddress& address : view.addresses) {
    if (lasts(address) && special_use.allows(address.ip)) add(to, address.ip);
  }
}

// The source of a route may be an address that does not last; another program wants it so.
void add_source(const std::optional<IpAddress>& source, const net::KernelView& view,
                std::vector<IpAddress>& to) {
  if (!source || has_family(to, source->family())) return;
  const auto at = std::ranges::find(view.addresses, *source, &net::KernelAddress::ip);
  if (at == view.addresses.end() ? view.has(*source) : lasts(*at)) add(to, *source);
}

void add_current(const std::vector<IpAddress>& current, const net::KernelView& view,
                 std::vector<IpAddress>& to) {
  for (const IpAddress& ip : current) {
    const auto at = std::ranges::find(view.addresses, ip, &net::KernelAddress::ip);
    if (at != view.addresses.end() && lasts(*at) && !ip.is_loopback()) add(to, ip);
  }
}

// Adds addresses of the families of which there is none.
void add_private(const net::KernelView& view, std::vector<IpAddress>& to) {
  const bool has_v4 = has_family(to, base::Family::v4), has_v6 = has_family(to, base::Family::v6);
  for (const net::KernelAddress& address : view.addresses) {
    if (address.ip.is_v4() ? has_v4 : has_v6) continue;
    const net::KernelLink* link = view.link_of(address);
    const bool connected = link != nullptr && link->up && link->carrier && !link->loopback;
    if (connected && lasts(address) && !address.ip.is_loopback() && !is_link_local(address.ip))
      add(to, address.ip);
  }
}

bool may_get_addresses(const net::KernelLink& link) {
  return !link.loopback && (link.up || !link.tunnel);
}

}  // namespace

RelayAddresses choose_relay_addresses(const std::vector<IpAddress>& wanted, turn::PeerMode peers,
                                      const net::KernelView& view,
                                      const std::vector<IpAddress>& current) {
  RelayAddresses out;
  for (const IpAddress& ip : wanted) add(view.has(ip) ? out.use : out.missing, ip);
  if (!wanted.empty()) return out;
  add_public(view, out.use);
  add_source(view.source_v4, view, out.use);
  if (peers != turn::PeerMode::public_) add_source(view.source_v6, view, out.use);
  if (out.use.empty()) {
    add_current(current, view, out.use);
    add_private(view, out.use);
  }
  const auto loopback = IpAddress::v4(127, 0, 0, 1);
  out.offline =
      out.use.empty() && view.has(loopback) && std::ranges::none_of(view.links, may_get_addresses);
  if (out.offline) out.use.push_back(loopback);
  return out;
}

std::vector<base::Cidr> own_addresses(const net::KernelView& view) {
  std::vector<base::Cidr> out = view.local_routes;
  for (const net::KernelAddress& address : view.addresses) {
    const auto one = base::Cidr::host(address.ip);
    if (std::ranges::find(out, one) == out.end()) out.push_back(one);
  }
  return out;
}

}  // namespace lecternd
