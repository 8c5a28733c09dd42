// SPDX-License-Identifier: MIT
// Creating, finding, leaving and ending meetings. Entering is in admission.cpp.
#include "meetings/meetings.hpp"

#include "base/encoding.hpp"
#include "base/number.hpp"
#include "base/unicode.hpp"
#include "meetings/announcements.hpp"
#include "meetings/google_calendars.hpp"
#include "meetings/invitations.hpp"
#include "meetings/lookups.hpp"
#include "meetings/meeting_code.hpp"
#include "meetings/meeting_rules.hpp"
#include "meetings/paid_hasher.hpp"
#include "meetings/series_rules.hpp"
#include "meetings/webhooks.hpp"

namespace meetings {
namespace {

constexpr std::size_t kLargestPage = 100;
constexpr std::size_t kLongestCursor = 128;
constexpr std::size_t kLongestOpenList = 1000;

// Opaque to clients: the creation time in microseconds and the id of the last meeting of the page.
std::string print_cursor(const Meeting& last) {
  return base::encode_base64url(
      base::as_bytes(std::to_string(base::unix_micros(last.created_at)) + '/' + last.id.value()));
}

std::optional<MeetingPosition> parse_cursor(std::string_view text) {
  if (text.size() > kLongestCursor) return std::nullopt;
  const auto bytes = base::decode_base64url(text);
  if (!bytes) return std::nullopt;
  std::string_view rest = base::as_text(*bytes);
  const auto micros = base::take_number<std::int64_t>(rest);
  if (!micros || *micros < 0 || !rest.starts_with('/')) return std::nullopt;
  const auto key = parse_meeting_key(rest.substr(1));
  if (!key || key->by != MeetingKey::By::id) return std::nullopt;
  return MeetingPosition{base::from_unix_micros(*micros), MeetingId{key->value}};
}

}  // namespace

Outcome<MeetingView> Meetings::create(const Claims& claims, const NewMeeting& fields,
                                      const base::IpAddress& client, const PasswordHasher* hasher) {
  TRY(require_person(claims));
  if (claims.user_role == UserRole::guest)
    return refuse(RefusalCode::forbidden, "Guests cannot create meetings.");
  const base::WallTime now = s_.clock.wall_now();
  TRY(auto meeting, check_new_meeting(fields, config_, now));
  StoredMeeting stored;
  stored.meeting = std::move(meeting);
  if (fields.password) {
    TRY(stored.password_hash, hash_password(*fields.password, client, hasher));
  }
  return write_and_announce(
      s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<MeetingView> {
        TRY(const auto host, find_account(work, claims, now));
        stored.meeting.id = MeetingId{s_.random.uuid()};
        stored.meeting.host_id = host.user.id;
        stored.meeting.host_name = host.user.name;
        if (stored.meeting.series) stored.meeting.series->id = stored.meeting.id;
        TRY(insert_with_code(work, stored, s_.random));
        tell_webhooks(work, s_, WebhookEvent::meeting_created, webhook_view(stored.meeting));
        tell_google(work, s_, stored.meeting.id);
        const NewInvitations people{fields.invitees, {}, {}};
        auto invited =
            invite_people(s_, work, announced, stored.meeting, host.user, people, actor_of(claims));
        if (!invited) {
          if (invited.error().field == "emails") invited.error().field = "invitees";
          return base::failure(invited.error());
        }
        return full_view(work, stored.meeting, Role::host);
      });
}

Outcome<std::string> Meetings::hash_password(const std::string& password,
                                             const base::IpAddress& client,
                                             const PasswordHasher* hasher) const {
  if (hasher == nullptr)
    return refuse(RefusalCode::internal, "The password could not be hashed here.");
  return PaidHasher(*hasher, s_.guesses, s_.clock, client).hash(base::trim_blanks(password));
}

Outcome<MeetingView> Meetings::details(std::string_view id_or_code,
                                       const std::optional<Claims>& claims,
                                       const base::IpAddress& client) {
  const auto caller = claims ? std::optional{claims->user_id} : std::nullopt;
  return look_up(id_or_code, caller, client);
}

Outcome<MeetingView> Meetings::details_for_operator(std::string_view id_or_code) {
  return look_up(id_or_code, std::nullopt, std::nullopt);
}

Outcome<FoundMeeting> Meetings::find(UnitOfWork& work, std::string_view id_or_code,
                                     const std::optional<UserId>& person, const Asker& asker) {
  if (asker) return find_meeting(s_, work, id_or_code, person, *asker);
  TRY(auto stored, find_known_meeting(work, id_or_code));
  return FoundMeeting{std::move(stored), {}};
}

Outcome<MeetingView> Meetings::look_up(std::string_view id_or_code,
                                       const std::optional<UserId>& caller, const Asker& asker) {
  TRY(auto single, look(s_.store, [&](UnitOfWork& work) -> Outcome<std::optional<MeetingView>> {
        TRY(auto found, find(work, id_or_code, caller, asker));
        if (found.stored.meeting.series) return std::nullopt;
        return full_view(work, std::move(found.stored.meeting), found.relation.role());
      }));
  if (single) return std::move(*single);
  // The dates of a series come from several queries, which have to agree.
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<MeetingView> {
    TRY(auto found, find(work, id_or_code, caller, asker));
    return full_view(work, std::move(found.stored.meeting), found.relation.role());
  });
}

Outcome<MeetingPage> Meetings::list(const Claims& claims, const MeetingFilter& filter) {
  TRY(require_person(claims));
  if (filter.limit == 0 || filter.limit > kLargestPage)
    return refuse_field("limit", "limit takes 1 to 100.");
  if (filter.which.from && filter.which.to && *filter.which.to <= *filter.which.from)
    return refuse_field("to", "\"to\" is later than \"from\".");
  std::optional<MeetingPosition> after;
  if (!filter.cursor.empty()) {
    after = parse_cursor(filter.cursor);
    if (!after) return refuse_field("cursor", "This cursor is none that was given out.");
  }
  return read_list(s_.store, [&](UnitOfWork& work) -> Outcome<MeetingPage> {
    MeetingPage page;
    // Asks for one more to learn whether there is a next page.
    std::vector<ListedMeeting> found = work.meetings().list(claims.user_id, filter.which, after,
                                                            filter.limit + 1, s_.clock.wall_now());
    const bool more = found.size() > filter.limit;
    if (more) found.resize(filter.limit);
    if (more) page.next_cursor = print_cursor(found.back().meeting);
    for (ListedMeeting& listed : found) {
      const auto role = role_in(listed, claims.user_id);
      page.meetings.push_back(view(work, std::move(listed.meeting), role));
    }
    return page;
  });
}

Outcome<void> Meetings::record_left(const MeetingId& meeting, const ParticipantId& participant,
                                    base::WallTime at) {
  s_.holds.release(meeting, participant);
  return s_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    work.participants().record_left(participant, at);
    tell_webhooks_of_stay(work, s_, WebhookEvent::participant_left, participant, at);
    return {};
  });
}

Outcome<void> Meetings::leave(const Claims& claims, std::string_view id_or_code,
                              const base::IpAddress& client) {
  TRY(require_person(claims));
  std::optional<StoredSeat> seat;
  const auto done =
      write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<void> {
        TRY(const auto found, find_meeting(s_, work, id_or_code, claims.user_id, client));
        seat = found.relation.seat;
        const base::WallTime now = s_.clock.wall_now();
        if (seat) work.participants().record_left(seat->id, now);
        // Who leaves the waiting room asks no longer.
        if (found.relation.request_fact == RequestFact::pending) {
          work.join_requests().set_status(found.relation.request->id, RequestStatus::withdrawn,
                                          now);
          announced.put(work, LobbyChanged{found.stored.meeting.id});
        }
        return {};
      });
  if (!done) return base::failure(done.error());
  if (seat) {
    s_.store.after_commit([this, seat = *seat] {
      s_.holds.release(seat.meeting_id, seat.id);
      s_.events.emit(SeatLeft{seat.meeting_id, seat.id});
    });
  }
  return {};
}

Outcome<void> Meetings::end(const Claims& claims, std::string_view id_or_code,
                            const base::IpAddress& client) {
  TRY(require_person(claims));
  return end_if(id_or_code, Ending::ended, actor_of(claims), client,
                [&](UnitOfWork& work, const FoundMeeting& found) -> Outcome<void> {
                  TRY(find_account(work, claims, s_.clock.wall_now()));
                  return require(found.relation.role(), Act::end);
                });
}

Outcome<void> Meetings::end_by_operator(std::string_view id_or_code, const Actor& by) {
  return end_if(id_or_code, Ending::ended, by, std::nullopt,
                [](UnitOfWork&, const FoundMeeting&) -> Outcome<void> { return {}; });
}

void Meetings::close(UnitOfWork& work, Announcements& announced, const Meeting& meeting,
                     bool cancels, const Actor& by, const std::string& message) const {
  const base::WallTime now = s_.clock.wall_now();
  work.meetings().set_ended(meeting.id, now);
  if (cancels) {
    work.meetings().set_cancelled(meeting.id);
    tell_cancelled(work, announced, meeting, by, message, now);
  }
  empty(work, announced, meeting, by);
  note(work, s_,
       {.kind = cancels ? AuditKind::meeting_cancelled : AuditKind::meeting_ended,
        .actor = by,
        .meeting = meeting.id});
}

// Lets everybody out.
void Meetings::empty(UnitOfWork& work, Announcements& announced, const Meeting& meeting,
                     const Actor& by) const {
  work.participants().record_all_left(meeting.id, s_.clock.wall_now());
  work.sessions().remove_guests_of(meeting.id);
  announced.put(work, MeetingEnded{meeting.id, by.user});
}

Outcome<void> Meetings::end_if(std::string_view id_or_code, Ending how, const Actor& by,
                               const Asker& asker, const MayEnd& may_end,
                               const std::string& message) {
  std::optional<MeetingId> ended;
  auto done =
      write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<void> {
        ended.reset();
        TRY(const auto found, find(work, id_or_code, by.user, asker));
        const Meeting& meeting = found.stored.meeting;
        if (auto may = may_end(work, found); !may || meeting.ended_at) return may;
        const base::WallTime now = s_.clock.wall_now();
        Ends ends = Ends::meeting;
        if (how == Ending::ended) { TRY(ends, end_date(work, meeting, now)); }
        if (ends == Ends::nothing) return {};
        if (ends == Ends::meeting) {
          close(work, announced, meeting, how == Ending::cancelled, by, message);
        } else {
          empty(work, announced, meeting, by);
          note(work, s_,
               {.kind = AuditKind::meeting_ended,
                .actor = by,
                .meeting = meeting.id,
                .detail = "one date"});
        }
        ended = meeting.id;
        return {};
      });
  if (done && ended) s_.store.after_commit([this, id = *ended] { s_.holds.release_meeting(id); });
  return done;
}

Outcome<Meetings::Ends> Meetings::end_date(UnitOfWork& work, const Meeting& meeting,
                                           base::WallTime now) {
  if (!meeting.series) return Ends::meeting;
  TRY(const auto dates, dates_of(work, meeting, config_.find_timezone));
  const auto [current, next] = dates.at(now, config_.opens_early);
  if (!next) return Ends::meeting;
  TRY(const auto now_open, opening(work, meeting, now));
  if (now_open.early) return s_.presence.count(meeting.id) == 0 ? Ends::nothing : Ends::date;
  work.series().set_closed(meeting.id, print_local_time(current->name.local));
  return Ends::date;
}

Outcome<std::vector<MeetingView>> Meetings::list_open(std::size_t limit) {
  if (limit == 0 || limit > kLongestOpenList)
    return refuse_field("limit", "limit takes 1 to 1000.");
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<std::vector<MeetingView>> {
    std::vector<MeetingView> open;
    for (Meeting& meeting : work.meetings().list_open(limit))
      open.push_back(view(work, std::move(meeting), std::nullopt));
    return open;
  });
}

Outcome<void> Meetings::check_relaying(const Claims& claims) {
  TRY(require_person(claims));
  if (claims.kind == TokenKind::access) return {};
  return s_.store.read([&](UnitOfWork& work) -> Outcome<void> {
    const auto found = claims.meeting_id ? work.meetings().by_id(*claims.meeting_id) : std::nullopt;
    if (!found) return refuse(RefusalCode::forbidden, "Join the meeting first.");
    const Relation relation =
        relation_of(work, found->meeting, claims.user_id, s_.clock.wall_now());
    if (relation.role()) return {};
    // The door would let the guest in, now or when it opens: whoever is to join tomorrow can try
    // today whether the relay is reached (the page /test).
    EntryFacts facts = relation.facts(found->meeting);
    if (!found->password_hash.empty()) facts.password = PasswordFact::missing;
    if (decide(facts) == Verdict::enter) return {};
    return refuse(RefusalCode::forbidden, "Join the meeting first.");
  });
}

MeetingView Meetings::view(UnitOfWork& work, Meeting meeting,
                           const std::optional<Role>& role) const {
  MeetingView seen;
  seen.role = role;
  seen.present = s_.presence.count(meeting.id);
  if (meeting.series && !meeting.ended_at) {
    if (auto now_open = opening(work, meeting, s_.clock.wall_now()))
      seen.occurrence = std::move(now_open->occurrence);
  }
  seen.meeting = std::move(meeting);
  return seen;
}

MeetingView Meetings::full_view(UnitOfWork& work, Meeting meeting,
                                const std::optional<Role>& role) const {
  std::vector<ListedOccurrence> exceptions;
  if (meeting.series) {
    const base::WallTime now = s_.clock.wall_now();
    const auto dates = dates_of(work, meeting, config_.find_timezone);
    for (Occurrence& one : dates ? dates->changed() : std::vector<Occurrence>{}) {
      const OccurrenceState state = state_of(one, meeting, now);
      exceptions.push_back({std::move(one), state});
    }
  }
  MeetingView seen = view(work, std::move(meeting), role);
  seen.exceptions = std::move(exceptions);
  return seen;
}

Outcome<MeetingId> Meetings::id_of(std::string_view id_or_code) {
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<MeetingId> {
    TRY(const auto found, find_known_meeting(work, id_or_code));
    return found.meeting.id;
  });
}

}  // namespace meetings
