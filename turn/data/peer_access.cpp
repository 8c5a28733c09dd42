// SPDX-License-Identifier: MIT
#include "turn/data/peer_access.hpp"

namespace turn {

using stun::ErrorCode;

base::Result<PeerEndpoint, ErrorCode> PeerAccess::permitted(const Allocation& allocation,
                                                            const base::Endpoint& peer) const {
  if (!allocation.relay_for(peer.ip.family()))
    return base::failure(ErrorCode::peer_address_family_mismatch);
  // Our own relay addresses are granted whatever the policy says: data to them stays inside the
  // process and reaches live relayed addresses only. This is how two relayed clients meet.
  if (ports_.own_address(peer.ip)) return canonical(peer);
  if (!policy_.allows(peer.ip)) return base::failure(ErrorCode::forbidden);
  return PeerEndpoint{peer};
}

}  // namespace turn
