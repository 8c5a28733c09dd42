// SPDX-License-Identifier: MIT
// Hub: the rooms and the sessions as one state machine, (input, now) -> effects. It knows no
// socket, no thread and no clock: the shell (ws_server) feeds it and executes its effects. One
// thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/fair_places.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "meetings/events.hpp"
#include "meetings/ice_server_issuer.hpp"
#include "meetings/tokens.hpp"
#include "signaling/codec.hpp"
#include "signaling/effects.hpp"
#include "signaling/hub_metrics.hpp"
#include "signaling/hub_state.hpp"
#include "signaling/knocks.hpp"
#include "signaling/room.hpp"
#include "signaling/session.hpp"
#include "signaling/session_places.hpp"

namespace signaling {

struct HubLimits {
  SessionPlaces::Limits sessions;
  std::chrono::nanoseconds authentication = std::chrono::seconds{5};
  std::chrono::nanoseconds admission = std::chrono::seconds{15};
  std::chrono::nanoseconds stall = std::chrono::seconds{10};
  // One client's frames. Each of 49 others may send a description and candidates (15 KiB) to a
  // newcomer at once: 735 KiB of relayed frames. The rest is for the burst of chat that a room may
  // make (128 KiB) and for the state of the room.
  Outbox::Limits outbox{std::size_t{1024} * 1024, std::size_t{768} * 1024};
  // The frames of all clients: the memory that clients which do not read can take. A thousand
  // clients that have not taken `joined` yet need as much.
  std::size_t outboxes_bytes = std::size_t{64} * 1024 * 1024;
  // How long a session waits for its client after its socket broke; 0: not at all. What is kept for
  // that, of one session and of all.
  std::chrono::seconds resume{90};
  ReplayRing::Limits replay;
  std::size_t replay_bytes = std::size_t{64} * 1024 * 1024;
  // How long an empty room keeps its chat, for people whose sockets all broke at once.
  std::chrono::nanoseconds linger = std::chrono::minutes{2};
  std::chrono::seconds ping_every{20};  // told to the clients
  // Listeners who come and go within this time are told together to those who speak.
  std::chrono::nanoseconds batch = std::chrono::milliseconds{150};
  // Tokens without our signature may be a foreign issuer's: a worker looks at them.
  bool foreign_tokens = false;
  // There are several nodes: before a meeting's room opens here, this node has to own the meeting.
  bool site = false;
  // How long a chat line waits until it is kept outside of this process.
  std::chrono::nanoseconds keeping = std::chrono::seconds{1};
};

using base::Now;

class Hub {
 public:
  // The references outlive the hub.
  Hub(HubLimits limits, const meetings::Tokens& tokens,
      const meetings::IceServerIssuer& ice_servers, base::Random& random, HubMetrics& metrics);

  struct Opened {
    SessionId id;
    Effects effects;  // may close another session, which gives way
  };
  // A client's socket is open.
  base::Result<Opened, OpenRefusal> open(const base::IpAddress& client, Now now);
  // One text frame of the session; its content is untrusted until it is decoded.
  Effects handle_text(SessionId id, std::string_view text, Now now);
  // The same, decoded. `bytes` is the size of the text.
  Effects handle(SessionId id, const ClientFrame& frame, std::size_t bytes, Now now);
  // The answer to RequestAuthentication; the session may be gone by then.
  Effects authenticated(SessionId id, std::uint64_t request, const AuthenticationAnswer& answer,
                        Now now);
  // The answer to RequestResolution; the session may be gone by then.
  Effects resolved(SessionId id, std::uint64_t request, const ResolutionAnswer& answer, Now now);
  // The answer to RequestAdmission; the session may be gone by then, or may not wait any more.
  Effects admitted(SessionId id, std::uint64_t request, const AdmissionAnswer& answer, Now now);
  // The answer to RequestModeration; the session may be gone by then.
  Effects moderated(std::uint64_t request, const ModerationAnswer& answer, Now now);
  // The answer to RequestLobby; the room may be gone by then.
  Effects lobby_listed(const meetings::MeetingId& meeting, const LobbyAnswer& answer, Now now);
  // The domain changed a meeting or a seat, or sign-in sessions are over.
  Effects handle_event(const meetings::Event& event, Now now);
  // The session's socket is gone. A session whose socket broke waits for its client; any other is
  // over, and its id invalid.
  Effects closed(SessionId id, SocketEnd how, Now now);
  // Tells of the listeners who have come and gone (BatchBegins).
  Effects tell_batches(Now now);
  // Enforces deadlines; call it about once a second.
  Effects tick(Now now);
  // The daemon stops: closes every session with 1001 and lets nobody in.
  Effects shut_down(Now now);

  // The daemon restarts: closes every socket with 1012 and lets nobody in. The sessions that can be
  // resumed wait for the next process. hub_handover.cpp.
  Effects suspend(Now now);
  struct LeftBehind {
    HubState state;
    Effects effects;  // ends the stays; the next process reopens them
  };
  // What the next process continues; call it after suspend(), when nothing else happens any more.
  LeftBehind hand_over(Now now);
  // Continues what the hub of the previous process left, before anything else happens. Every
  // session waits for its client, for the whole time.
  Effects restore(HubState state, Now now);

  // Several nodes (HubLimits::site); hub_site.cpp. The answer to RequestPlace: whether this node
  // owns the meeting. The session may be gone by then.
  enum class PlaceAnswer : std::uint8_t {
    no_such_meeting,  // as far as the look-up knows; the admission has the last word
    here,
    unknown,  // nobody can say now
  };
  Effects placed(SessionId id, std::uint64_t request, AdmissionRequest ask, PlaceAnswer answer,
                 const meetings::MeetingId& meeting, Now now);
  // Whether the session still waits for the answer to this question.
  bool awaits_place(SessionId id, std::uint64_t request) const noexcept;
  // Takes a session that awaits its place out of this hub, for the node that owns the meeting. Take
  // its frames before.
  HandedSession depart(SessionId id, Now now);
  // Continues on a new socket a session that departed elsewhere. False: it cannot be here.
  bool arrive(SessionId newcomer, HandedSession handed, Now now);
  // The answer to RequestSession: whether the session is here now, if it is anywhere.
  Effects sought(SessionId id, std::uint64_t request, const Resume& ask,
                 const std::optional<std::string>& re, PlaceAnswer answer, Now now);
  bool awaits_session(SessionId id, std::uint64_t request) const noexcept;
  // Its socket goes to the node that has the session.
  void forget_newcomer(SessionId id);
  // The answer to KeepLine; `kept`: also if this process ends.
  Effects line_kept(const meetings::MeetingId& meeting, std::uint64_t number, bool kept, Now now);
  // This node owns the meeting now and continues the room that its last owner has left.
  Effects take_room(HubState copy, std::vector<KeptLine> lines, Now now);
  // Another node owns the meeting: its room ends here, and its people go there.
  Effects give_up(const meetings::MeetingId& meeting, Now now);
  // This node owns the meeting, and does not need it any more (call that without a room).
  void own(const meetings::MeetingId& meeting) { owned_.insert(meeting); }
  void disown(const meetings::MeetingId& meeting) { owned_.erase(meeting); }
  // A room has changed, as far as its copy knows.
  void touch(const meetings::MeetingId& meeting) {
    if (limits_.site) touched_.insert(meeting);
  }
  bool has_touched() const noexcept { return !touched_.empty(); }
  // The meetings whose rooms have changed since the last call.
  std::vector<meetings::MeetingId> take_touched();
  // What the next owner continues: the room and its sessions, without what is on its way to them.
  std::optional<HubState> copy_of(const meetings::MeetingId& meeting, Now now);
  // The recent lines of the room as they have to be outside of this process, the oldest first: also
  // those that are still on their way there (KeepLine), which nobody in the room has got yet.
  std::vector<KeptLine> lines_to_keep(const meetings::MeetingId& meeting) const;
  bool has_room(const meetings::MeetingId& meeting) const { return rooms_.contains(meeting); }
  base::IpAddress address_of(SessionId id) const;
  // The socket of the session is at that node; empty: here.
  void comes_from(SessionId id, std::string node);

  // Gives the memory of executed effects back.
  void recycle(Effects effects) noexcept;

  // Takes the frames for the session's socket: calls take(std::string_view) for each as long as it
  // returns true, and returns whether there are no more.
  template <class Take>
  bool take_frames(SessionId id, Now now, Take take) {
    Session* session = find(id);
    while (session != nullptr && !session->outbox.empty()) {
      Frame frame = *session->outbox.pop(now.mono);
      const bool more = take(number(*session, frame));
      taken(*session);
      if (!more) return session->outbox.empty();
    }
    return true;
  }
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
    bool repeated = false;  // handled before
  };
  // Whether the stay ends when a session leaves its room.
  enum class Stay : std::uint8_t { over, goes_on };

  // hub_messages.cpp, hub_resuming.cpp, hub_negotiation.cpp, hub_conversation.cpp,
  // hub_moderation.cpp, hub_reports.cpp: one function a message type
  void dispatch(Context in, const ClientMessage& message);
  void on(Context in, const Auth& message);
  void on(Context in, const Resume& message);
  void on(Context in, const Ack& message);
  void on(Context in, const Join& message);
  void on(Context in, const Leave& message);
  void on(Context in, const Description& message);
  void on(Context in, const Candidates& message);
  void on(Context in, const ChatPost& message);
  void on(Context in, const MediaUpdate& message);
  void on(Context in, const ReactionPost& message);
  void on(Context in, const ModeratePost& message);
  void on(Context in, const WantPost& message);
  void on(Context in, const CapacityPost& message);
  void on(Context in, const StatsReport& message);
  void on(Context in, const GroupsPost& message);
  void on(Context in, const IceRefresh& message);
  void on(Context in, const Ping& message);
  // Fresh TURN credentials; notes when to renew them.
  meetings::IceServerSet issue_ice(Session& session, Now now);
  void relay(Context in, Room& room, const Member& self, std::string_view target_id,
             const ServerMessage& message);
  // False: the target has not received enough of the sender's messages yet, and the sender is told.
  bool pass(Context in, const Member& target, Frame frame);
  bool room_lets(Context in, MessageClass kind, std::size_t bytes);
  void tell_chat(Room& room, const Chat& chat, const std::string& body, SessionId sender,
                 const std::optional<std::string>& re, Now now);
  void tell_state(Room& room, Member& member, Now now);
  void tell_state_to(Room& room, const Member& receiver, const Member& member, Now now);
  void post_state(const Member& receiver, const Member& member, std::string body, Now now);

  // hub_audience.cpp: who hears of whom
  void announce(Room& room, Member& self, Now now);
  void announce_departure(Room& room, const Member& gone, LeaveReason reason, Now now);
  void tell_departure(Room& room, const Member& gone, LeaveReason reason, Now now);
  void batch_later(const Room& room);
  void tell_all_batches(Now now);
  void tell_batch(Room& room, Now now);
  void introduce(Room& room, const Member& self, Now now);
  void change_sight(Room& room, Member& self, Now now);
  bool audience_is_full(const meetings::Seat& seat) const;
  void tick_audience(Room& room, Now now);
  void tell_reactions(Room& room, Now now);

  // hub_moderation.cpp: actions of hosts. `by` is the person at the time of the question.
  struct Moderating {
    SessionId session;
    meetings::MeetingId meeting;
    meetings::Moderate what;
    meetings::PresentMember by;
    std::optional<std::string> re;
    base::Instant since{};
    GroupNumber group = kLesson;  // of whoever asks
  };
  void tick_moderation(Now now);
  void carry_out(Room& room, const Moderating& asked, Now now);
  void carry_out_on(Room& room, Member& member, const Moderating& asked, Now now);
  void tell_moderated(Room& room, const Moderated& done, const Moderating& asked, Now now);
  void change_media(Room& room, Member& member, meetings::MediaState wanted);
  void tell_at_once(Room& room, Member& member, Now now);
  void enforce_settings(Room& room, const meetings::MeetingSettings& before, Now now);

  // hub_lobby.cpp: people who wait
  void on_notice(const meetings::Notice& notice, Now now);
  void lobby_changed(const meetings::MeetingId& meeting, Now now);
  void ask_lobby(Room& room, Now now);
  void show_lobby(Room& room, const Member& member, Now now);
  void tell_list(const Member& member, std::string body, Now now);
  void tell_lobby(const Room& room, const Member& member, Now now);
  void tell_waiting(const Moderating& asked, const meetings::Moderated& done, Now now);
  void tick_lobbies(Now now);

  // hub_groups.cpp: the groups of a room
  void open_groups(Context in, Room& room, const GroupsPost& message);
  void move_to_group(Context in, Room& room, const GroupsPost& message);
  void go_to_group(Context in, Room& room, const Member& self, GroupNumber group);
  void tell_all_groups(Context in, Room& room, const Member& self, const std::string& message);
  void call_back(Context in, Room& room, const GroupsPost& message);
  void call_for_help(Context in, Room& room, const Member& self);
  void close_groups(Room& room, Now now, SessionId actor, const std::optional<std::string>& re);
  void regroup(Room& room, Now now, SessionId actor, const std::optional<std::string>& re);
  void part(Room& room, const std::unordered_map<std::uint64_t, GroupNumber>& before, Now now);
  void meet(Room& room, const Member& newcomer,
            const std::unordered_map<std::uint64_t, GroupNumber>& before, Now now);
  static GroupsView groups_seen_by(const Room& room, const Member& self, Now now);
  void tell_groups_to(Room& room, const Member& member, const std::optional<std::string>& re,
                      Now now);
  void tell_groups(Room& room, Now now, SessionId actor, const std::optional<std::string>& re);
  void tick_groups(Room& room, Now now);

  // hub_reports.cpp: the quality of calls
  void set_trouble(Room& room, Member& member, bool trouble, Now now);
  void tick_reports(Room& room, Now now);

  // hub_messages.cpp: questions about a token, and the store's answer
  std::uint64_t begin_authentication(Session& session, Now now);
  void confirm(Session& session, const meetings::Claims& claims, Now now);
  void welcome(Session& session, Now now);
  void refuse_token(Session& session, const meetings::Refusal& refusal,
                    const std::optional<std::string>& re, Now now);

  // hub_resuming.cpp: sessions that outlive their sockets
  bool resumable(const Session& session) const noexcept;
  // Closes the socket alone if the session can be resumed.
  void break_socket(Session& session, CloseCode code, Now now);
  void detach(Session& session, Now now);
  void set_aside(Session& session, Now now);
  // Numbers what waits for the client, and keeps it.
  void stash(Session& session, Now now);
  void keep(Session& session, Frame frame);
  Outbox::Push keep_while_away(Session& session, Frame frame);
  Session* session_to_resume(const Resume& message);
  void move_socket(Session& newcomer, Session& session);
  void replay(Session& session, std::uint64_t seen, Now now);
  void resync(Session& session, std::uint64_t seen, Now now);
  void show_away(Session& session, bool away, Now now);
  void count_kept(Session& session);
  void settle(const Session& session);
  void expire(Session& session, Now now);
  bool is_repeated(const Session& session, const ClientFrame& frame) const;

  // hub_handover.cpp: into the next process
  HandedSession handed(const Session& session, Now now, bool with_texts = true) const;
  void fill(Session& session, HandedSession& handed, Now now);
  SessionId continue_session(HandedSession& handed, Now now);
  void continue_room(HandedRoom handed, const std::vector<SessionId>& ids, Now now);

  // hub_site.cpp: several nodes
  void begin_admission(Session& session, AdmissionRequest ask);
  Session* resume_here(Context in, const Resume& message);
  void hold_line(Context in, Room& room, Chat chat);
  void tell_kept_lines(const meetings::MeetingId& meeting, Now now);
  void tick_lines(Now now);

  // hub_rooms.cpp: coming and going
  void enter(Session& session, const meetings::Seat& seat, Now now);
  void wait(Session& session, const meetings::Pending& pending, Now now);
  void replace(Session& session, Now now);
  void show_room(Session& session, Room& room, const std::optional<std::string>& re, Now now);
  Joined snapshot(Session& session, Room& room, Now now);
  void ask_admission(Session& session, AdmissionRequest ask);
  void leave_room(Session& session, LeaveReason reason, Stay stay, Now now);
  void release(const AdmissionAnswer& answer, Now now);
  void notify(const meetings::Notice& notice, Now now);
  void end_meeting(const meetings::MeetingEnded& event, Now now);
  void end_seat(const meetings::SeatLeft& event, Now now);
  void remove_seat(const meetings::SeatRemoved& event, Now now);
  void change_role(const meetings::RoleChanged& event, Now now);
  void change_meeting(const meetings::MeetingChanged& event, Now now);
  void update(Room& room, RoomMeeting meeting, std::int64_t version,
              const std::optional<meetings::UserId>& by, Now now);
  void end_sessions(const meetings::SessionsEnded& event, Now now);
  void end_bound(const meetings::MeetingEnded& event, Now now);

  // hub_delivery.cpp: frames on their way to the clients
  void send(Session& session, const ServerMessage& message, const std::optional<std::string>& re,
            Now now);
  // The session of a member; today every member has a session on this node.
  Session& session_of(const Member& member) noexcept;
  void tell(const Member& member, const ServerMessage& message, Now now);
  // Numbers and keeps the frame, if it is one of those. The text is valid as long as the frame, and
  // until the ring changes.
  std::string_view number(Session& session, Frame& frame);
  // Before the frame gets its number.
  void note_private(Session& session, const Frame& frame);
  // The client has taken a frame.
  void taken(Session& session);
  Effects handle(Session& session, const ClientFrame& frame, std::size_t bytes, Now now);
  // Puts the frame into the session's outbox.
  Outbox::Push post(Session& session, Frame frame, Now now);
  // Empties outboxes of other sessions until that many bytes fit into all outboxes together.
  void make_room(const Session& session, std::size_t bytes);
  void count_waiting(Session& session);
  void overflow(Session& session);

  // hub.cpp: sessions
  Session* find(SessionId id) noexcept;
  void forget(Session& session);
  void forget_sign_in(const Session& session);
  void refuse(Context in, ErrorCode code, std::string_view detail = {},
              std::int64_t retry_after = 0);
  void refuse(Context in, const Excess& excess);
  bool within_limits(Context in, MessageClass kind, std::size_t bytes);
  void give_way(SessionId id, Now now);
  void drop(Session& session, CloseCode code, LeaveReason reason, Now now);
  void close(Session& session, CloseCode code);
  void check_deadlines(Session& session, Now now);
  void forget_empty_rooms(Now now);
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
  // The sessions that have sent a token of this person.
  std::unordered_map<meetings::UserId, std::vector<SessionId>> by_person_;
  std::unordered_map<meetings::MeetingId, Room> rooms_;
  std::unordered_set<meetings::MeetingId> batched_;  // where listeners have come or gone
  SessionPlaces places_;
  base::FairPlaces<SessionId> waiting_;                 // the bytes in the outboxes
  base::FairPlaces<SessionId> kept_;                    // the bytes in the rings
  std::unordered_map<std::string, SessionId> by_name_;  // the sessions that were welcomed
  std::size_t away_ = 0;
  // Meetings that ended a moment ago, and when: an admission granted just before must not open the
  // room again.
  std::unordered_map<meetings::MeetingId, base::Instant> ended_;
  // The same for seats whose persons were put out.
  struct Removal {
    base::Instant at;
    bool banned = true;
  };
  std::unordered_map<meetings::ParticipantId, Removal> removed_;
  // Meetings that changed a moment ago: an admission granted just before does not know it.
  struct Change {
    meetings::MeetingChanged event;
    base::Instant at;
  };
  std::unordered_map<meetings::MeetingId, Change> changed_;
  std::unordered_map<std::uint64_t, Moderating> moderating_;  // by the number of the question
  Knocks knocks_;
  // Several nodes: the meetings that this node owns, and those whose rooms have changed.
  std::unordered_set<meetings::MeetingId> owned_;
  std::unordered_set<meetings::MeetingId> touched_;
  // Chat lines that nobody has got yet, because they are not kept outside of this process.
  struct HeldLine {
    std::uint64_t number = 0;
    Chat chat;
    SessionId sender;
    std::optional<std::string> re;
    base::Instant at{};
    bool kept = false;
  };
  std::unordered_map<meetings::MeetingId, std::deque<HeldLine>> lines_;
  std::uint64_t next_line_ = 1;
  std::vector<SessionId> overflowed_;
  std::vector<SessionId> gone_;  // finish() forgets them: they have no socket whose end does
  std::uint64_t next_session_ = 1;
  std::uint64_t next_request_ = 1;
  bool shut_down_ = false;
  Effects effects_;
};

}  // namespace signaling
