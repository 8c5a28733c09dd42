// SPDX-License-Identifier: MIT
#include "turn/data/permitting.hpp"

#include <algorithm>

#include "turn/stun/attributes.hpp"
#include "turn/stun/channel_data.hpp"

namespace turn {

using stun::Attr;
using stun::ErrorCode;

// RFC 8656 section 10.2: one or more peers, each address once. If one of them is refused, the
// request is refused and nothing is installed.
base::Result<std::vector<base::IpAddress>, ErrorCode> Permitting::peers_of(
    const Request& request) const {
  std::vector<base::IpAddress> peers;
  std::optional<ErrorCode> refused;
  request.message.for_each(Attr::xor_peer_address, [&](base::Bytes value) {
    const auto peer = stun::decode_xor_address(value, request.message.transaction_id());
    const auto allowed =
        peer ? parts_.access.permitted(*request.allocation, peer->ip)
             : base::Result<base::IpAddress, ErrorCode>{base::failure(ErrorCode::bad_request)};
    if (allowed) {
      if (std::ranges::find(peers, *allowed) == peers.end()) peers.push_back(*allowed);
    } else if (!refused) {
      refused = allowed.error();
    }
  });
  if (refused) return base::failure(*refused);
  if (peers.empty()) return base::failure(ErrorCode::bad_request);
  return peers;
}

void Permitting::on_create_permission(const Request& request) {
  if (request.active() == nullptr)
    return parts_.answers.refuse(request, ErrorCode::allocation_mismatch);
  const auto peers = peers_of(request);
  if (!peers) return parts_.answers.refuse(request, peers.error());
  Permissions& permissions = request.allocation->permissions;
  const base::Instant now = request.now.mono;
  const std::size_t missing = permissions.missing(*peers, now);
  const std::size_t limit = parts_.config.max_permissions;
  if (permissions.count(now) + missing > limit)
    return parts_.answers.refuse(request, ErrorCode::insufficient_capacity);
  request.allocation->peers_permitted += static_cast<std::uint32_t>(missing);
  const base::Instant expires = now + parts_.config.permission_lifetime;
  for (const base::IpAddress& peer : *peers) permissions.install(peer, expires, now, limit);
  auto answer = parts_.answers.success(request);
  parts_.answers.finish(request, answer);
}

void Permitting::on_channel_bind(const Request& request) {
  if (request.active() == nullptr)
    return parts_.answers.refuse(request, ErrorCode::allocation_mismatch);
  Allocation& allocation = *request.allocation;
  // RFC 6062 has no channels: peers of a TCP allocation have connections of their own.
  if (allocation.transport == RelayTransport::tcp)
    return parts_.answers.refuse(request, ErrorCode::forbidden);
  const auto number_value = request.message.find(Attr::channel_number);
  const auto peer_value = request.message.find(Attr::xor_peer_address);
  if (!number_value || !peer_value) return parts_.answers.refuse(request, ErrorCode::bad_request);
  const auto number = stun::decode_channel_number(*number_value);
  const auto peer = stun::decode_xor_address(*peer_value, request.message.transaction_id());
  if (!number || !peer || !stun::is_channel_number(*number) || peer->port == 0)
    return parts_.answers.refuse(request, ErrorCode::bad_request);
  const auto allowed = parts_.access.permitted(allocation, *peer);
  if (!allowed) return parts_.answers.refuse(request, allowed.error());

  const base::Instant now = request.now.mono;
  switch (allocation.channels.check(*number, *allowed, now, parts_.config.max_channels)) {
    // RFC 8656 section 12.2: "The channel number is not currently bound to a different transport
    // address", and the transport address is not bound to a different channel number.
    case Channels::Verdict::taken: return parts_.answers.refuse(request, ErrorCode::bad_request);
    case Channels::Verdict::full:
      return parts_.answers.refuse(request, ErrorCode::insufficient_capacity);
    case Channels::Verdict::free:
    case Channels::Verdict::same: break;
  }
  const bool new_peer = !allocation.permissions.allows(allowed->value().ip, now);
  if (!allocation.permissions.install(allowed->value().ip, now + parts_.config.permission_lifetime,
                                      now, parts_.config.max_permissions)) {
    return parts_.answers.refuse(request, ErrorCode::insufficient_capacity);
  }
  if (new_peer) ++allocation.peers_permitted;
  allocation.channels.bind(*number, *allowed, now + parts_.config.channel_lifetime, now);
  auto answer = parts_.answers.success(request);
  parts_.answers.finish(request, answer);
}

void Permitting::cut_off(Allocation& allocation, Effects& out) {
  const auto denied = [this](const auto& peer) { return parts_.access.denied(peer); };
  allocation.permissions.erase_if(denied);
  allocation.channels.erase_if(denied);
  parts_.connections.close_denied(allocation.id, parts_.access, out);
}

}  // namespace turn
