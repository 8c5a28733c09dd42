// SPDX-License-Identifier: MIT
// Entering a meeting, by REST or by the WebSocket: the checks, the seat and the limit of people.
#include <utility>

#include "base/unicode.hpp"
#include "meetings/account_rules.hpp"
#include "meetings/announcements.hpp"
#include "meetings/join_requests.hpp"
#include "meetings/lookups.hpp"
#include "meetings/meetings.hpp"
#include "meetings/paid_hasher.hpp"
#include "meetings/permissions.hpp"
#include "meetings/request_mails.hpp"
#include "meetings/text_rules.hpp"
#include "meetings/webhooks.hpp"

namespace meetings {
namespace {

constexpr std::size_t kLongestMessage = 300;

SeatClaim::Rank rank_of(UserRole role, bool moderates) noexcept {
  if (moderates) return SeatClaim::Rank::host;
  return role == UserRole::guest ? SeatClaim::Rank::guest : SeatClaim::Rank::account;
}

Outcome<void> check_place(SeatAnswer answer) {
  constexpr std::chrono::seconds kAskAgain{15};  // the host may have come
  switch (answer) {
    case SeatAnswer::taken: return {};
    case SeatAnswer::full: return refuse(RefusalCode::full, "This meeting is full.");
    case SeatAnswer::kept: break;
  }
  return base::failure(Refusal{RefusalCode::full,
                               "Until the host is here, the last seats are kept for people who "
                               "come from elsewhere. Please try again soon.",
                               {},
                               kAskAgain});
}

auto not_started(base::WallTime opens, base::WallTime now) {
  return base::failure(Refusal{RefusalCode::not_started,
                               "This meeting opens at " + base::print_iso8601(opens) + ".",
                               {},
                               std::chrono::ceil<std::chrono::seconds>(opens - now)});
}

auto denied(base::WallTime until, base::WallTime now) {
  return base::failure(Refusal{RefusalCode::denied,
                               "A host has denied your request. You may ask again later.",
                               {},
                               std::chrono::ceil<std::chrono::seconds>(until - now)});
}

// The refusals that need no more words than these; the last verdicts are none.
Outcome<void> refuse_entry(Verdict verdict) {
  switch (verdict) {
    case Verdict::not_found: return refuse(RefusalCode::not_found, "There is no such meeting.");
    case Verdict::forbidden:
      return refuse(RefusalCode::forbidden, "This token belongs to another meeting.");
    case Verdict::ended: return refuse(RefusalCode::ended, "This meeting is over.");
    case Verdict::banned:
      return refuse(RefusalCode::banned, "The host does not let you into this meeting.");
    case Verdict::not_invited:
      return refuse(RefusalCode::not_invited, "Only invited people come into this meeting.");
    case Verdict::locked:
      return refuse(RefusalCode::locked, "The host has locked this meeting: nobody new comes in.");
    case Verdict::denied: return refuse(RefusalCode::denied, "A host has denied your request.");
    case Verdict::not_started:
      return refuse(RefusalCode::not_started, "This meeting has not opened yet.");
    case Verdict::password_required:
      return refuse(RefusalCode::password_required, "This meeting has a password.");
    case Verdict::password_wrong:
      return refuse(RefusalCode::password_wrong, "The password is wrong.");
    case Verdict::full: return refuse(RefusalCode::full, "This meeting is full.");
    case Verdict::check_password:
    case Verdict::ask:
    case Verdict::enter: break;
  }
  return {};
}

}  // namespace

Outcome<Entry> Meetings::join(const Claims& claims, std::string_view id_or_code,
                              const JoinOptions& options, const base::IpAddress& client,
                              const PasswordHasher* hasher) {
  TRY(require_person(claims));
  return enter({claims, options, client, hasher, Door::rest}, id_or_code);
}

Outcome<Entry> Meetings::admit(const Claims& claims, std::string_view id_or_code,
                               const JoinOptions& options, const base::IpAddress& client,
                               const PasswordHasher* hasher) {
  return enter({claims, options, client, hasher, Door::websocket}, id_or_code);
}

Outcome<Entry> Meetings::enter(const Entrant& who, std::string_view id_or_code) {
  // The holder of a seat's token has paid for it.
  if (who.claims.kind != TokenKind::seat)
    TRY(s_.guesses.spend(Limit::join_by_address, who.client, s_.clock.now()));
  Words words;
  if (who.options.name) { TRY(words.name, check_line("name", *who.options.name, 1, kLongestName)); }
  if (who.options.message) {
    TRY(words.message, check_line("message", *who.options.message, 1, kLongestMessage));
  }
  const base::WallTime now = s_.clock.wall_now();
  Opening opens;
  TRY(const auto found, read(s_.store, [&](UnitOfWork& work) -> Outcome<FoundMeeting> {
        TRY(auto room, find_room(s_, work, id_or_code, who.claims, who.client));
        TRY(opens, opening(work, room.stored.meeting, now));
        return room;
      }));
  // Checking the password takes a slow hash, so it happens outside the transaction that takes the
  // seat.
  EntryFacts facts = facts_of(who, found, opens);
  bool checked = false;
  if (decide(facts) == Verdict::check_password) {
    const bool seated = found.relation.seated();
    TRY(s_.guesses.charge(
        password_guess(found.stored.meeting.id, who.claims.user_id, who.client, seated), s_.clock,
        [&] { return check_meeting_password(who, found.stored); }));
    checked = true;
    facts.password = PasswordFact::right;
  }
  TRY(check_entry(facts, found, opens, now));
  const std::string password = checked ? found.stored.password_hash : std::string{};
  TRY(auto answer, take_seat(who, found.stored.meeting.id, words, password, now));
  if (auto* pending = std::get_if<Pending>(&answer)) return Entry{std::move(*pending)};
  return Entry{issue(std::get<Taken>(answer), who.claims, now)};
}

Outcome<Opening> Meetings::opening(UnitOfWork& work, const Meeting& meeting,
                                   base::WallTime now) const {
  return opening_of(work, meeting, config_.find_timezone, config_.opens_early, now);
}

EntryFacts Meetings::facts_of(const Entrant& who, const FoundMeeting& found,
                              const Opening& opening) const {
  const Meeting& meeting = found.stored.meeting;
  EntryFacts facts = found.relation.facts(meeting);
  facts.early = opening.early;
  facts.ended = facts.ended || (opening.over && !facts.moderates);
  // An access token is not bound to a meeting.
  facts.bound_elsewhere =
      who.claims.kind != TokenKind::access && who.claims.meeting_id != meeting.id;
  // In a series, the token of an earlier date opens no later one.
  const bool other_date = meeting.series && opening.early;
  facts.seat_token = who.claims.kind == TokenKind::seat && facts.seated && !other_date;
  if (!found.stored.password_hash.empty()) {
    // Without a hasher nobody can check a password.
    const bool given = who.options.password && who.hasher != nullptr;
    facts.password = given ? PasswordFact::unchecked : PasswordFact::missing;
  }
  return facts;
}

Outcome<Verdict> Meetings::check_entry(const EntryFacts& facts, const FoundMeeting& found,
                                       const Opening& opening, base::WallTime now) const {
  const Verdict verdict = decide(facts);
  if (verdict == Verdict::not_started && opening.opens_at)
    return not_started(*opening.opens_at, now);
  const auto& request = found.relation.request;
  if (verdict == Verdict::denied && request && request->answered_at)
    return denied(*request->answered_at + kAskAgain, now);
  TRY(refuse_entry(verdict));
  return verdict;
}

Outcome<void> Meetings::check_meeting_password(const Entrant& who,
                                               const StoredMeeting& found) const {
  const std::string& typed = *who.options.password;
  bool right = false;
  if (check_password("password", typed, 1, kLongestPassword)) {
    const PaidHasher paid{*who.hasher, s_.guesses, s_.clock, who.client};
    // People paste it with blanks around it. Earlier releases hashed it with them.
    const std::string_view password = base::trim_blanks(typed);
    TRY(right, paid.verify(found.password_hash, password));
    if (!right && password != typed) { TRY(right, paid.verify(found.password_hash, typed)); }
  }
  if (!right) return refuse_entry(Verdict::password_wrong);
  return {};
}

// Asks all questions again: the meeting may have changed while the password was checked.
Outcome<Verdict> Meetings::check_again(const Entrant& who, const FoundMeeting& found,
                                       const Opening& opening, const std::string& password,
                                       base::WallTime now) const {
  EntryFacts facts = facts_of(who, found, opening);
  if (facts.password == PasswordFact::unchecked)
    facts.password =
        found.stored.password_hash == password ? PasswordFact::right : PasswordFact::missing;
  return check_entry(facts, found, opening, now);
}

Outcome<Meetings::Answer> Meetings::take_seat(const Entrant& who, const MeetingId& id,
                                              const Words& words, const std::string& password,
                                              base::WallTime now) {
  std::optional<ParticipantId> held;
  auto answer =
      write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<Answer> {
        TRY(const auto user, find_account(work, who.claims, now));
        TRY(auto stored, find_known_meeting(work, id.value()));
        Relation relation = relation_of(work, stored.meeting, who.claims.user_id, now);
        const FoundMeeting found{std::move(stored), std::move(relation)};
        TRY(const auto opens, opening(work, found.stored.meeting, now));
        TRY(const auto verdict, check_again(who, found, opens, password, now));
        if (verdict == Verdict::ask) {
          if (held) s_.holds.release(id, *std::exchange(held, std::nullopt));
          TRY(auto pending, ask_hosts(work, announced, user, found, words, now));
          return Answer{std::move(pending)};
        }
        TRY(auto taken, sit_down(work, who, user, found, opens, words, held, now));
        if (found.relation.request_fact == RequestFact::pending)
          announced.put(work, LobbyChanged{id});
        return Answer{std::move(taken)};
      });
  if (!answer && held) s_.holds.release(id, *held);
  return answer;
}

Outcome<Meetings::Taken> Meetings::sit_down(UnitOfWork& work, const Entrant& who,
                                            const StoredUser& user, const FoundMeeting& found,
                                            const Opening& opening, const Words& words,
                                            std::optional<ParticipantId>& held,
                                            base::WallTime now) {
  const Meeting& meeting = found.stored.meeting;
  const bool fresh = !found.relation.seat;
  StoredSeat mine = fresh ? new_seat(user, found, words.name, now) : *found.relation.seat;
  // An attempt that the store repeats goes on with the place of the one before.
  if (held && fresh) mine.id = *held;
  else if (held && *held != mine.id) s_.holds.release(meeting.id, *held);
  TRY(check_place(
      s_.holds.take(s_.presence,
                    {meeting.id, mine.id, rank_of(user.user.role, moderates(found.relation.role())),
                     who.door == Door::websocket, who.client, meeting.max_participants},
                    s_.clock.now())));
  held = mine.id;
  if (fresh) work.participants().insert(mine);
  if (std::exchange(mine.removed_at, std::nullopt))
    work.participants().set_removed(mine.id, std::nullopt);
  // The door may have opened while the person waited.
  if (found.relation.request_fact == RequestFact::pending)
    work.join_requests().set_status(found.relation.request->id, RequestStatus::approved, now);
  if (words.name && *words.name != mine.name) {
    mine.name = *words.name;
    work.participants().set_name(mine.id, *words.name);
  }
  std::optional<std::string> date;
  if (opening.occurrence) date = print_local_time(opening.occurrence->name.local);
  if (who.door == Door::websocket) {
    work.participants().record_entered(mine.id, now, date);
    if (s_.presence.count(meeting.id) == 0)
      tell_webhooks(work, s_, WebhookEvent::meeting_started, webhook_view(meeting));
    tell_webhooks_of_stay(work, s_, WebhookEvent::participant_joined, mine.id, now);
  }
  return Taken{meeting, std::move(mine), opening.occurrence};
}

Outcome<Pending> Meetings::ask_hosts(UnitOfWork& work, Announcements& announced,
                                     const StoredUser& user, const FoundMeeting& found,
                                     const Words& words, base::WallTime now) {
  const Meeting& meeting = found.stored.meeting;
  const auto pending = [&](const JoinRequest& request) {
    return Pending{meeting.id, request.id, request.reason,
                   work.join_requests().count_before(request, now) + 1};
  };
  if (found.relation.request_fact == RequestFact::pending) {
    const JoinRequest& asked = *found.relation.request;
    if (asked.expires_at - now < kRequestLifetime / 2)
      work.join_requests().set_expiry(asked.id, now + kRequestLifetime);
    return pending(asked);
  }
  const auto waiting = work.join_requests().count_pending(meeting.id, now);
  const bool guest = user.user.role == UserRole::guest;
  if (waiting.pending >= kMostRequests || (guest && waiting.of_guests >= kMostRequestsOfGuests))
    return refuse(RefusalCode::too_many, "Too many people wait to be let in. Try again later.");
  JoinRequest request;
  request.id = JoinRequestId{s_.random.uuid()};
  request.meeting_id = meeting.id;
  request.user_id = user.user.id;
  request.name = words.name.value_or(user.user.name);
  request.message = words.message;
  const bool needs_approval = meeting.access == MeetingAccess::approval && !found.relation.invited;
  request.reason = needs_approval ? WaitReason::approval : WaitReason::lobby;
  request.created_at = now;
  request.expires_at = now + kRequestLifetime;
  work.join_requests().put(request);
  tell_webhooks(work, s_, WebhookEvent::join_request_created, webhook_view(request));
  announced.put(
      work, notice_of(NoticeKind::join_requested, moderators_of(work, meeting), meeting, request));
  put_knock_mails(s_, work, meeting, request, now);
  return pending(request);
}

StoredSeat Meetings::new_seat(const StoredUser& user, const FoundMeeting& found,
                              const std::optional<std::string>& name, base::WallTime now) const {
  const Role newcomer =
      found.stored.meeting.type == MeetingType::lecture ? Role::listener : Role::participant;
  return StoredSeat{ParticipantId{s_.random.uuid()},
                    found.stored.meeting.id,
                    user.user.id,
                    name.value_or(user.user.name),
                    found.relation.role().value_or(newcomer),
                    now};
}

Seat Meetings::issue(const Taken& taken, const Claims& claims, base::WallTime now) const {
  const StoredSeat& seat = taken.seat;
  Claims bound;
  bound.kind = TokenKind::seat;
  bound.user_id = claims.user_id;
  bound.session_id = claims.session_id;
  bound.name = seat.name;
  bound.user_role = claims.user_role;
  bound.meeting_id = seat.meeting_id;
  bound.participant_id = seat.id;
  bound.role = seat.role;
  bound.issued_at = now;
  bound.expires_at = now + config_.seat_token_lifetime;
  return Seat{taken.meeting,         seat.id,         claims.user_id, seat.role, seat.name,
              s_.tokens.sign(bound), taken.occurrence};
}

}  // namespace meetings
