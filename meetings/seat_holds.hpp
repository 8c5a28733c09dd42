// SPDX-License-Identifier: MIT
// SeatHolds: places promised by an admission until their owner's session shows up in Presence (or
// two minutes are over), so that many joins at once cannot fill a room beyond its limit. Memory
// only. Any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <unordered_map>

#include "base/guarded.hpp"
#include "base/time.hpp"
#include "meetings/presence.hpp"

namespace meetings {

class SeatHolds {
 public:
  static constexpr std::chrono::minutes kHold{2};

  // Holds a place for `participant` from `now` on. False where the others who are in or held
  // already fill `limit`. No limit where `exempt` (the host).
  enum class Limit : bool { applies, exempt };
  bool take(const Presence& presence, const MeetingId& meeting, const ParticipantId& participant,
            std::size_t limit, Limit rule, base::Instant now);
  void release(const MeetingId& meeting, const ParticipantId& participant);
  void release_meeting(const MeetingId& meeting);

 private:
  using Held = std::unordered_map<ParticipantId, base::Instant>;  // until when
  struct Table {
    std::unordered_map<MeetingId, Held> meetings;
    base::Instant swept{};  // when those of abandoned meetings were last thrown away
  };
  static void sweep(Table& table, base::Instant now);

  base::Guarded<Table> table_;
};

}  // namespace meetings
