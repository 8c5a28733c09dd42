// SPDX-License-Identifier: MIT
// Effects: the actions that the shell (ws_server) executes for the hub, in order. Values; one
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "base/strong.hpp"
#include "base/time.hpp"
#include "meetings/presence.hpp"
#include "signaling/admission.hpp"
#include "signaling/kept_line.hpp"
#include "signaling/messages.hpp"

namespace signaling {

// Identifies a session, not its socket: a session can outlive a socket and continue on another.
using SessionId = base::Strong<struct SessionIdTag, std::uint64_t>;

// The session's outbox was empty and has frames now. Take them with Hub::next_frame as long as the
// socket accepts them.
struct Deliver {
  SessionId session;
};
// Send the frames in the session's outbox, then close its socket. The hub ignores further frames of
// this socket; the session itself may go on, on another socket.
struct CloseSession {
  SessionId session;
  CloseCode code = CloseCode::going_away;
};
// The socket of `newcomer`, a session that is gone, belongs to `session` from now on. If `session`
// still had a socket, close that socket with 4409; it belongs to no session any more.
struct MoveSocket {
  SessionId newcomer;
  SessionId session;
};
// The token has our signature; the store must confirm it. The answer comes back through
// Hub::authenticated with the same `request`.
struct RequestAuthentication {
  SessionId session;
  std::uint64_t request = 0;
  AuthenticationRequest ask;
};
// The token may be a foreign issuer's (HubLimits::foreign_tokens). The answer comes back through
// Hub::resolved with the same `request`.
struct RequestResolution {
  SessionId session;
  std::uint64_t request = 0;
  ResolutionRequest ask;
};
// The answer comes back through Hub::admitted with the same `request`.
struct RequestAdmission {
  SessionId session;
  std::uint64_t request = 0;
  AdmissionRequest ask;
};
// The answer comes back through Hub::moderated with the same `request`.
struct RequestModeration {
  std::uint64_t request = 0;
  ModerationRequest ask;
};
// The answer comes back through Hub::lobby_listed.
struct RequestLobby {
  meetings::MeetingId meeting;
};
// Call Hub::tell_batches after HubLimits::batch.
struct BatchBegins {};
// A member came or changed; nullopt: the member left.
struct PresenceChanged {
  meetings::MeetingId meeting;
  meetings::ParticipantId participant;
  std::optional<meetings::PresentMember> member;
};
// The stay of an admission is over, or never began.
struct SeatEnded {
  meetings::MeetingId meeting;
  meetings::ParticipantId participant;
  base::WallTime at;
};

// Several nodes (HubLimits::site): which node owns the meeting of a join? The answer comes back
// through Hub::placed, or the session departs.
struct RequestPlace {
  SessionId session;
  std::uint64_t request = 0;
  AdmissionRequest ask;
  std::optional<std::string> join_id;
};
// Several nodes: the client asks for a session that is not here. The answer comes back through
// Hub::sought, or the socket goes to the node that has the session.
struct RequestSession {
  SessionId session;
  std::uint64_t request = 0;
  Resume ask;
  std::optional<std::string> resume_id;
};
// Several nodes: keep the chat line outside of this process, then call Hub::line_kept.
struct KeepLine {
  meetings::MeetingId meeting;
  std::uint64_t number = 0;
  KeptLine line;
};

using Effect =
    std::variant<Deliver, CloseSession, MoveSocket, RequestAuthentication, RequestResolution,
                 RequestAdmission, RequestModeration, RequestLobby, BatchBegins, PresenceChanged,
                 SeatEnded, RequestPlace, RequestSession, KeepLine>;
using Effects = std::vector<Effect>;

}  // namespace signaling
