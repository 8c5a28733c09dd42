// SPDX-License-Identifier: MIT
// The events that the domain emits after a change is on disk. Values; a sink takes them from any
// thread.
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

// A person gave up the seat by REST. The signaling server lets go of a session on that seat.
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
