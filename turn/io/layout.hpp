// SPDX-License-Identifier: MIT
// Sizes of the worker's packet memory. Constants only.
#pragma once

#include <cstddef>

#include "turn/effects.hpp"
#include "turn/stun/stream_framer.hpp"

namespace turn::io {

// Messages of one round, over all sockets: what is received before anything is sent.
inline constexpr std::size_t kPacketSlots = 64;

// One slot: head room, the longest datagram, tail room. An odd number of cache lines, so that the
// heads of the slots do not all fall into the same cache sets.
inline constexpr std::size_t kSlotSize = 1033 * 64;
inline constexpr std::size_t kSlotPayload = kSlotSize - kHeadRoom;
static_assert(kSlotPayload >= 65507 + kTailRoom);

// Copies of one round: payloads that cannot be rewritten where they are.
inline constexpr std::size_t kCopies = 8 * kSlotSize;

// A stream's read: the longest frame that is not whole yet, and as much again.
inline constexpr std::size_t kScratch = 2 * stun::kMaxFrame;

}  // namespace turn::io
