// SPDX-License-Identifier: MIT
// PersonData: what the store has about one person, for the export and the erasure
// (docs/data-protection.md). kStoredData has one row for each table of the database; a test walks
// the schema and fails if a table, or a column that refers to a person, is missing. Inside a unit
// of work only.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/time.hpp"
#include "meetings/ids.hpp"

namespace meetings {

// A table of the database: the sections of an export that have its rows, or why none has; what an
// erasure does with it, or why nothing; the columns that refer to a person.
struct StoredData {
  std::string_view table;
  std::string_view contents;
  std::string_view exported;  // "sessions"; or "no: …"
  std::string_view erased;    // "removed"; or "no: …"
  std::string_view persons;   // "user_id"; "" where no column refers to a person
};

inline constexpr std::array kStoredData{
    StoredData{"users",
               "accounts and guests: name, e-mail address, role, password hash, language, time "
               "zone, whether "
               "they want reminders",
               "account", "removed", "id email email_verified name issuer subject foreign_email"},
    StoredData{"sessions", "sign-in sessions: device, network, times; hashes of tokens", "sessions",
               "removed", "user_id device network"},
    StoredData{"api_tokens", "API tokens: name, scopes, times; a hash", "api_tokens", "removed",
               "user_id name"},
    StoredData{"email_links", "links sent by mail: purpose, times; a hash", "email_links",
               "removed", "user_id mail"},
    StoredData{"sign_ins", "where an account signed in: a hash of the network, time",
               "sign_in_sites", "removed", "user_id site"},
    StoredData{"invitations", "links to register: role, times; a hash",
               "no: it does not say for whom it is", "no: it does not say for whom it is", ""},
    StoredData{
        "meetings", "meetings: title, times, rules, host", "hosted_meetings",
        "open ones go to a co-host or are cancelled; the host of the others is nobody, their "
        "titles are removed",
        "host_id"},
    StoredData{"occurrence_changes", "single dates of a series: title, time", "occurrence_changes",
               "removed, where the meeting is over", ""},
    StoredData{"participants", "seats: name, role", "seats",
               "anonymised; removed where the person never came", "user_id name"},
    StoredData{"attendance", "stays on a seat: times", "attendance", "stays, on an anonymous seat",
               ""},
    StoredData{"join_requests", "requests to come in: name, message, answer", "join_requests",
               "removed", "user_id name"},
    StoredData{"meeting_invitations", "invitations: e-mail address, message, answer", "invitations",
               "removed, by account and by address", "email user_id"},
    StoredData{"date_answers", "answers to invitations for single dates of a series",
               "date_answers", "removed, with the invitation", ""},
    StoredData{"bans", "bans: name, reason, end", "bans", "removed", "user_id name"},
    StoredData{"calendar_feeds", "the address of a person's calendar: a hash, time",
               "calendar_feed", "removed", "user_id"},
    StoredData{"google_calendars",
               "a host's calendar at Google: its name, time, state; the key to it, sealed",
               "google_calendar", "removed; the consent is taken back at Google", "user_id name"},
    StoredData{"google_events", "which meetings are in that calendar: digests", "google_events",
               "removed; the events in the calendar stay", "user_id"},
    StoredData{"recordings",
               "recordings and material of lessons: kind, title, type, size, times; the contents "
               "are files",
               "recordings", "removed, with their files within two hours", "owner_id"},
    StoredData{"outbox", "mails and events that wait for their delivery",
               "no: a copy of the other tables, for a short time",
               "removed, where it names the person", ""},
    StoredData{"webhooks", "where other programs are told of events: URL, events, secrets",
               "no: about nobody", "no: about nobody", ""},
    StoredData{"webhook_deliveries", "attempts to deliver webhooks: event, time, status",
               "no: about nobody", "no: about nobody", ""},
    StoredData{"audit", "the audit log: acts by ids, network", "own_acts, acts_about_me",
               "stays, for accountability: the id is nobody's any more; the networks are removed",
               "actor_id network whom"},
    StoredData{"kept_answers",
               "answers to requests with an `Idempotency-Key`, sealed with that key; a hash of who "
               "asked",
               "no: only the key opens them", "removed", ""},
    StoredData{"notifications",
               "what the person was told: kind, meeting, title, a name, a host's words, times",
               "notifications",
               "removed; in those of others the person's name and words and the titles of the "
               "person's meetings are removed",
               "user_id by_id name"},
    StoredData{"site_settings", "what administrators set: the site's name, its colours, its logo",
               "no: about nobody", "no: about nobody", ""},
    StoredData{"database_identity", "the name of the database", "no: about nobody",
               "no: about nobody", ""},
};

// A hosted meeting that is open, and the co-host who takes it over at the host's erasure.
struct HostedMeeting {
  MeetingId id;
  std::optional<UserId> successor;
  std::optional<ParticipantId> seat;  // the successor's
};

class PersonDataRepository {
 public:
  virtual ~PersonDataRepository() = default;
  // The sections of the export, each a list of objects, at most `limit` in each. `truncated` lists
  // the sections with more.
  virtual base::Json sections(const UserId& person, std::size_t limit) = 0;
  virtual std::vector<HostedMeeting> hosted_open(const UserId& person) = 0;
  virtual void set_host(const MeetingId& meeting, const UserId& host) = 0;
  // Whether there is another administrator who is not disabled.
  virtual bool has_other_admin(const UserId& person) = 0;
  // Removes and anonymises, as kStoredData says. The person's open meetings are handed over or
  // ended before.
  virtual void erase(const UserId& person, base::WallTime now) = 0;
};

}  // namespace meetings
