// SPDX-License-Identifier: MIT
// The interfaces that a store implements: one per aggregate, gathered in a unit of work, which runs
// inside one transaction of a Store. A failure of a unit of work is sticky: after the first failed
// call all calls return nothing, and the Store returns that failure in place of the result of the
// body. Store: any thread, blocks; unit of work: inside its body only.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/crypto.hpp"
#include "meetings/audit.hpp"
#include "meetings/kept_answer.hpp"
#include "meetings/model.hpp"
#include "meetings/notification.hpp"
#include "meetings/outbox.hpp"
#include "meetings/person_data.hpp"
#include "meetings/refusal.hpp"
#include "meetings/scopes.hpp"

namespace meetings {

struct StoredUser {
  User user;
  std::string password_hash;               // empty: cannot sign in by password (guests)
  std::optional<MeetingId> guest_meeting;  // guests: the one meeting they are bound to
  std::string subject{};                   // of an account of a foreign issuer
};

// An account and what the store has under the id of a sign-in session or of an API token.
struct StoredAccount {
  struct Grant {
    UserId user_id;
    base::WallTime expires_at;
  };
  StoredUser user;
  std::optional<Grant> grant;
};

class UserRepository {
 public:
  virtual ~UserRepository() = default;
  virtual std::optional<StoredUser> by_id(const UserId& id) = 0;
  // One query. A session counts before a token with the same id.
  virtual std::optional<StoredAccount> with_grant(const UserId& id, std::string_view grant) = 0;
  virtual std::optional<StoredUser> by_email(std::string_view email) = 0;
  // The account of a foreign issuer.
  virtual std::optional<StoredUser> by_subject(std::string_view issuer,
                                               std::string_view subject) = 0;
  // The oldest account of a foreign issuer whose word for this address counts.
  virtual std::optional<StoredUser> by_verified_foreign_email(std::string_view email) = 0;
  // False if the e-mail address is taken.
  virtual bool insert(const StoredUser& user) = 0;
  // Changes name, role, disabled, email_verified, foreign_email, language, time zone, reminders and
  // password of the user with this id.
  virtual void update(const StoredUser& user) = 0;
  virtual bool has_admin() = 0;
  // The accounts (no guests) after the e-mail address `after`, sorted by e-mail address.
  virtual std::vector<User> list(std::string_view after, std::size_t limit) = 0;
  // The sites (by the hash of the address) from which an account signed in. Keeps the `keep` most
  // recent ones of the user.
  virtual void note_sign_in(const UserId& id, const base::Sha256Digest& site, base::WallTime at,
                            std::size_t keep) = 0;
  virtual bool signed_in_from(const UserId& id, const base::Sha256Digest& site,
                              base::WallTime since) = 0;
};

// A chain of refresh tokens: each works once and is followed by the next
// (meetings/refresh_token.hpp).
struct Session {
  std::string id;
  UserId user_id;
  base::Sha256Digest current{};                // SHA-256 of the token that works
  std::optional<base::Sha256Digest> previous;  // of the token before it
  // Together with the previous token it gives the current token again.
  std::optional<base::Sha256Digest> next_salt;
  base::WallTime created_at;
  base::WallTime rotated_at;
  base::WallTime expires_at;
  // How its owner recognises it (meetings/client.hpp); empty: unknown.
  std::string device{};
  std::string network{};
  std::optional<std::string> oidc_sid{};  // the session at the provider that it comes from
};
inline constexpr std::size_t kSessionsPerUser = 50;

// Who had a session or an API token that was removed; `session_id` is the id of either.
struct SessionOwner {
  std::string session_id;
  UserId user_id;
};

class SessionRepository {
 public:
  virtual ~SessionRepository() = default;
  virtual std::optional<Session> find(std::string_view id) = 0;
  // Keeps the `keep` most recently used sessions of the user and drops the others. Returns the ids
  // of those.
  virtual std::vector<std::string> insert(const Session& session, std::size_t keep) = 0;
  virtual void update(const Session& session) = 0;
  // The sessions of the user that have not expired, the most recently used one first.
  virtual std::vector<Session> list(const UserId& user, base::WallTime now) = 0;
  // Whose session it was; nullopt if there was none.
  virtual std::optional<UserId> remove(std::string_view id) = 0;
  // The ids of the removed sessions.
  virtual std::vector<std::string> remove_all(const UserId& user) = 0;
  // The same for all sessions of the user but `kept`.
  virtual std::vector<std::string> remove_others(const UserId& user, std::string_view kept) = 0;
  // The sessions that come from this one of the provider `issuer`, and of `user` if given.
  virtual std::vector<SessionOwner> remove_of_sid(std::string_view issuer, std::string_view sid,
                                                  const std::optional<UserId>& user) = 0;
  // The sessions of the guests who are bound to this meeting.
  virtual void remove_guests_of(const MeetingId& meeting) = 0;
  virtual bool has_any(const UserId& user) = 0;
  virtual bool has_expired(base::WallTime now) = 0;
  // The removed sessions; at most `limit`.
  virtual std::vector<SessionOwner> remove_expired(base::WallTime now, std::size_t limit) = 0;
};

struct StoredApiToken {
  std::string id;
  UserId user_id;
  std::string name;
  base::Sha256Digest hash{};  // SHA-256 of the token's text
  Scopes scopes;
  base::WallTime created_at;
  base::WallTime expires_at;
  std::optional<base::WallTime> last_used_at;  // to within some minutes
};

class ApiTokenRepository {
 public:
  virtual ~ApiTokenRepository() = default;
  virtual std::optional<StoredApiToken> by_id(std::string_view id) = 0;
  virtual std::optional<StoredApiToken> by_hash(const base::Sha256Digest& hash) = 0;
  // The tokens of the user that have not expired, the newest first.
  virtual std::vector<StoredApiToken> list(const UserId& user, base::WallTime now) = 0;
  virtual void insert(const StoredApiToken& token) = 0;
  virtual void note_use(std::string_view id, base::WallTime at) = 0;
  virtual void remove(std::string_view id) = 0;
  // The ids of the removed tokens.
  virtual std::vector<std::string> remove_all(const UserId& user) = 0;
  virtual bool has_any(const UserId& user) = 0;
  virtual bool has_expired(base::WallTime now) = 0;
  // The removed tokens; at most `limit`.
  virtual std::vector<SessionOwner> remove_expired(base::WallTime now, std::size_t limit) = 0;
};

enum class LinkPurpose : std::uint8_t { reset, verify };

// A link that was sent to a person by e-mail (meetings/link_mail.hpp).
struct StoredEmailLink {
  UserId user_id;
  LinkPurpose purpose = LinkPurpose::reset;
  base::Sha256Digest token_hash{};
  base::WallTime created_at;
  base::WallTime expires_at;
  OutboxId mail;
};

// One link for each user and purpose. A used one is removed.
class EmailLinkRepository {
 public:
  virtual ~EmailLinkRepository() = default;
  virtual std::optional<StoredEmailLink> find(const base::Sha256Digest& token_hash) = 0;
  virtual std::optional<StoredEmailLink> of(const UserId& user, LinkPurpose purpose) = 0;
  virtual void insert(const StoredEmailLink& link) = 0;
  virtual void remove(const UserId& user, LinkPurpose purpose) = 0;
};

struct StoredInvitation {
  base::Sha256Digest token_hash{};
  UserRole role = UserRole::user;
  base::WallTime created_at;
  base::WallTime expires_at;
  bool first_admin = false;  // makes the first administrator: void as soon as there is one
};

// Invitations to register. A used one is removed.
class InvitationRepository {
 public:
  virtual ~InvitationRepository() = default;
  virtual std::optional<StoredInvitation> find(const base::Sha256Digest& token_hash) = 0;
  virtual void insert(const StoredInvitation& invitation) = 0;
  virtual void remove(const base::Sha256Digest& token_hash) = 0;
  virtual void remove_first_admin() = 0;
};

struct StoredMeeting {
  Meeting meeting;
  std::string password_hash;  // empty: none
};

// A page of meetings, newest first, starts after this position.
struct MeetingPosition {
  base::WallTime created_at;
  MeetingId id;
};

// Which of a person's meetings a list has. Everything absent: all.
struct MeetingSelection {
  std::optional<MeetingState> state{};
  // Of the start (scheduled_at, else created_at). A series is also in the list if it began before
  // and may have dates later.
  std::optional<base::WallTime> from{};
  std::optional<base::WallTime> to{};
  // The person's role; Role::host is that of whoever made the meeting.
  std::optional<Role> role{};
  bool invited = false;  // only those to which the person is invited
};

// Which meetings of the site a list of administrators has. upcoming: not ended, and planned for
// later or a series. past: ended or cancelled.
enum class SiteMeetingsKind : std::uint8_t { all, upcoming, past };

// A meeting of a list, with what decides the role of the person who asked.
struct ListedMeeting {
  Meeting meeting;
  std::optional<Role> seat_role;  // of the person's seat; absent without one
  bool banned = false;
};

class MeetingRepository {
 public:
  virtual ~MeetingRepository() = default;
  // The meetings carry the host's current name.
  virtual std::optional<StoredMeeting> by_id(const MeetingId& id) = 0;
  virtual std::optional<StoredMeeting> by_code(std::string_view code) = 0;
  // False if the code is taken.
  virtual bool insert(const StoredMeeting& meeting) = 0;
  // Changes what a host may change, and counts the version up.
  virtual void update(const StoredMeeting& meeting) = 0;
  virtual void set_ended(const MeetingId& id, base::WallTime at) = 0;
  // Of a meeting that has ended: it was cancelled.
  virtual void set_cancelled(const MeetingId& id) = 0;
  // The meetings whose starts somebody has to look at by `now` (meetings/starting_soon.hpp). A new
  // meeting and a changed one are among them.
  virtual std::vector<MeetingId> to_look_at(base::WallTime now, std::size_t limit) = 0;
  // nullopt: after the next change only.
  virtual void look_again(const MeetingId& id, const std::optional<base::WallTime>& at) = 0;
  // The meetings of the site, newest first.
  virtual std::vector<Meeting> list_all(SiteMeetingsKind kind,
                                        const std::optional<MeetingPosition>& after,
                                        std::size_t limit, base::WallTime now) = 0;
  // All open meetings, newest first.
  virtual std::vector<Meeting> list_open(std::size_t limit) = 0;
  // The meetings that the user hosts, holds a seat in or is invited to, newest first. `banned` says
  // whether a ban of the user holds at `now`.
  virtual std::vector<ListedMeeting> list(const UserId& user, const MeetingSelection& which,
                                          const std::optional<MeetingPosition>& after,
                                          std::size_t limit, base::WallTime now) = 0;
};

// What differs in one occurrence of a series. Local times as in SeriesPlan.
struct OccurrenceChange {
  std::string occurrence;  // the start by the rule, which names the occurrence (RECURRENCE-ID)
  std::optional<std::string> starts_at{};
  std::optional<unsigned> duration_minutes{};
  std::optional<std::string> title{};
  bool cancelled = false;

  friend bool operator==(const OccurrenceChange&, const OccurrenceChange&) = default;
};

class SeriesRepository {
 public:
  virtual ~SeriesRepository() = default;
  // By the names of the occurrences.
  virtual std::vector<OccurrenceChange> changes(const MeetingId& meeting) = 0;
  // Replaces the change of the same occurrence.
  virtual void put(const MeetingId& meeting, const OccurrenceChange& change) = 0;
  virtual void remove(const MeetingId& meeting, std::string_view occurrence) = 0;
  // The changes from this occurrence on; all of them if it is empty.
  virtual void remove_from(const MeetingId& meeting, std::string_view occurrence) = 0;
  // Notes that the host has ended this occurrence.
  virtual void set_closed(const MeetingId& meeting, std::string_view occurrence) = 0;
  // `next` continues the series from `occurrence` on: links the parts, moves the changes of later
  // occurrences, and copies the seats of accounts, the invitations and the bans.
  virtual void split(const MeetingId& meeting, const MeetingId& next,
                     std::string_view occurrence) = 0;
};

struct StoredSeat {
  ParticipantId id;
  MeetingId meeting_id;
  UserId user_id;
  std::string name;
  Role role = Role::participant;
  base::WallTime created_at;
  // When a host put the person out; absent: not, or the person has come in again since.
  std::optional<base::WallTime> removed_at{};
};

// Seats, and the attendance on them.
struct Stay {
  base::WallTime joined_at;
  std::optional<base::WallTime> left_at;  // absent: it goes on
};

class ParticipantRepository {
 public:
  virtual ~ParticipantRepository() = default;
  virtual std::optional<StoredSeat> by_id(const ParticipantId& id) = 0;
  virtual std::optional<StoredSeat> by_person(const MeetingId& meeting, const UserId& user) = 0;
  virtual void insert(const StoredSeat& seat) = 0;
  // Only a seat whose person never was in the meeting, nor in another part of its series.
  virtual void remove_unused(const ParticipantId& id) = 0;
  // The persons with a role that moderates, at most `limit`.
  virtual std::vector<UserId> moderators(const MeetingId& meeting, std::size_t limit) = 0;
  virtual void set_name(const ParticipantId& id, std::string_view name) = 0;
  virtual void set_role(const ParticipantId& id, Role role) = 0;
  virtual void set_removed(const ParticipantId& id, const std::optional<base::WallTime>& at) = 0;
  // Attendance: one row for each stay. Reports may arrive out of order. Entering during a stay
  // (before the end of the last session was reported) begins another stay. Leaving ends the stay
  // that covers `at` and no later one; without such a stay it does nothing.
  // `occurrence` is that of a series to which the stay belongs.
  virtual void record_entered(const ParticipantId& id, base::WallTime at,
                              const std::optional<std::string>& occurrence) = 0;
  virtual void record_left(const ParticipantId& id, base::WallTime at) = 0;
  virtual void record_all_left(const MeetingId& meeting, base::WallTime at) = 0;
  virtual void record_everyone_left(base::WallTime at) = 0;
  // The last stay goes on if it ended at `since` or later; else, and during a stay, does nothing.
  virtual void record_returned(const ParticipantId& id, base::WallTime since) = 0;
  // The stay that began last; nullopt if the person never was in the meeting.
  virtual std::optional<Stay> last_stay(const ParticipantId& id) = 0;
  // Everybody who was in the meeting, or in the one occurrence of the series, by the time of the
  // first entry. joined_at is the first entry, left_at the last exit (absent during a stay). A stay
  // that goes on counts until `now`.
  virtual std::vector<Participant> attendance(const MeetingId& meeting,
                                              const std::optional<std::string>& occurrence,
                                              base::WallTime now, std::size_t limit) = 0;
  // Whether somebody who came to this occurrence is still in.
  virtual bool attended_now(const MeetingId& meeting, std::string_view occurrence) = 0;
};

class JoinRequestRepository {
 public:
  virtual ~JoinRequestRepository() = default;
  virtual std::optional<JoinRequest> by_id(const JoinRequestId& id) = 0;
  virtual std::optional<JoinRequest> by_person(const MeetingId& meeting, const UserId& user) = 0;
  // Replaces an earlier request of the same person.
  virtual void put(const JoinRequest& request) = 0;
  virtual void set_status(const JoinRequestId& id, RequestStatus status, base::WallTime at) = 0;
  virtual void set_expiry(const JoinRequestId& id, base::WallTime expires_at) = 0;
  // Those with this status, the oldest first; of pending ones those that are not over at `now`.
  virtual std::vector<JoinRequest> list(const MeetingId& meeting, RequestStatus status,
                                        base::WallTime now, std::size_t limit) = 0;
  struct Counts {
    std::size_t pending = 0;
    std::size_t of_guests = 0;  // among them
  };
  virtual Counts count_pending(const MeetingId& meeting, base::WallTime now) = 0;
  // How many pending requests of the meeting came before this one.
  virtual std::size_t count_before(const JoinRequest& request, base::WallTime now) = 0;
};

// Invitations to meetings. At most one for an address and a meeting.
class MeetingInvitationRepository {
 public:
  virtual ~MeetingInvitationRepository() = default;
  virtual std::optional<Invitation> by_id(const InviteId& id) = 0;
  virtual std::optional<Invitation> by_email(const MeetingId& meeting, std::string_view email) = 0;
  virtual void insert(const Invitation& invitation) = 0;
  // Changes account, status, message and times; no answers for dates.
  virtual void update(const Invitation& invitation) = 0;
  // Replaces the answer for the same date. The invitation keeps the answers for its `keep` latest
  // dates.
  virtual void put_date_answer(const InviteId& invitation, const DateAnswer& answer,
                               std::size_t keep) = 0;
  virtual void remove_date_answers(const InviteId& invitation) = 0;
  // Gives the invitations of this address that have neither an answer nor an account to the
  // account.
  virtual void give_to(const UserId& user, std::string_view email) = 0;
  virtual void bind_guest(const UserId& guest, const InviteId& invitation) = 0;
  // All of the meeting, the oldest first.
  virtual std::vector<Invitation> list(const MeetingId& meeting, std::size_t limit) = 0;
  // Those of an account that are not revoked, the newest first.
  virtual std::vector<Invitation> list_of(const UserId& user, std::size_t limit) = 0;
  virtual std::size_t count(const MeetingId& meeting) = 0;
};

class BanRepository {
 public:
  virtual ~BanRepository() = default;
  // Also a ban that is over.
  virtual std::optional<Ban> by_person(const MeetingId& meeting, const UserId& user) = 0;
  // Replaces the ban of the same person, which keeps its id.
  virtual void put(const Ban& ban) = 0;
  // False if the meeting has no such ban.
  virtual bool remove(const MeetingId& meeting, const BanId& id) = 0;
  // The bans that hold at `now`, the oldest first.
  virtual std::vector<Ban> list(const MeetingId& meeting, base::WallTime now,
                                std::size_t limit) = 0;
  virtual std::size_t count(const MeetingId& meeting) = 0;
};

// What the store knows of a person in a meeting.
struct StoredRelation {
  std::optional<StoredSeat> seat;
  bool invited = false;                        // by account, or by the link that a guest showed
  bool banned = false;                         // also by a ban that is over
  std::optional<base::WallTime> banned_until;  // absent: without end
  std::optional<JoinRequest> request;
};

class RelationRepository {
 public:
  virtual ~RelationRepository() = default;
  // One query, and the same one for every meeting and person.
  virtual StoredRelation find(const MeetingId& meeting, const UserId& person) = 0;
  // The same with the meeting itself, which perhaps does not exist.
  struct WithMeeting {
    std::optional<StoredMeeting> meeting;
    StoredRelation relation;
  };
  virtual WithMeeting by_id(const MeetingId& meeting, const UserId& person) = 0;
  virtual WithMeeting by_code(std::string_view code, const UserId& person) = 0;
  // The accounts whom the meeting concerns: the host, those with a seat, and those invited who have
  // not declined; without those who are disabled or banned at `now`.
  virtual std::vector<UserId> concerned(const MeetingId& meeting, base::WallTime now,
                                        std::size_t limit) = 0;
};

class RecordingRepository;       // meetings/recording.hpp
class RetentionRepository;       // meetings/retention.hpp
class ReminderRepository;        // meetings/reminders.hpp
class CalendarFeedRepository;    // meetings/calendar_feeds.hpp
class GoogleCalendarRepository;  // meetings/google_calendars.hpp
class WebhookRepository;         // meetings/webhooks.hpp
class SiteSettingsRepository;    // meetings/site_settings.hpp

class UnitOfWork {
 public:
  virtual ~UnitOfWork() = default;
  virtual UserRepository& users() = 0;
  virtual SessionRepository& sessions() = 0;
  virtual ApiTokenRepository& api_tokens() = 0;
  virtual EmailLinkRepository& email_links() = 0;
  virtual InvitationRepository& invitations() = 0;
  virtual MeetingRepository& meetings() = 0;
  virtual SeriesRepository& series() = 0;
  virtual ParticipantRepository& participants() = 0;
  virtual JoinRequestRepository& join_requests() = 0;
  virtual MeetingInvitationRepository& meeting_invitations() = 0;
  virtual BanRepository& bans() = 0;
  virtual RecordingRepository& recordings() = 0;
  virtual RelationRepository& relations() = 0;
  virtual OutboxRepository& outbox() = 0;
  virtual ReminderRepository& reminders() = 0;
  virtual CalendarFeedRepository& calendar_feeds() = 0;
  virtual GoogleCalendarRepository& google_calendars() = 0;
  virtual WebhookRepository& webhooks() = 0;
  virtual SiteSettingsRepository& site_settings() = 0;
  virtual AuditRepository& audit() = 0;
  virtual PersonDataRepository& person_data() = 0;
  virtual RetentionRepository& retention() = 0;
  virtual NotificationRepository& notifications() = 0;
  virtual KeptAnswerRepository& kept_answers() = 0;
  // True after the first failed call: what seems to be missing may be there.
  virtual bool failed() const noexcept = 0;
};

class Store {
 public:
  using Body = std::function<Outcome<void>(UnitOfWork&)>;

  virtual ~Store() = default;
  // Runs `body` in a transaction. If the body and all its calls succeed, commits it to disk before
  // returning; otherwise rolls it back. The body may run on another worker thread, and several
  // times where transactions of others conflict with it: it changes nothing outside that its next
  // run does not set anew. It must not call the Store.
  virtual Outcome<void> write(const Body& body) = 0;
  // Runs `body` on one consistent state; the body cannot change it.
  virtual Outcome<void> read(const Body& body) = 0;
  // The same for a body that needs no common state: each of its queries sees one consistent state,
  // the next one perhaps a later one. Spares a transaction.
  virtual Outcome<void> look(const Body& body) { return read(body); }
  // The same as look() for lists that many people ask for: a copy of the database may answer, if it
  // has all that was committed before the call.
  virtual Outcome<void> read_list(const Body& body) { return look(body); }
  // Overwrites what was removed, as far as readers allow it at this moment. Call it after a removal
  // that has to leave no trace, outside of a body.
  virtual void scrub() {}
  // Call it after write() for what others learn of the change. Runs `then` at once, or as soon as
  // the change is on disk where the caller's transaction is still open
  // (meetings/holding_store.hpp).
  virtual void after_commit(std::function<void()> then) { then(); }
};

namespace detail {

template <class Run, class F>
auto run_in_store(Run&& run, F& body) {
  using Answer = std::invoke_result_t<F&, UnitOfWork&>;
  if constexpr (std::is_same_v<Answer, Outcome<void>>) {
    return run([&body](UnitOfWork& work) { return body(work); });
  } else {
    std::optional<Answer> answer;
    Outcome<void> done = run([&](UnitOfWork& work) -> Outcome<void> {
      answer = body(work);
      if (!*answer) return base::failure(answer->error());
      return {};
    });
    if (!done) return Answer{base::failure(std::move(done.error()))};
    return std::move(*answer);
  }
}

}  // namespace detail

// The same with a body that returns an Outcome<T>.
template <class F>
auto write(Store& store, F body) {
  return detail::run_in_store([&store](const Store::Body& b) { return store.write(b); }, body);
}
template <class F>
auto read(Store& store, F body) {
  return detail::run_in_store([&store](const Store::Body& b) { return store.read(b); }, body);
}
template <class F>
auto look(Store& store, F body) {
  return detail::run_in_store([&store](const Store::Body& b) { return store.look(b); }, body);
}
template <class F>
auto read_list(Store& store, F body) {
  return detail::run_in_store([&store](const Store::Body& b) { return store.read_list(b); }, body);
}

}  // namespace meetings
