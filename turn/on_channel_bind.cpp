// SPDX-License-Identifier: MIT
// ChannelBind (RFC 8656 section 12): a number for a peer, and its permission with it.
#include "turn/server.hpp"
#include "turn/stun/attributes.hpp"
#include "turn/stun/channel_data.hpp"

namespace turn {

using stun::Attr;
using stun::ErrorCode;

void Server::on_channel_bind(Request& request) {
  if (request.allocation == nullptr || request.allocation->state != Allocation::State::active) {
    return refuse(request, ErrorCode::allocation_mismatch);
  }
  Allocation& allocation = *request.allocation;
  // RFC 6062 has no channels: peers of a TCP allocation have connections of their own.
  if (allocation.transport == RelayTransport::tcp) return refuse(request, ErrorCode::forbidden);
  const auto number_value = request.message.find(Attr::channel_number);
  const auto peer_value = request.message.find(Attr::xor_peer_address);
  if (!number_value || !peer_value) return refuse(request, ErrorCode::bad_request);
  const auto number = stun::decode_channel_number(*number_value);
  const auto peer = stun::decode_xor_address(*peer_value, request.message.transaction_id());
  if (!number || !peer || !stun::is_channel_number(*number) || peer->port == 0) {
    return refuse(request, ErrorCode::bad_request);
  }
  const auto allowed = permitted(allocation, *peer);
  if (!allowed) return refuse(request, allowed.error());

  const base::Instant now = request.now.mono;
  switch (allocation.channels.check(*number, *allowed, now, config_.max_channels)) {
    // RFC 8656 section 12.2: "The channel number is not currently bound to a different transport
    // address", nor the reverse
    case Channels::Verdict::taken: return refuse(request, ErrorCode::bad_request);
    case Channels::Verdict::full: return refuse(request, ErrorCode::insufficient_capacity);
    case Channels::Verdict::free:
    case Channels::Verdict::same: break;
  }
  const bool new_peer = !allocation.permissions.allows(allowed->value().ip, now);
  if (!allocation.permissions.install(allowed->value().ip, now + config_.permission_lifetime, now,
                                      config_.max_permissions)) {
    return refuse(request, ErrorCode::insufficient_capacity);
  }
  if (new_peer) ++allocation.peers_permitted;
  allocation.channels.bind(*number, *allowed, now + config_.channel_lifetime, now);
  auto answer = begin(request, stun::Class::success);
  finish(request, answer);
}

}  // namespace turn
