// SPDX-License-Identifier: MIT
// The events that the domain emits after a change is on disk. Values; a sink takes them from any
// thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "meetings/model.hpp"

namespace meetings {

// Everything that is bound to the meeting ends with it: its seats, its guests' sessions.
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

// A person was put out of the meeting. The signaling server lets go of a session on the seat at
// once.
struct SeatRemoved {
  MeetingId meeting_id;
  ParticipantId participant_id;
  UserId user_id;
  bool banned = true;  // else the person may ask at the door again
  std::optional<UserId> by{};

  friend bool operator==(const SeatRemoved&, const SeatRemoved&) = default;
};

// The store has another role for the seat.
struct RoleChanged {
  MeetingId meeting_id;
  ParticipantId participant_id;
  Role role = Role::participant;
  std::optional<UserId> by;

  friend bool operator==(const RoleChanged&, const RoleChanged&) = default;
};

// What the people in the room see of the meeting is different now. `version` is the meeting's, so
// that a sink which gets two of them knows the newer one.
struct MeetingChanged {
  MeetingId meeting_id;
  std::int64_t version = 0;
  std::string title;
  bool locked = false;
  bool waiting_room = false;
  MeetingSettings settings;
  std::optional<UserId> by;
  std::optional<UserId> host{};  // where the meeting was handed over

  friend bool operator==(const MeetingChanged&, const MeetingChanged&) = default;
};

// Other people wait to come in now, or fewer.
struct LobbyChanged {
  MeetingId meeting_id;

  friend bool operator==(const LobbyChanged&, const LobbyChanged&) = default;
};

enum class NoticeKind : std::uint8_t {
  join_requested,
  join_answered,
  invited,
  invitation_answered,
  meeting_cancelled,
  meeting_moved,
  starting_soon,
  recording_ready,
  calendar_ended,
};
inline constexpr std::array kNoticeKinds{
    NoticeKind::join_requested,      NoticeKind::join_answered,     NoticeKind::invited,
    NoticeKind::invitation_answered, NoticeKind::meeting_cancelled, NoticeKind::meeting_moved,
    NoticeKind::starting_soon,       NoticeKind::recording_ready,   NoticeKind::calendar_ended};
// "join-requested", …
std::string_view to_string(NoticeKind kind) noexcept;
std::optional<NoticeKind> parse_notice_kind(std::string_view text) noexcept;

// Something that people are told wherever they are signed in, in a room or not. Each of them keeps
// it as a notification (meetings/notification.hpp).
struct Notice {
  NoticeKind kind = NoticeKind::join_requested;
  std::vector<UserId> to;
  MeetingId meeting_id;
  std::string title;
  std::string subject_id;  // of the join request or the invitation; empty: of none
  std::string name;        // of the person who asks, invites or answers
  std::string status;
  std::string text{};                         // that somebody wrote; empty: nothing
  std::optional<base::WallTime> starts_at{};  // of the meeting or the date that it is about
  std::optional<UserId> by{};                 // whom `name` names, or who caused the notice
  std::string id{};                           // empty: Announcements gives it one
  base::WallTime at{};                        // Announcements says when

  friend bool operator==(const Notice&, const Notice&) = default;
};

enum class SessionEndCause : std::uint8_t {
  disabled,          // the operator disabled the account
  password_changed,  // the account has another password now
  signed_out,
  token_reused,  // somebody used a refresh token for the second time: it may be stolen
  too_many,      // newer sessions of the account took its place
  expired,
  erased,  // the account does not exist any more
};
inline constexpr std::array kSessionEndCauses{
    SessionEndCause::disabled,     SessionEndCause::password_changed, SessionEndCause::signed_out,
    SessionEndCause::token_reused, SessionEndCause::too_many,         SessionEndCause::expired,
    SessionEndCause::erased};
// "disabled", "password-changed", …
std::string_view to_string(SessionEndCause cause) noexcept;

// Sign-in sessions of one user are over, and with them every token that was issued to them.
struct SessionsEnded {
  UserId user_id;
  std::vector<std::string> sessions;  // Session::id
  SessionEndCause cause = SessionEndCause::signed_out;
  // What the user's credentials for the relay reach ends, too. False for a session that the user
  // ended or forgot while others of the same user live on: all of them share these credentials.
  bool ends_relaying = true;

  friend bool operator==(const SessionsEnded&, const SessionsEnded&) = default;
};

using Event = std::variant<MeetingEnded, MeetingChanged, SeatLeft, SeatRemoved, RoleChanged,
                           LobbyChanged, Notice, SessionsEnded>;

// An event as a JSON object, for the outbox, and back; nullopt for any other text.
std::string print_event(const Event& event);
std::optional<Event> parse_event(std::string_view text);

class EventSink {
 public:
  virtual ~EventSink() = default;
  // Any thread; must not block and must not call back into the services.
  virtual void emit(const Event& event) = 0;
};

}  // namespace meetings
