// SPDX-License-Identifier: MIT
// The values of the domain as plain structs, and the names of their enumerators in JSON and in the
// store. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "meetings/ids.hpp"
#include "meetings/meeting_settings.hpp"

namespace meetings {

enum class UserRole : std::uint8_t { admin, user, guest };
// presenter and listener: in a lecture, instead of participant.
enum class Role : std::uint8_t { host, cohost, presenter, participant, listener };
enum class MeetingType : std::uint8_t { instant, scheduled, lecture };
enum class MeetingAccess : std::uint8_t { public_, private_, approval };
enum class WaitReason : std::uint8_t { approval, lobby };
// expired is not in the store: a pending request whose time, or whose meeting, is over.
enum class RequestStatus : std::uint8_t { pending, approved, denied, withdrawn, expired };
enum class InviteStatus : std::uint8_t { pending, accepted, declined, tentative, revoked };
enum class HostLeaves : std::uint8_t { goes_on, ends };
enum class MeetingState : std::uint8_t { open, ended, cancelled };

// "admin", "host", "instant", "public", "open", …
std::string_view to_string(UserRole role) noexcept;
std::string_view to_string(Role role) noexcept;
std::string_view to_string(MeetingType type) noexcept;
std::string_view to_string(MeetingAccess access) noexcept;
std::string_view to_string(MeetingState state) noexcept;
std::string_view to_string(WaitReason reason) noexcept;
std::string_view to_string(RequestStatus status) noexcept;
std::string_view to_string(InviteStatus status) noexcept;
std::string_view to_string(HostLeaves rule) noexcept;
// The enumerator with this name; nullopt for an unknown name.
std::optional<UserRole> parse_user_role(std::string_view text) noexcept;
std::optional<Role> parse_role(std::string_view text) noexcept;
std::optional<MeetingType> parse_meeting_type(std::string_view text) noexcept;
std::optional<MeetingAccess> parse_meeting_access(std::string_view text) noexcept;
std::optional<MeetingState> parse_meeting_state(std::string_view text) noexcept;
std::optional<WaitReason> parse_wait_reason(std::string_view text) noexcept;
std::optional<RequestStatus> parse_request_status(std::string_view text) noexcept;
std::optional<InviteStatus> parse_invite_status(std::string_view text) noexcept;
std::optional<HostLeaves> parse_host_leaves(std::string_view text) noexcept;

struct User {
  UserId id;
  // In lower case; empty for a guest. Of an account of a foreign issuer a placeholder that no mail
  // reaches: see shown_email().
  std::string email;
  std::string name;
  UserRole role = UserRole::user;
  bool disabled = false;
  base::WallTime created_at;
  bool email_verified = false;  // somebody has proved to read the mails to this address
  std::string issuer{};         // the foreign issuer that the account belongs to; empty: ours
  std::string foreign_email{};  // what that issuer says; empty: nothing
  std::string language{};       // of mails, "de"; empty: not chosen
  std::string timezone{};       // IANA name; empty: not chosen
  bool reminders = true;        // by mail

  // Whether mails that the person did not ask for may go to the address.
  bool is_reachable() const noexcept {
    return !disabled && email_verified && !shown_email().empty();
  }
  // The address for people; empty: none is known.
  const std::string& shown_email() const noexcept { return issuer.empty() ? email : foreign_email; }

  friend bool operator==(const User&, const User&) = default;
};

// What makes a meeting a series (docs/series.md). Local times are those of the meeting's zone, as
// print_local_time() prints them.
struct SeriesPlan {
  MeetingId id;        // of the first part of a series that was split; the same in all parts
  std::string rule;    // as print_recurrence() prints it
  std::string start;   // the first start
  std::string closed;  // the occurrence that the host ended last; empty: none
  std::optional<MeetingId> continued_by;  // the next part

  friend bool operator==(const SeriesPlan&, const SeriesPlan&) = default;
};

// "1440 60" of minutes, as the store keeps them.
std::string print_reminders(const std::vector<std::chrono::minutes>& leads);
std::vector<std::chrono::minutes> parse_reminders(std::string_view text);

struct Meeting {
  MeetingId id;
  std::string code;  // "kabo-rine-tuda"
  std::string title;
  MeetingType type = MeetingType::instant;
  MeetingAccess access = MeetingAccess::public_;
  bool has_password = false;
  unsigned max_participants = 0;
  std::optional<base::WallTime> scheduled_at;
  std::optional<unsigned> duration_minutes;
  std::optional<std::string> timezone;  // IANA name
  base::WallTime created_at;
  std::optional<base::WallTime> ended_at;  // also when it was cancelled
  UserId host_id;
  std::string host_name;
  bool locked = false;                           // nobody new comes in
  bool waiting_room = false;                     // who is new waits until a host lets the person in
  HostLeaves host_leaves = HostLeaves::goes_on;  // and nobody succeeds (meetings/succession.hpp)
  MeetingSettings settings;
  bool cancelled = false;
  std::int64_t version = 1;  // grows with each change
  std::optional<SeriesPlan> series;
  // How long before each start people are reminded by mail; absent: as usual (reminders.hpp).
  std::optional<std::vector<std::chrono::minutes>> reminders{};

  MeetingState state() const noexcept {
    if (cancelled) return MeetingState::cancelled;
    return ended_at ? MeetingState::ended : MeetingState::open;
  }
  friend bool operator==(const Meeting&, const Meeting&) = default;
};

// A person who asks to come into a meeting.
struct JoinRequest {
  JoinRequestId id;
  MeetingId meeting_id;
  UserId user_id;
  std::string name;
  std::optional<std::string> message;
  WaitReason reason = WaitReason::approval;
  RequestStatus status = RequestStatus::pending;
  base::WallTime created_at;
  std::optional<base::WallTime> answered_at;
  base::WallTime expires_at;  // while it is pending

  friend bool operator==(const JoinRequest&, const JoinRequest&) = default;
};

// What an invited person answers for one date of a series; it wins over the answer for the series.
struct DateAnswer {
  std::string occurrence;  // names the date: its start by the rule, as print_local_time() prints it
  base::WallTime at;       // that start, as it was known when the person answered
  InviteStatus status = InviteStatus::accepted;
  base::WallTime answered_at;
  base::WallTime stamp;  // see Invitation::answer_stamp

  friend bool operator==(const DateAnswer&, const DateAnswer&) = default;
};

// A person who is invited to a meeting.
struct Invitation {
  InviteId id;
  MeetingId meeting_id;
  std::string email;              // lower case
  std::optional<UserId> user_id;  // the account, if one is known
  InviteStatus status = InviteStatus::pending;
  std::optional<std::string> message;
  base::WallTime created_at;
  std::optional<base::WallTime> answered_at;
  bool reminders = true;         // by mail, to an address without an account
  std::int64_t revocations = 0;  // how often it was revoked
  // When the last answer was given, by the clock of whoever gave it: an older one comes too late.
  std::optional<base::WallTime> answer_stamp{};
  std::vector<DateAnswer> dates{};  // by date

  friend bool operator==(const Invitation&, const Invitation&) = default;
};

// The answer that holds for this date of a series.
InviteStatus status_at(const Invitation& invitation, std::string_view occurrence) noexcept;

// A person who may not come into a meeting: an account, or one guest entry.
struct Ban {
  BanId id;
  MeetingId meeting_id;
  UserId user_id;
  std::string name;  // by which the meeting knew the person
  std::optional<std::string> reason;
  base::WallTime created_at;
  std::optional<base::WallTime> until;  // absent: for ever

  friend bool operator==(const Ban&, const Ban&) = default;
};

// The state of a peer's media, as the peer reports it (docs/protocol.md, `media-state`).
struct MediaState {
  bool audio = false;
  bool video = false;
  bool screen = false;
  bool hand = false;
  bool recording = false;
  std::string screen_stream;  // id of the MediaStream that carries the screen; empty: none

  friend bool operator==(const MediaState&, const MediaState&) = default;
};

// One person who is in a meeting, or who was in it (history).
struct Participant {
  ParticipantId id;
  UserId user_id;
  std::string name;
  Role role = Role::participant;
  base::WallTime joined_at;               // the first time, in the history
  std::optional<base::WallTime> left_at;  // absent while present
  bool present = false;
  MediaState media;
  // In the history: all stays added up, and how many there were.
  std::chrono::seconds stayed{0};
  unsigned stays = 0;

  friend bool operator==(const Participant&, const Participant&) = default;
};

}  // namespace meetings
