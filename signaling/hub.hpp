// SPDX-License-Identifier: MIT
// Hub: the rooms and the sessions as one state machine, (input, now) -> effects. It knows no
// socket, no thread and no clock: the shell (ws_server) feeds it and executes its effects. One
// thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "meetings/events.hpp"
#include "meetings/ice_server_issuer.hpp"
#include "meetings/tokens.hpp"
#include "signaling/codec.hpp"
#include "signaling/effects.hpp"
#include "signaling/hub_metrics.hpp"
#include "signaling/room.hpp"
#include "signaling/session.hpp"

namespace signaling {

struct HubLimits {
  std::size_t sessions = 20'000;
  std::size_t sessions_per_address = 256;  // an IPv6 /64 counts as one address
  std::chrono::nanoseconds authentication = std::chrono::seconds{5};
  std::chrono::nanoseconds admission = std::chrono::seconds{15};
  std::chrono::nanoseconds stall = std::chrono::seconds{10};
  std::size_t outbox_bytes = 512 * 1024;
  // How long an empty room keeps its chat, for people whose sockets all broke at once.
  std::chrono::nanoseconds linger = std::chrono::minutes{2};
  std::chrono::seconds ping_every{20};  // told to the clients
};

using base::Now;

enum class OpenRefusal : std::uint8_t { too_many_sessions, too_many_from_address };

class Hub {
 public:
  // The references outlive the hub.
  Hub(HubLimits limits, const meetings::Tokens& tokens,
      const meetings::IceServerIssuer& ice_servers, base::Random& random, HubMetrics& metrics);

  // A client's socket is open.
  base::Result<SessionId, OpenRefusal> open(const base::IpAddress& client, Now now);
  // One text frame of the session; its content is untrusted until it is decoded.
  Effects handle_text(SessionId id, std::string_view text, Now now);
  Effects handle(SessionId id, const ClientFrame& frame, Now now);
  // The answer to RequestAuthentication; the session may be gone by then.
  Effects authenticated(SessionId id, std::uint64_t request, const AuthenticationAnswer& answer,
                        Now now);
  // The answer to RequestAdmission; the session may be gone by then, or may not wait any more.
  Effects admitted(SessionId id, std::uint64_t request, const AdmissionAnswer& answer, Now now);
  // The domain changed a meeting or a seat, or sign-in sessions are over.
  Effects handle_event(const meetings::Event& event, Now now);
  // The socket is gone. Returns the session's last effects; the id is invalid afterwards.
  Effects closed(SessionId id, Now now);
  // Enforces deadlines; call it about once a second.
  Effects tick(Now now);
  // The daemon stops: closes every session with 1001 and lets nobody in.
  Effects shut_down(Now now);

  // Takes the next frame for the session's socket; nullopt if there is none.
  std::optional<std::string> next_frame(SessionId id, Now now);
  bool has_frames(SessionId id) const noexcept;

  std::size_t sessions() const noexcept { return sessions_.size(); }
  std::size_t rooms() const noexcept { return rooms_.size(); }

 private:
  // The message that the hub is handling.
  struct Context {
    Session& session;
    const std::optional<std::string>& re;
    Now now;
  };
  // Whether the stay ends when a session leaves its room.
  enum class Stay : std::uint8_t { over, goes_on };

  // hub_messages.cpp, hub_negotiation.cpp, hub_conversation.cpp: one function a message type
  void dispatch(Context in, const ClientMessage& message);
  void on(Context in, const Auth& message);
  void on(Context in, const Join& message);
  void on(Context in, const Leave& message);
  void on(Context in, const Description& message);
  void on(Context in, const Candidates& message);
  void on(Context in, const ChatPost& message);
  void on(Context in, const MediaUpdate& message);
  void on(Context in, const ReactionPost& message);
  void on(Context in, const IceRefresh& message);
  void on(Context in, const Ping& message);
  // Fresh TURN credentials; notes when to renew them.
  meetings::IceServerSet issue_ice(Session& session, Now now);
  void relay(Context in, std::string_view target_id, const ServerMessage& message);

  // hub_messages.cpp: the store's answer to a token
  void welcome(Session& session, Now now);
  void refuse_token(Session& session, const meetings::Refusal& refusal,
                    const std::optional<std::string>& re, Now now);

  // hub_rooms.cpp: coming and going
  void enter(Session& session, const meetings::Seat& seat, Now now);
  void replace(Session& session, Now now);
  void greet(Session& session, Room& room, const meetings::Seat& seat, Now now);
  void leave_room(Session& session, LeaveReason reason, Stay stay, Now now);
  void release(const AdmissionAnswer& answer, Now now);
  void end_meeting(const meetings::MeetingEnded& event, Now now);
  void end_seat(const meetings::SeatLeft& event, Now now);
  void end_sessions(const meetings::SessionsEnded& event, Now now);
  void end_bound(const meetings::MeetingEnded& event, Now now);

  // hub.cpp: sessions
  Session* find(SessionId id) noexcept;
  void forget_sign_in(const Session& session);
  void refuse(Context in, ErrorCode code, std::string_view detail = {},
              std::int64_t retry_after = 0);
  bool within_limits(Context in, MessageClass kind);
  void send(Session& session, const ServerMessage& message, const std::optional<std::string>& re,
            Now now);
  // The session of a member; today every member has a session on this node.
  Session& session_of(const Member& member) noexcept;
  void tell(const Member& member, const ServerMessage& message, Now now);
  void send_body(Session& session, std::string body, bool numbered,
                 const std::optional<std::string>& re, Now now);
  void drop(Session& session, CloseCode code, LeaveReason reason, Now now);
  void close(Session& session, CloseCode code);
  void check_deadlines(Session& session, Now now);
  void forget_old(Now now);
  Effects finish(Now now);

  const HubLimits limits_;
  const meetings::Tokens& tokens_;
  const meetings::IceServerIssuer& ice_servers_;
  base::Random& random_;
  HubMetrics& metrics_;
  const Mesh mesh_;

  std::unordered_map<SessionId, Session> sessions_;
  // The sessions that have sent a token of this sign-in session (meetings::Session::id).
  std::unordered_map<std::string, std::vector<SessionId>> by_sign_in_;
  std::unordered_map<meetings::MeetingId, Room> rooms_;
  std::unordered_map<base::IpAddress, std::size_t> per_site_;  // sessions by IpAddress::site()
  // Meetings that ended a moment ago, and when: an admission granted just before must not open the
  // room again.
  std::unordered_map<meetings::MeetingId, base::Instant> ended_;
  std::vector<SessionId> overflowed_;
  std::uint64_t next_session_ = 1;
  std::uint64_t next_request_ = 1;
  bool shut_down_ = false;
  Effects effects_;
};

}  // namespace signaling
