// SPDX-License-Identifier: MIT
// CreatePermission (RFC 8656 sections 9 and 10), and the one place that decides which peers an
// allocation may have.
#include "turn/server.hpp"
#include "turn/stun/attributes.hpp"

namespace turn {

using stun::Attr;
using stun::ErrorCode;

PeerEndpoint Server::canonical(const base::Endpoint& peer) const noexcept {
  const auto own = shared_.ports.own_address(peer.ip);
  return PeerEndpoint{own ? shared_.ports.external(RelayKey{*own, peer.port}) : peer};
}

base::Result<PeerEndpoint, ErrorCode> Server::permitted(const Allocation& allocation,
                                                        const base::Endpoint& peer) const {
  if (!allocation.relay_for(peer.ip.family()))
    return base::failure(ErrorCode::peer_address_family_mismatch);
  // Our own relay addresses are granted whatever the policy says: data to them stays inside the
  // process and reaches live relayed addresses only, which is how two relayed clients meet.
  if (shared_.ports.own_address(peer.ip)) return canonical(peer);
  if (!policy_.allows(peer.ip)) return base::failure(ErrorCode::forbidden);
  return PeerEndpoint{peer};
}

void Server::on_create_permission(Request& request) {
  if (request.allocation == nullptr || request.allocation->state != Allocation::State::active) {
    return refuse(request, ErrorCode::allocation_mismatch);
  }
  Allocation& allocation = *request.allocation;
  // RFC 8656 section 10.2: one or more peers; with one of them refused, the request is, and nothing
  // is installed.
  std::vector<base::IpAddress> peers;
  std::optional<ErrorCode> refused;
  request.message.for_each(Attr::xor_peer_address, [&](base::Bytes value) {
    const auto peer = stun::decode_xor_address(value, request.message.transaction_id());
    const auto allowed =
        peer ? permitted(allocation, *peer)
             : base::Result<PeerEndpoint, ErrorCode>{base::failure(ErrorCode::bad_request)};
    if (allowed) {
      peers.push_back(allowed->value().ip);
    } else if (!refused) {
      refused = allowed.error();
    }
  });
  if (peers.empty() && !refused) refused = ErrorCode::bad_request;
  if (refused) return refuse(request, *refused);
  const base::Instant now = request.now.mono;
  if (allocation.permissions.count(now) + allocation.permissions.missing(peers, now) >
      config_.max_permissions) {
    return refuse(request, ErrorCode::insufficient_capacity);
  }
  allocation.peers_permitted +=
      static_cast<std::uint32_t>(allocation.permissions.missing(peers, now));
  for (const base::IpAddress& peer : peers) {
    allocation.permissions.install(peer, now + config_.permission_lifetime, now,
                                   config_.max_permissions);
  }
  auto answer = begin(request, stun::Class::success);
  finish(request, answer);
}

}  // namespace turn
