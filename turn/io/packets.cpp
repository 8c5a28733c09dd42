// SPDX-License-Identifier: MIT
#include "turn/io/packets.hpp"

#include <algorithm>

namespace turn::io {

Packets::Packets(Stats& stats)
    : outbox_(stats),
      received_(kPacketSlots, kSlotPayload, kHeadRoom),
      copies_(new std::byte[kCopies]) {}

base::MutableBytes Packets::room_of(std::size_t i) noexcept {
  if (!received_.alone(i)) return {};
  const base::MutableBytes with_head = received_.payload_with_head(i, kHeadRoom);
  return {with_head.data(), with_head.size() + kTailRoom};
}

base::MutableBytes Packets::copy(base::Bytes payload) noexcept {
  const std::size_t room = kHeadRoom + payload.size() + kTailRoom;
  if (copies_used_ + room > kCopies) {
    flush();
    copies_used_ = 0;
  }
  std::byte* const at = copies_.get() + copies_used_;
  copies_used_ += (room + 7) / 8 * 8;
  std::copy(payload.begin(), payload.end(), at + kHeadRoom);
  return {at, room};
}

void Packets::clear() noexcept {
  flush();
  received_.clear();
  copies_used_ = 0;
}

}  // namespace turn::io
