// SPDX-License-Identifier: MIT
// The data path: Send indications and ChannelData out, datagrams from peers in (RFC 8656 sections
// 11 and 12). Look-up and forward: no heap, no lock, no log, no clock.
#include <algorithm>

#include "turn/server.hpp"
#include "turn/stun/attributes.hpp"
#include "turn/stun/channel_data.hpp"

namespace turn {
namespace {

using stun::Attr;

// What one UDP datagram over IPv4 can carry, and what a STUN length field can say.
constexpr std::size_t kMaxDatagram = 65507;
constexpr std::size_t kMaxStunLength = 0xfffc;
constexpr std::size_t kChannelPadding = 4;

}  // namespace

Forward Server::on_send(const Leg& from, const stun::MessageView& message, base::Instant now) {
  Allocation* allocation = allocations_.find(from.tuple);
  if (allocation == nullptr || allocation->state != Allocation::State::active)
    return drop(Drop::no_allocation);
  arrived(*allocation, from);
  if (allocation->transport == RelayTransport::tcp) return drop(*allocation, Drop::tcp_allocation);
  const auto peer_value = message.find(Attr::xor_peer_address);
  const auto data = message.find(Attr::data);
  // RFC 8489 section 6.3.2: an indication with an unknown comprehension-required attribute is
  // discarded
  if (!peer_value || !data || message.unknown_required().count != 0)
    return drop(*allocation, Drop::bad_indication);
  const auto peer = stun::decode_xor_address(*peer_value, message.transaction_id());
  if (!peer || peer->port == 0) return drop(*allocation, Drop::bad_indication);
  const PeerEndpoint to = canonical(*peer);
  if (!allocation->permissions.allows(to.value().ip, now))
    return drop(*allocation, Drop::no_permission);
  Forward forward = route(*allocation, to, *data, now);
  forward.dont_fragment = message.has(Attr::dont_fragment);
  return forward;
}

Forward Server::on_channel_data(const Leg& from, base::Bytes message, base::Instant now) {
  Allocation* allocation = allocations_.find(from.tuple);
  if (allocation == nullptr) return drop(Drop::no_allocation);
  arrived(*allocation, from);
  const auto data = stun::decode_channel_data(message);
  if (!data) return drop(*allocation, Drop::malformed);
  const auto peer = allocation->channels.peer_of(data->number, now);
  if (!peer) return drop(*allocation, Drop::no_channel);
  return route(*allocation, *peer, data->payload, now);
}

// The peer is permitted and in canonical form.
Forward Server::route(Allocation& allocation, const PeerEndpoint& to, base::Bytes payload,
                      base::Instant now) noexcept {
  Forward forward;
  const auto relay = allocation.relay_for(to.value().ip.family());
  if (!relay) return drop(allocation, Drop::wrong_family);
  if (payload.size() > kMaxDatagram) return drop(allocation, Drop::too_long);
  if (const auto own = shared_.ports.own_address(to.value().ip)) {
    forward.target = RelayKey{*own, to.value().port};
    if (!shared_.ports.owner(forward.target)) return drop(allocation, Drop::own_port);
    forward.kind = Forward::Kind::hairpin;
    forward.source = PeerEndpoint{shared_.ports.external(*relay)};
  } else {
    forward.kind = Forward::Kind::to_peer;
  }
  forward.allocation = allocation.id;
  forward.peer = to;
  forward.payload = payload;
  if (allocation.paced)
    forward.wait_room = has_to_wait(allocation, Direction::to_peers, payload.size(), now);
  if (forward.wait_room == 0) count(allocation, forward);
  return forward;
}

void Server::count(Allocation& allocation, const Forward& sent) noexcept {
  const std::size_t bytes = sent.payload.size();
  ++allocation.to_peers.packets;
  allocation.to_peers.bytes += bytes;
  if (sent.kind == Forward::Kind::hairpin) return stats_.hairpin.add(bytes);
  stats_.to_peers.of(allocation.leg.tuple.transport, sent.peer.value().ip.family()).add(bytes);
}

void Server::count_to_client(Allocation& allocation, std::size_t bytes) noexcept {
  ++allocation.to_client.packets;
  allocation.to_client.bytes += bytes;
  stats_.to_clients.of(allocation.leg.tuple.transport, allocation.leg.tuple.client.ip.family())
      .add(bytes);
}

std::optional<ToClient> Server::handle_peer(AllocationId relay, const PeerEndpoint& from,
                                            base::MutableBytes room, std::size_t size,
                                            base::Instant now) noexcept {
  Allocation* allocation = allocations_.find(relay);
  if (allocation == nullptr) {
    stats_.drop(Drop::no_allocation);
    return std::nullopt;
  }
  // Data between our own relayed addresses never takes the kernel's way; this is another program of
  // this host.
  if (shared_.ports.own_address(from.value().ip)) {
    stats_.drop(Drop::from_own_address);
    return std::nullopt;
  }
  return to_client(*allocation, from, room, size, now);
}

std::optional<ToClient> Server::handle_hairpin(RelayKey target, const PeerEndpoint& from,
                                               base::MutableBytes room, std::size_t size,
                                               base::Instant now) noexcept {
  Allocation* allocation = allocations_.find(target);
  if (allocation == nullptr) {
    stats_.drop(Drop::own_port);
    return std::nullopt;
  }
  return to_client(*allocation, from, room, size, now);
}

std::optional<ToClient> Server::to_client(Allocation& allocation, const PeerEndpoint& from,
                                          base::MutableBytes room, std::size_t size,
                                          base::Instant now) noexcept {
  if (allocation.state != Allocation::State::active ||
      allocation.transport == RelayTransport::tcp) {
    (void)drop(allocation, Drop::no_allocation);
    return std::nullopt;
  }
  if (allocation.away) {
    (void)drop(allocation, Drop::client_away);
    return std::nullopt;
  }
  if (!allocation.permissions.allows(from.value().ip, now)) {
    (void)drop(allocation, Drop::no_permission);
    return std::nullopt;
  }
  const auto number = allocation.channels.number_of(from, now);
  const auto framed = number ? frame_channel_data(allocation.leg, *number, room, size)
                             : frame_data_indication(allocation.leg, from, room, size);
  if (!framed) {
    (void)drop(allocation, Drop::too_long);
    return std::nullopt;
  }
  if (allocation.paced) {
    if (const std::uint32_t room_to_wait =
            has_to_wait(allocation, Direction::to_client, size, now)) {
      return ToClient{allocation.leg, *framed, allocation.id, static_cast<std::uint32_t>(size),
                      room_to_wait};
    }
  }
  count_to_client(allocation, size);
  return ToClient{.to = allocation.leg, .message = *framed};
}

std::optional<base::Bytes> Server::frame_channel_data(const Leg& leg, std::uint16_t number,
                                                      base::MutableBytes room,
                                                      std::size_t size) noexcept {
  static_assert(kTailRoom >= kChannelPadding - 1);
  std::size_t total = stun::kChannelHeaderSize + size;
  if (!leg.is_stream() && total > kMaxDatagram) return std::nullopt;
  std::byte* at = room.data() + kHeadRoom - stun::kChannelHeaderSize;
  stun::encode_channel_header(at, number, static_cast<std::uint16_t>(size));
  // RFC 8656 section 12.5: "Over TCP and TLS-over-TCP, the ChannelData message MUST be padded to a
  // multiple of four bytes"
  if (leg.is_stream()) {
    std::fill(at + total, at + stun::padded(total), std::byte{0});
    total = stun::padded(total);
  }
  return base::Bytes{at, total};
}

std::optional<base::Bytes> Server::frame_data_indication(const Leg& leg, const PeerEndpoint& from,
                                                         base::MutableBytes room,
                                                         std::size_t size) noexcept {
  const std::size_t address = stun::address_value_size(from.value().ip.family());
  const std::size_t head =
      stun::kHeaderSize + stun::kAttributeHeaderSize + address + stun::kAttributeHeaderSize;
  const std::size_t total = head + stun::padded(size);
  if (total > (leg.is_stream() ? stun::kHeaderSize + kMaxStunLength : kMaxDatagram))
    return std::nullopt;
  base::store_be64(indication_id_.data() + 4, base::load_be64(indication_id_.data() + 4) + 1);
  std::byte* const start = room.data() + kHeadRoom - head;
  base::store_be16(start, stun::message_type(stun::Class::indication, stun::Method::data));
  base::store_be16(start + 2, static_cast<std::uint16_t>(total - stun::kHeaderSize));
  base::store_be32(start + 4, stun::kMagicCookie);
  std::copy(indication_id_.begin(), indication_id_.end(), start + 8);
  std::byte* at = start + stun::kHeaderSize;
  base::store_be16(at, static_cast<std::uint16_t>(Attr::xor_peer_address));
  base::store_be16(at + 2, static_cast<std::uint16_t>(address));
  stun::encode_xor_address(at + stun::kAttributeHeaderSize, from.value(), indication_id_);
  at += stun::kAttributeHeaderSize + address;
  base::store_be16(at, static_cast<std::uint16_t>(Attr::data));
  base::store_be16(at + 2, static_cast<std::uint16_t>(size));
  std::fill(start + head + size, start + total, std::byte{0});
  return base::Bytes{start, total};
}

}  // namespace turn
