// SPDX-License-Identifier: MIT
// Meetings: creating, finding, entering, leaving and ending them. REST's join and the WebSocket's
// join use the same admission. The calls block (store, argon2): worker threads only, any number of
// them at once. `client` is the address that asks; the calls that take it count guesses
// (meetings/guess_limits.hpp) and refuse with rate_limited. `hasher` comes from a job of the hash
// pool; elsewhere it is null, and then a password cannot be checked or set.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/endpoint.hpp"
#include "meetings/entering.hpp"
#include "meetings/lookups.hpp"
#include "meetings/openings.hpp"
#include "meetings/passwords.hpp"
#include "meetings/services.hpp"

namespace meetings {

struct MeetingsConfig {
  std::chrono::seconds opens_early = kOpensEarly;
  std::chrono::seconds seat_token_lifetime = std::chrono::hours{24};
  unsigned default_participants = 12;
  unsigned most_participants = 50;
  // True for the name of an IANA time zone (store/zone_names.hpp). Unset: refuses every name.
  std::function<bool(std::string_view)> is_timezone;
  // The rules of a zone (store/time_zones.hpp), for series.
  FindTimeZone find_timezone;
  // Of times that a client sends without a zone (docs/older-stack.md).
  std::string site_timezone = "UTC";
};

// The body of REST's create. It also has fields of later releases, so that they can be refused by
// name.
struct NewMeeting {
  std::string title{};
  MeetingType type = MeetingType::instant;
  MeetingAccess access = MeetingAccess::public_;
  std::optional<std::string> password{};
  std::optional<std::int64_t> max_participants{};
  std::optional<base::WallTime> scheduled_at{};
  std::optional<std::int64_t> duration_minutes{};
  std::optional<std::string> timezone{};
  bool waiting_room = false;
  HostLeaves host_leaves = HostLeaves::goes_on;
  std::optional<std::vector<std::int64_t>> reminders{};  // minutes; absent: as usual
  SettingsChange settings{};                             // of default_settings()
  std::optional<std::string> recurrence{};               // RRULE
  std::vector<std::string> invitees{};                   // addresses
};

// The body of REST's PATCH: the fields that stay as they are, are absent. An inner nullopt takes
// the value away.
struct MeetingChange {
  std::optional<std::string> title{};
  std::optional<MeetingAccess> access{};
  std::optional<bool> locked{};
  std::optional<bool> waiting_room{};
  std::optional<HostLeaves> host_leaves{};
  std::optional<std::optional<std::vector<std::int64_t>>> reminders{};
  SettingsChange settings{};
  std::optional<std::optional<std::string>> password{};
  std::optional<std::int64_t> max_participants{};
  std::optional<base::WallTime> scheduled_at{};
  std::optional<std::optional<std::int64_t>> duration_minutes{};
  std::optional<std::optional<std::string>> timezone{};
  std::optional<std::optional<std::string>> recurrence{};
};

// The versions of a meeting that the caller knows (If-Match); absent: the caller takes any.
using KnownVersions = std::optional<std::vector<std::int64_t>>;

struct JoinOptions {
  std::optional<std::string> password{};
  std::optional<std::string> name{};     // shown in this meeting instead of the account's
  std::optional<std::string> message{};  // to the hosts, where the person has to ask
};

// A place in a meeting, and the token with which the WebSocket takes it.
struct Seat {
  Meeting meeting;
  ParticipantId participant_id;
  UserId user_id;
  Role role = Role::participant;
  std::string name;
  std::string token;
  std::optional<Occurrence> occurrence{};  // of a series
};

// The person has asked the hosts and waits for their answer.
struct Pending {
  MeetingId meeting_id;
  JoinRequestId request_id;
  WaitReason reason = WaitReason::approval;
  std::size_t position = 1;  // among those who wait
};
using Entry = std::variant<Seat, Pending>;

// A meeting as one caller sees it.
struct MeetingView {
  Meeting meeting;
  std::optional<Role> role;  // absent: the caller has no seat
  std::size_t present = 0;
  // Of a series: the occurrence that is open or comes next, or the one that was asked for.
  std::optional<Occurrence> occurrence{};
  // Of a series: the occurrences that differ from the rule. Lists do not have them.
  std::optional<std::vector<ListedOccurrence>> exceptions{};
};

struct MeetingFilter {
  MeetingSelection which{};
  std::size_t limit = 50;  // 1–100
  std::string cursor{};    // empty: from the newest
};

struct MeetingPage {
  std::vector<MeetingView> meetings;
  std::optional<std::string> next_cursor;
};

class Announcements;

class Meetings {
 public:
  // A request that nobody answers expires. Accounts find room where guests fill the waiting room.
  static constexpr std::chrono::hours kRequestLifetime{24};
  static constexpr std::size_t kMostRequests = 500;
  static constexpr std::size_t kMostRequestsOfGuests = 400;

  Meetings(Services services, MeetingsConfig config) : s_(services), config_(std::move(config)) {}

  const MeetingsConfig& config() const noexcept { return config_; }

  Outcome<MeetingView> create(const Claims& claims, const NewMeeting& fields,
                              const base::IpAddress& client, const PasswordHasher* hasher);
  Outcome<MeetingView> details(std::string_view id_or_code, const std::optional<Claims>& claims,
                               const base::IpAddress& client);
  Outcome<MeetingPage> list(const Claims& claims, const MeetingFilter& filter);

  // For hosts and co-hosts. Writes nothing where nothing changes. Refuses with changed if the
  // meeting has another version than the caller knows.
  Outcome<MeetingView> change(const Claims& claims, std::string_view id_or_code,
                              const MeetingChange& fields, const KnownVersions& known,
                              const base::IpAddress& client, const PasswordHasher* hasher);
  // Host only. Ends the meeting, too. A second call changes nothing and succeeds; a meeting that
  // has ended is refused with ended. Everybody who is told of it reads `message`, which is text of
  // several lines and at most kLongestFarewell characters.
  Outcome<void> cancel(const Claims& claims, std::string_view id_or_code,
                       const KnownVersions& known, const base::IpAddress& client,
                       const std::optional<std::string>& message = {});

  // For REST: takes a seat (the person's own, if there is one) and holds it for half a minute
  // (meetings/seat_holds.hpp), or asks the hosts. Asking again while the request is pending changes
  // nothing.
  Outcome<Entry> join(const Claims& claims, std::string_view id_or_code, const JoinOptions& options,
                      const base::IpAddress& client, const PasswordHasher* hasher);
  // For the WebSocket: admits by the same rules, but the holder of a seat token needs no password
  // and need not wait for the start. Records the stay from now on. The caller must call record_left
  // when the session is over, also when it never began.
  Outcome<Entry> admit(const Claims& claims, std::string_view id_or_code,
                       const JoinOptions& options, const base::IpAddress& client,
                       const PasswordHasher* hasher);
  // The session on the seat is over. Does nothing if the store knows that the person left.
  Outcome<void> record_left(const MeetingId& meeting, const ParticipantId& participant,
                            base::WallTime at);

  // Succeeds also if the caller is not in the meeting.
  Outcome<void> leave(const Claims& claims, std::string_view id_or_code,
                      const base::IpAddress& client);
  // Host only. Ends the open date of a series, and a series whose last date it is. A second call
  // changes nothing and succeeds.
  Outcome<void> end(const Claims& claims, std::string_view id_or_code,
                    const base::IpAddress& client);

  // Whether the caller may have credentials for the relay: an account, a guest who has a seat, or
  // a guest whom the door lets in without a question, now or when it opens. Refuses any other with
  // forbidden.
  Outcome<void> check_relaying(const Claims& claims);

  // The people who are present now, for the holders of a seat; with `history` everybody who was
  // present, or who came to the occurrence of a series with this start by the rule, for the host.
  Outcome<std::vector<Participant>> participants(const Claims& claims, std::string_view id_or_code,
                                                 bool history,
                                                 const std::optional<base::WallTime>& occurrence,
                                                 const base::IpAddress& client);

  // For the operator (lecternctl), who needs no token. Newest first, at most `limit` (1–1000).
  Outcome<std::vector<MeetingView>> list_open(std::size_t limit);
  Outcome<MeetingView> details_for_operator(std::string_view id_or_code);
  // The event's `by` is absent. The daemon itself ends meetings by its rules, too.
  Outcome<void> end_by_operator(std::string_view id_or_code, const Actor& by = the_operator());
  // Ends an open meeting as its host does, inside another unit of work; the caller releases the
  // seats that are held. `cancels`: the meeting was to take place, and the invited people are told,
  // with `message`.
  void close(UnitOfWork& work, Announcements& announced, const Meeting& meeting, bool cancels,
             const Actor& by, const std::string& message = {}) const;

  // The meeting of this id or code, for the daemon itself: it asks nobody for rights and counts no
  // guess, so no client may learn the answer.
  Outcome<MeetingId> id_of(std::string_view id_or_code);

  // The hash of a checked password.
  Outcome<std::string> hash_password(const std::string& password, const base::IpAddress& client,
                                     const PasswordHasher* hasher) const;

  // Call at start: ends every stay that the last run left open.
  Outcome<void> close_attendance();
  // Call after that: continues the stays of these seats, which ended at `since` because the daemon
  // restarted.
  Outcome<void> reopen_attendance(const std::vector<ParticipantId>& seats, base::WallTime since);

 private:
  enum class Door : std::uint8_t { rest, websocket };
  // Somebody who wants to enter. The references outlive the call.
  struct Entrant {
    const Claims& claims;
    const JoinOptions& options;
    const base::IpAddress& client;
    const PasswordHasher* hasher;
    Door door;
  };
  // The address that asks; absent for the operator, who pays for no guess.
  using Asker = std::optional<base::IpAddress>;
  Outcome<FoundMeeting> find(UnitOfWork& work, std::string_view id_or_code,
                             const std::optional<UserId>& person, const Asker& asker);
  Outcome<MeetingView> look_up(std::string_view id_or_code, const std::optional<UserId>& caller,
                               const Asker& asker);
  Outcome<Entry> enter(const Entrant& who, std::string_view id_or_code);
  Outcome<Opening> opening(UnitOfWork& work, const Meeting& meeting, base::WallTime now) const;
  EntryFacts facts_of(const Entrant& who, const FoundMeeting& found, const Opening& opening) const;
  // Refuses for every verdict but `enter` and `ask`, which it returns.
  Outcome<Verdict> check_entry(const EntryFacts& facts, const FoundMeeting& found,
                               const Opening& opening, base::WallTime now) const;
  Outcome<void> check_meeting_password(const Entrant& who, const StoredMeeting& found) const;
  // `password` is the hash that the sent password fits; empty: none was checked.
  Outcome<Verdict> check_again(const Entrant& who, const FoundMeeting& found,
                               const Opening& opening, const std::string& password,
                               base::WallTime now) const;
  struct Taken {
    Meeting meeting;
    StoredSeat seat;
    std::optional<Occurrence> occurrence;
  };
  // The texts that the person sent, checked.
  struct Words {
    std::optional<std::string> name, message;
  };
  using Answer = std::variant<Taken, Pending>;
  Outcome<Answer> take_seat(const Entrant& who, const MeetingId& meeting, const Words& words,
                            const std::string& password, base::WallTime now);
  // The two sides of take_seat(); inside its unit of work.
  Outcome<Taken> sit_down(UnitOfWork& work, const Entrant& who, const StoredUser& user,
                          const FoundMeeting& found, const Opening& opening, const Words& words,
                          std::optional<ParticipantId>& held, base::WallTime now);
  Outcome<Pending> ask_hosts(UnitOfWork& work, Announcements& announced, const StoredUser& user,
                             const FoundMeeting& found, const Words& words, base::WallTime now);
  StoredSeat new_seat(const StoredUser& user, const FoundMeeting& found,
                      const std::optional<std::string>& name, base::WallTime now) const;
  Seat issue(const Taken& taken, const Claims& claims, base::WallTime now) const;
  void tell_cancelled(UnitOfWork& work, Announcements& announced, const Meeting& meeting,
                      const Actor& by, const std::string& message, base::WallTime now) const;
  void empty(UnitOfWork& work, Announcements& announced, const Meeting& meeting,
             const Actor& by) const;
  enum class Ending : std::uint8_t { ended, cancelled };
  using MayEnd = std::function<Outcome<void>(UnitOfWork&, const FoundMeeting&)>;
  Outcome<void> end_if(std::string_view id_or_code, Ending how, const Actor& by, const Asker& asker,
                       const MayEnd& may_end, const std::string& message = {});
  // What the host's end ends: the open date of a series that has more dates, else the meeting.
  // Between two dates there is nothing to end, unless somebody is in.
  enum class Ends : std::uint8_t { meeting, date, nothing };
  Outcome<Ends> end_date(UnitOfWork& work, const Meeting& meeting, base::WallTime now);
  // `role` is the caller's.
  MeetingView view(UnitOfWork& work, Meeting meeting, const std::optional<Role>& role) const;
  // The same with the exceptions of a series.
  MeetingView full_view(UnitOfWork& work, Meeting meeting, const std::optional<Role>& role) const;

  Services s_;
  MeetingsConfig config_;
};

}  // namespace meetings
