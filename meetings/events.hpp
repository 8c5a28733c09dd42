// SPDX-License-Identifier: MIT
// What the domain tells the rest of the house after a change is on disk. Values; a sink takes them
// from any thread.
#pragma once

#include <optional>
#include <variant>

#include "meetings/ids.hpp"

namespace meetings {

struct MeetingEnded {
  MeetingId meeting_id;
  std::optional<UserId> by;

  friend bool operator==(const MeetingEnded&, const MeetingEnded&) = default;
};

// A person gave up the seat by REST: a session that still sits on it is to be let go.
struct SeatLeft {
  MeetingId meeting_id;
  ParticipantId participant_id;

  friend bool operator==(const SeatLeft&, const SeatLeft&) = default;
};

using Event = std::variant<MeetingEnded, SeatLeft>;

class EventSink {
 public:
  virtual ~EventSink() = default;
  // Any thread; must not block and must not call back into the services.
  virtual void emit(const Event& event) = 0;
};

}  // namespace meetings
