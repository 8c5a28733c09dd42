// SPDX-License-Identifier: MIT
// What the hub wants done: the shell (ws_server) executes these in order. Values; one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "base/strong.hpp"
#include "base/time.hpp"
#include "meetings/presence.hpp"
#include "signaling/admission.hpp"
#include "signaling/messages.hpp"

namespace signaling {

// A session is not its socket: it could outlive one and be taken up by the next.
using SessionId = base::Strong<struct SessionIdTag, std::uint64_t>;

// Frames wait in the session's outbox where there were none: take them with Hub::next_frame while
// the socket takes them.
struct Deliver {
  SessionId session;
};
// No frame of the session is looked at any more. What its outbox still holds goes out first, then
// the socket closes.
struct CloseSession {
  SessionId session;
  CloseCode code = CloseCode::going_away;
};
// The answer comes back through Hub::admitted with the same `request`.
struct RequestAdmission {
  SessionId session;
  std::uint64_t request = 0;
  AdmissionRequest ask;
};
// Somebody is in the room (came, or changed), or no longer: nullopt.
struct PresenceChanged {
  meetings::MeetingId meeting;
  meetings::ParticipantId participant;
  std::optional<meetings::PresentMember> member;
};
// The stay that an admission opened is over (or never began).
struct SeatEnded {
  meetings::MeetingId meeting;
  meetings::ParticipantId participant;
  base::WallTime at;
};

using Effect = std::variant<Deliver, CloseSession, RequestAdmission, PresenceChanged, SeatEnded>;
using Effects = std::vector<Effect>;

}  // namespace signaling
