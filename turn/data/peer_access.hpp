// SPDX-License-Identifier: MIT
// PeerAccess: decides whether an allocation may have a peer, and converts peers to the form in
// which they are stored. One thread.
#pragma once

#include "base/result.hpp"
#include "turn/allocation.hpp"
#include "turn/peer_policy.hpp"

namespace turn {

class PeerAccess {
 public:
  // `ports` outlives this.
  PeerAccess(const Config& config, const PortPool& ports) : ports_(ports), policy_(config) {}

  void set_policy(const Config& config) { policy_ = PeerPolicy{config}; }

  // The peer in its stored form. Errors: 443 for a family without a relayed address, 403 for an
  // address that the policy denies.
  base::Result<PeerEndpoint, stun::ErrorCode> permitted(const Allocation& allocation,
                                                        const base::Endpoint& peer) const;
  // True where the policy denies this address.
  bool denied(const base::IpAddress& ip) const {
    return !ports_.own_address(ip) && !policy_.allows(ip);
  }
  // The stored form: our own relay addresses are always stored as clients know them.
  PeerEndpoint canonical(const base::Endpoint& peer) const noexcept {
    const auto own = ports_.own_address(peer.ip);
    return PeerEndpoint{own ? ports_.external(RelayKey{*own, peer.port}) : peer};
  }

 private:
  const PortPool& ports_;
  PeerPolicy policy_;
};

}  // namespace turn
