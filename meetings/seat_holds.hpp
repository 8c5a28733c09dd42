// SPDX-License-Identifier: MIT
// SeatHolds: an admission holds a place in a room until its owner's session shows up in Presence,
// at most two minutes. So many joins at once cannot fill a room beyond its limit. SeatHoldTable
// keeps the holds in this process's memory; several nodes will share them through another
// implementation. Any thread.
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
  enum class Limit : bool { applies, exempt };  // the host is exempt

  virtual ~SeatHolds() = default;
  // Holds a place for `participant` from `now` on. Returns false, and holds nothing, if the limit
  // applies and the other people, present or held, already fill it.
  virtual bool take(const Presence& presence, const MeetingId& meeting,
                    const ParticipantId& participant, std::size_t limit, Limit rule,
                    base::Instant now) = 0;
  virtual void release(const MeetingId& meeting, const ParticipantId& participant) = 0;
  virtual void release_meeting(const MeetingId& meeting) = 0;
};

class SeatHoldTable final : public SeatHolds {
 public:
  bool take(const Presence& presence, const MeetingId& meeting, const ParticipantId& participant,
            std::size_t limit, Limit rule, base::Instant now) override;
  void release(const MeetingId& meeting, const ParticipantId& participant) override;
  void release_meeting(const MeetingId& meeting) override;

 private:
  using Held = std::unordered_map<ParticipantId, base::Instant>;  // until when
  struct Table {
    std::unordered_map<MeetingId, Held> meetings;
    base::Instant swept{};  // when sweep() last removed expired holds
  };
  static void sweep(Table& table, base::Instant now);

  base::Guarded<Table> table_;
};

}  // namespace meetings
