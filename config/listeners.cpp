// SPDX-License-Identifier: MIT
#include "config/listeners.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace config {
namespace {

using base::ListenAddress;
using Carrier = bool ListenAddress::*;

// The address is "[::]" and takes IPv4, too.
bool takes_both_families(const ListenerClaim& claim, Carrier carrier,
                         const std::vector<ListenerClaim>& all) {
  const base::Endpoint& at = claim.address.endpoint;
  if (!at.ip.is_v6() || !at.ip.is_unspecified()) return false;
  return std::ranges::none_of(all, [&](const ListenerClaim& other) {
    const base::Endpoint& there = other.address.endpoint;
    return other.key == claim.key && other.address.*carrier && there.ip.is_v4() &&
           there.port == at.port;
  });
}

// `wide` is a wildcard that takes the address of `other`.
bool covers(const ListenerClaim& wide, const ListenerClaim& other, Carrier carrier,
            const std::vector<ListenerClaim>& all) {
  const base::IpAddress& ip = wide.address.endpoint.ip;
  if (!ip.is_unspecified()) return false;
  return ip.family() == other.address.endpoint.ip.family() ||
         takes_both_families(wide, carrier, all);
}

std::string described(const ListenerClaim& claim) {
  return claim.address.endpoint.print() + " (" + std::string{claim.key} + ")";
}

// What is wrong with `later` beside `earlier`; "" where nothing is.
std::string collision_of(const ListenerClaim& earlier, const ListenerClaim& later,
                         const std::vector<ListenerClaim>& all) {
  const base::Endpoint &a = earlier.address.endpoint, &b = later.address.endpoint;
  if (a.port != b.port || a.port == 0) return {};
  for (const auto& [carrier, name] :
       {std::pair{&ListenAddress::udp, "UDP"}, std::pair{&ListenAddress::tcp, "TCP"}}) {
    if (!(earlier.address.*carrier && later.address.*carrier)) continue;
    if (a == b) return "two listeners on " + a.print() + " over " + name;
    const bool takes = covers(earlier, later, carrier, all);
    if (!takes && !covers(later, earlier, carrier, all)) continue;
    return described(takes ? earlier : later) + " takes " + described(takes ? later : earlier) +
           " already, over " + name + ": leave one of them out";
  }
  return {};
}

}  // namespace

std::vector<ListenerClaim> listener_claims(const Config& config) {
  std::vector<ListenerClaim> out;
  for (std::size_t i = 0; i < config.listen.size(); ++i)
    out.push_back({"listen", i, {config.listen[i].address, false, true}});
  const auto add = [&](std::string_view key, const std::vector<ListenAddress>& addresses) {
    for (std::size_t i = 0; i < addresses.size(); ++i) out.push_back({key, i, addresses[i]});
  };
  if (config.turn.enabled) {
    add("turn.listen", config.turn.listen);
    add("turn.tls_listen", config.turn.tls_listen);
  }
  if (config.metrics.listen)
    out.push_back({"metrics.listen", 0, {*config.metrics.listen, false, true}});
  return out;
}

std::vector<std::uint16_t> listener_ports(const Config& config) {
  std::set<std::uint16_t> ports;
  for (const ListenerClaim& claim : listener_claims(config))
    ports.insert(claim.address.endpoint.port);
  if (config.turn.enabled) {
    for (const base::Endpoint& at : config.turn.nat_discovery) ports.insert(at.port);
  }
  ports.erase(0);
  return {ports.begin(), ports.end()};
}

std::vector<Collision> find_collisions(const std::vector<ListenerClaim>& claims) {
  std::vector<Collision> out;
  for (std::size_t later = 0; later < claims.size(); ++later) {
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      std::string what = collision_of(claims[earlier], claims[later], claims);
      if (what.empty()) continue;
      out.push_back({claims[later], std::move(what)});
      break;
    }
  }
  return out;
}

}  // namespace config
