// SPDX-License-Identifier: MIT
// Succession: what becomes of a meeting whose hosts have left the room. After a grace, in which a
// host may come back, the co-host who is in the room longest becomes a host; without one, the
// meeting goes on or ends, as it says (Meeting::host_leaves). A meeting that no host has been in
// yet waits. One thread; tick() blocks.
#pragma once

#include <chrono>
#include <unordered_map>

#include "meetings/meetings.hpp"
#include "meetings/services.hpp"

namespace meetings {

class Succession {
 public:
  static constexpr std::chrono::minutes kGrace{2};

  // `meetings` outlives this.
  Succession(Services services, Meetings& meetings) : s_(services), meetings_(meetings) {}

  // Call it every few seconds. Returns the first failure; the next call tries again.
  Outcome<void> tick();

 private:
  // A meeting in which a host has been: since when it has none.
  using Hostless = std::optional<base::Instant>;

  Outcome<void> succeed(const MeetingId& meeting);

  Services s_;
  Meetings& meetings_;
  std::unordered_map<MeetingId, Hostless> hosted_;
};

}  // namespace meetings
