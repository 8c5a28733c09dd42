// SPDX-License-Identifier: MIT
// The calendars that hosts have at Google: what the store knows of them, and what a change of a
// meeting puts into the outbox. The entry names the person and the meeting only: who takes it reads
// what the meeting is then (meetings/google/connections.hpp), so entries of one meeting that wait
// are one, and their order does not matter. Only hosts and co-hosts have their meetings written:
// invited people get the entry of the mail, and would have two. Inside a unit of work only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "meetings/audit.hpp"
#include "meetings/services.hpp"

namespace meetings {

// delayed: Google does not answer, or a quota is used up; it goes on by itself. refused: Google
// does not take this site's client, which is the operator's business. The others end the
// connection. revoked: the person has taken the consent back, or it has expired; no_rights: the
// consent does not cover the calendar.
enum class GoogleTrouble : std::uint8_t { none, delayed, refused, revoked, no_rights };
// "", "delayed", …
std::string_view to_string(GoogleTrouble trouble) noexcept;
std::optional<GoogleTrouble> parse_google_trouble(std::string_view text) noexcept;

struct GoogleCalendar {
  UserId user_id;
  std::string token;  // the refresh token, sealed for this person; empty: the connection is over
  std::string name;   // of the calendar, mostly the person's address there; empty: unknown
  base::WallTime since;
  GoogleTrouble trouble = GoogleTrouble::none;

  bool connected() const noexcept { return !token.empty(); }
  friend bool operator==(const GoogleCalendar&, const GoogleCalendar&) = default;
};

// What Google has of one meeting in one person's calendar.
struct GoogleEvents {
  unsigned generation = 0;  // of the event's id
  // Digests of what was written, by kWholeEvent and by the dates of a series that differ
  // ("20261202T150000Z", the start by the rule). Empty: nothing.
  std::map<std::string, std::string> written{};

  friend bool operator==(const GoogleEvents&, const GoogleEvents&) = default;
};
inline constexpr std::string_view kWholeEvent = "event";

class GoogleCalendarRepository {
 public:
  virtual ~GoogleCalendarRepository() = default;
  virtual std::optional<GoogleCalendar> of(const UserId& user) = 0;
  // Replaces the person's.
  virtual void put(const GoogleCalendar& calendar) = 0;
  virtual void set_trouble(const UserId& user, GoogleTrouble trouble) = 0;
  virtual void remove(const UserId& user) = 0;
  // Who has a connected calendar and hosts the meeting, holds a seat as host or co-host, or has it
  // in the calendar already.
  virtual std::vector<UserId> to_tell(const MeetingId& meeting) = 0;
  virtual GoogleEvents events(const UserId& user, const MeetingId& meeting) = 0;
  virtual void set_events(const UserId& user, const MeetingId& meeting,
                          const GoogleEvents& events) = 0;
  // Of all meetings.
  virtual void remove_events(const UserId& user) = 0;
};

// Puts one entry for the meeting into the outbox, unless one waits.
void put_google_turn(UnitOfWork& work, const Services& services, const UserId& user,
                     const MeetingId& meeting);
// The same for each person whose calendar the meeting belongs to, or has been in.
void tell_google(UnitOfWork& work, const Services& services, const MeetingId& meeting);
// The same about what an entry of the audit log says, if it may change somebody's calendar.
void tell_google_of(UnitOfWork& work, const Services& services, const AuditEntry& entry);

// The refresh token, sealed for this person, and back; nullopt if the site's secret is another one.
std::string seal_google_token(const Services& services, const UserId& user, std::string_view token);
std::optional<std::string> open_google_token(const Services& services, const UserId& user,
                                             std::string_view sealed);
// Removes the connection; the outbox has an entry that takes the consent back at Google, and does
// not name the person. False if there was none.
bool forget_google(UnitOfWork& work, const Services& services, const UserId& user);

// An entry of the outbox: a meeting to write, or a token to take back.
struct GoogleEntry {
  UserId user;
  MeetingId meeting;
  std::optional<std::string> revoked{};  // the token
};
// nullopt for a payload that is neither, or whose token cannot be read any more.
std::optional<GoogleEntry> read_google_entry(const Services& services, std::string_view payload);

}  // namespace meetings
