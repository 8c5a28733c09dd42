// SPDX-License-Identifier: MIT
// Framing of peers' data for a client, in the memory in which it was received (RFC 8656 sections
// 11.6 and 12.7). No heap. One thread.
#pragma once

#include <algorithm>
#include <array>
#include <optional>

#include "base/random.hpp"
#include "turn/effects.hpp"
#include "turn/stun/attributes.hpp"
#include "turn/stun/builder.hpp"
#include "turn/stun/channel_data.hpp"

namespace turn {

// The largest payload of a UDP datagram over IPv4.
inline constexpr std::size_t kMaxDatagram = 65507;

// `room` is kHeadRoom bytes, `size` bytes of payload and kTailRoom bytes. nullopt: too long.
inline std::optional<base::Bytes> frame_channel_data(const Leg& leg, std::uint16_t number,
                                                     base::MutableBytes room,
                                                     std::size_t size) noexcept {
  constexpr std::size_t kChannelPadding = 4;
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

class DataIndications {
 public:
  explicit DataIndications(base::Random& random) { random.fill(id_); }

  // The same for a client without a channel for `from`.
  std::optional<base::Bytes> frame(const Leg& leg, const PeerEndpoint& from,
                                   base::MutableBytes room, std::size_t size) noexcept {
    constexpr std::size_t kMaxStunLength = 0xfffc;
    const std::size_t address = stun::address_value_size(from.value().ip.family());
    const std::size_t head =
        stun::kHeaderSize + stun::kAttributeHeaderSize + address + stun::kAttributeHeaderSize;
    const std::size_t total = head + stun::padded(size);
    if (total > (leg.is_stream() ? stun::kHeaderSize + kMaxStunLength : kMaxDatagram))
      return std::nullopt;
    next_id();
    std::byte* const start = room.data() + kHeadRoom - head;
    base::store_be16(start, stun::message_type(stun::Class::indication, stun::Method::data));
    base::store_be16(start + 2, static_cast<std::uint16_t>(total - stun::kHeaderSize));
    base::store_be32(start + 4, stun::kMagicCookie);
    std::copy(id_.begin(), id_.end(), start + 8);
    std::byte* at = start + stun::kHeaderSize;
    base::store_be16(at, static_cast<std::uint16_t>(stun::Attr::xor_peer_address));
    base::store_be16(at + 2, static_cast<std::uint16_t>(address));
    stun::encode_xor_address(at + stun::kAttributeHeaderSize, from.value(), id_);
    at += stun::kAttributeHeaderSize + address;
    base::store_be16(at, static_cast<std::uint16_t>(stun::Attr::data));
    base::store_be16(at + 2, static_cast<std::uint16_t>(size));
    std::fill(start + head + size, start + total, std::byte{0});
    return base::Bytes{start, total};
  }

  // An ICMP error that a datagram to `peer` caused. Valid until the next call.
  base::Bytes frame(const PeerEndpoint& peer, const stun::Icmp& icmp) noexcept {
    next_id();
    stun::Builder indication{icmp_room_, stun::Class::indication, stun::Method::data, id_};
    indication.xor_address(stun::Attr::xor_peer_address, peer.value()).icmp(icmp);
    return indication.message();
  }

 private:
  // An indication has no answer: its id only has to differ from the one before.
  void next_id() noexcept { base::store_be64(id_.data() + 4, base::load_be64(id_.data() + 4) + 1); }

  stun::TransactionId id_{};
  std::array<std::byte, 64> icmp_room_{};
};

}  // namespace turn
