// SPDX-License-Identifier: MIT
// Sizes of the worker's packet memory. Constants only.
#pragma once

#include <cstddef>

#include "turn/effects.hpp"
#include "turn/stun/stream_framer.hpp"

namespace turn::io {

// Messages that one round receives, over all sockets, before it sends anything.
inline constexpr std::size_t kPacketSlots = 64;

// One slot holds kHeadRoom, the longest datagram and kTailRoom. Its size is an odd number of cache
// lines, so that the beginnings of the slots do not all use the same cache sets.
inline constexpr std::size_t kSlotSize = 1033 * 64;
inline constexpr std::size_t kSlotPayload = kSlotSize - kHeadRoom;
static_assert(kSlotPayload >= 65507 + kTailRoom);

// Memory for the copies of one round: payloads that cannot be rewritten in place.
inline constexpr std::size_t kCopies = 8 * kSlotSize;

// Memory that a stream is read into: a partial frame of the longest size, and as much again.
inline constexpr std::size_t kScratch = 2 * stun::kMaxFrame;

}  // namespace turn::io
