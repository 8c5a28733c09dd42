// SPDX-License-Identifier: MIT
#include "turn/data/data_path.hpp"

namespace turn {

using stun::Attr;

Forward DataPath::on_send(const Leg& from, const stun::MessageView& message, base::Instant now) {
  Allocation* allocation = parts_.allocations.find(from.tuple);
  if (allocation == nullptr || allocation->state != Allocation::State::active)
    return drop(Drop::no_allocation);
  parts_.allocations.heard_from(*allocation, from.tuple);
  if (allocation->transport == RelayTransport::tcp) return drop(*allocation, Drop::tcp_allocation);
  const auto peer_value = message.find(Attr::xor_peer_address);
  const auto data = message.find(Attr::data);
  // RFC 8489 section 6.3.2: an indication with an unknown comprehension-required attribute is
  // discarded
  if (!peer_value || !data || message.unknown_required().count != 0)
    return drop(*allocation, Drop::bad_indication);
  const auto peer = stun::decode_xor_address(*peer_value, message.transaction_id());
  if (!peer || peer->port == 0) return drop(*allocation, Drop::bad_indication);
  const PeerEndpoint to = parts_.access.canonical(*peer);
  if (!allocation->permissions.allows(to.value().ip, now))
    return drop(*allocation, Drop::no_permission);
  return route(*allocation, to, *data, message.has(Attr::dont_fragment), now);
}

Forward DataPath::on_channel_data(const Leg& from, base::Bytes message, base::Instant now) {
  Allocation* allocation = parts_.allocations.find(from.tuple);
  if (allocation == nullptr) return drop(Drop::no_allocation);
  parts_.allocations.heard_from(*allocation, from.tuple);
  const auto data = stun::decode_channel_data(message);
  if (!data) return drop(*allocation, Drop::malformed);
  const auto peer = allocation->channels.peer_of(data->number, now);
  if (!peer) return drop(*allocation, Drop::no_channel);
  return route(*allocation, *peer, data->payload, false, now);
}

// The peer is permitted and in canonical form. All paths return the same object, so that it is
// built in the caller's memory: a copy would cost a third of the function's time.
Forward DataPath::route(Allocation& allocation, const PeerEndpoint& to, base::Bytes payload,
                        bool dont_fragment, base::Instant now) noexcept {
  Forward forward;
  const base::Family family = to.value().ip.family();
  if (family != allocation.family && !allocation.second) {
    count_drop(parts_.stats, allocation, Drop::wrong_family);
    return forward;
  }
  if (payload.size() > kMaxDatagram) {
    count_drop(parts_.stats, allocation, Drop::too_long);
    return forward;
  }
  if (const auto own = parts_.ports.own_address(to.value().ip)) {
    const RelayKey target{*own, to.value().port};
    if (parts_.ports.owner(target)) {
      forward.kind = Forward::Kind::hairpin;
      forward.target = target;
      forward.source = PeerEndpoint{parts_.ports.external(*allocation.relay_for(family))};
      forward.peer = to;
    } else if (parts_.access.opens_own(target)) {
      // Another program of this host: no NAT is on the way, so the local form reaches it.
      forward.kind = Forward::Kind::to_peer;
      forward.peer = PeerEndpoint{parts_.ports.local(target)};
    } else {
      count_drop(parts_.stats, allocation, Drop::own_port);
      return forward;
    }
  } else if (parts_.access.may_exchange(to.value())) {
    forward.kind = Forward::Kind::to_peer;
    forward.peer = to;
  } else {
    count_drop(parts_.stats, allocation, Drop::no_permission);
    return forward;
  }
  forward.dont_fragment = dont_fragment;
  forward.allocation = allocation.id;
  forward.payload = payload;
  if (allocation.paced)
    forward.wait_room = Pacing::take_or_queue(allocation, Direction::to_peers, payload.size(), now);
  if (forward.wait_room == 0) count_to_peer(parts_.stats, allocation, forward);
  return forward;
}

std::optional<ToClient> DataPath::from_peer(AllocationId relay, const PeerEndpoint& from,
                                            base::MutableBytes room, std::size_t size,
                                            base::Instant now) noexcept {
  Allocation* allocation = parts_.allocations.find(relay);
  if (allocation == nullptr) {
    parts_.stats.drop(Drop::no_allocation);
    return std::nullopt;
  }
  // Data between our own relayed addresses never takes the kernel's way; this is another program of
  // this host.
  if (const auto own = parts_.ports.own_address(from.value().ip)) {
    const RelayKey source{*own, from.value().port};
    if (!parts_.access.opens_own(source)) {
      parts_.stats.drop(Drop::from_own_address);
      return std::nullopt;
    }
    return to_client(*allocation, PeerEndpoint{parts_.ports.external(source)}, room, size, now);
  }
  if (!parts_.access.may_exchange(from.value())) {
    count_drop(parts_.stats, *allocation, Drop::no_permission);
    return std::nullopt;
  }
  return to_client(*allocation, from, room, size, now);
}

std::optional<ToClient> DataPath::from_own_address(RelayKey target, const PeerEndpoint& from,
                                                   base::MutableBytes room, std::size_t size,
                                                   base::Instant now) noexcept {
  Allocation* allocation = parts_.allocations.find(target);
  if (allocation == nullptr) {
    parts_.stats.drop(Drop::own_port);
    return std::nullopt;
  }
  return to_client(*allocation, from, room, size, now);
}

std::optional<ToClient> DataPath::to_client(Allocation& allocation, const PeerEndpoint& from,
                                            base::MutableBytes room, std::size_t size,
                                            base::Instant now) noexcept {
  if (allocation.state != Allocation::State::active ||
      allocation.transport == RelayTransport::tcp) {
    count_drop(parts_.stats, allocation, Drop::no_allocation);
    return std::nullopt;
  }
  if (allocation.away) {
    count_drop(parts_.stats, allocation, Drop::client_away);
    return std::nullopt;
  }
  if (!allocation.permissions.allows(from.value().ip, now)) {
    count_drop(parts_.stats, allocation, Drop::no_permission);
    return std::nullopt;
  }
  const auto number = allocation.channels.number_of(from, now);
  const auto framed = number ? frame_channel_data(allocation.leg, *number, room, size)
                             : indications_.frame(allocation.leg, from, room, size);
  if (!framed) {
    count_drop(parts_.stats, allocation, Drop::too_long);
    return std::nullopt;
  }
  if (allocation.paced) {
    if (const std::uint32_t room_to_wait =
            Pacing::take_or_queue(allocation, Direction::to_client, size, now)) {
      return ToClient{allocation.leg, *framed, allocation.id, static_cast<std::uint32_t>(size),
                      room_to_wait};
    }
  }
  count_to_client(parts_.stats, allocation, size);
  return ToClient{.to = allocation.leg, .message = *framed};
}

}  // namespace turn
