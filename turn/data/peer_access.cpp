// SPDX-License-Identifier: MIT
#include "turn/data/peer_access.hpp"

#include <algorithm>

namespace turn {

using stun::ErrorCode;

void PeerAccess::set_policy(const Config& config) {
  policy_ = PeerPolicy{config};
  named_ = config.allow_ports;
  listeners_ = config.listener_ports;
  guards_.clear();
  // The first guard that contains the address decides, so single addresses come before prefixes.
  for (const PeerPorts& ports : named_) {
    if (policy_.allows(ports.ip)) continue;
    const bool own = ports.ip.is_loopback() || base::is_among(ports.ip, config.own_addresses);
    guards_.push_back({base::Cidr::host(ports.ip), own, false});
  }
  for (const base::Cidr& own : config.own_addresses) {
    const auto opens_part = [&](const base::Cidr& allowed) {
      return own.contains(allowed.network()) && policy_.allows(allowed.network());
    };
    if (policy_.allows(own.network()) || std::ranges::any_of(config.allow_peers, opens_part))
      guards_.push_back({own, true, true});
  }
}

base::Result<base::IpAddress, ErrorCode> PeerAccess::permitted(const Allocation& allocation,
                                                               const base::IpAddress& peer) const {
  if (!allocation.relay_for(peer.family()))
    return base::failure(ErrorCode::peer_address_family_mismatch);
  if (denied(peer)) return base::failure(ErrorCode::forbidden);
  return canonical({peer, 0}).value().ip;
}

base::Result<PeerEndpoint, ErrorCode> PeerAccess::permitted(const Allocation& allocation,
                                                            const base::Endpoint& peer) const {
  if (!allocation.relay_for(peer.ip.family()))
    return base::failure(ErrorCode::peer_address_family_mismatch);
  if (denied(peer)) return base::failure(ErrorCode::forbidden);
  return canonical(peer);
}

// Our own relay addresses are granted whatever the policy says: data to relayed addresses stays
// inside the process. This is how two relayed clients meet.
bool PeerAccess::denied(const base::IpAddress& ip) const {
  return !ports_.own_address(ip) && !policy_.allows(ip) &&
         std::ranges::find(named_, ip, &PeerPorts::ip) == named_.end();
}

bool PeerAccess::denied(const base::Endpoint& peer) const {
  if (const auto own = ports_.own_address(peer.ip))
    return !ports_.relays_on(peer.port) && !opens_own({*own, peer.port});
  return denied(peer.ip) || !may_exchange(peer);
}

bool PeerAccess::opens_own(RelayKey target) const noexcept {
  if (named_.empty() || ports_.relays_on(target.port) || is_listener(target.port)) return false;
  return named(ports_.external(target)) || named(ports_.local(target));
}

bool PeerAccess::named(const base::Endpoint& peer) const noexcept {
  return std::ranges::any_of(named_, [&](const PeerPorts& ports) { return ports.contains(peer); });
}

bool PeerAccess::is_listener(std::uint16_t port) const noexcept {
  return std::ranges::find(listeners_, port) != listeners_.end();
}

}  // namespace turn
