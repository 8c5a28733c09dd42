// SPDX-License-Identifier: MIT
#include "meetings/lookups.hpp"

#include "meetings/foreign_accounts.hpp"
#include "meetings/meeting_code.hpp"
#include "meetings/openings.hpp"

namespace meetings {

namespace {

// 2.6e11 codes: with a million meetings one try in 260,000 collides.
constexpr int kCodeTries = 8;

// A guest's token lives as long as its meeting, and a seat's token as long as its seat, too.
Outcome<void> check_bound(UnitOfWork& work, const Claims& claims) {
  if (claims.kind == TokenKind::access) return {};
  const auto found = claims.meeting_id ? work.meetings().by_id(*claims.meeting_id) : std::nullopt;
  if (!found) return refuse(RefusalCode::token_invalid, "This meeting does not exist any more.");
  if (found->meeting.ended_at) return refuse(RefusalCode::ended, "This meeting is over.");
  if (claims.kind == TokenKind::guest) return {};
  const auto seat = work.participants().by_person(*claims.meeting_id, claims.user_id);
  if (!seat || seat->id != claims.participant_id)
    return refuse(RefusalCode::token_invalid, "This seat does not exist.");
  return {};
}

auto no_such_meeting() { return refuse(RefusalCode::not_found, "There is no such meeting."); }

std::optional<StoredMeeting> find_by_name(UnitOfWork& work, std::string_view id_or_code) {
  const auto key = parse_meeting_key(id_or_code);
  if (!key) return std::nullopt;
  return key->by == MeetingKey::By::id ? work.meetings().by_id(MeetingId{key->value})
                                       : work.meetings().by_code(key->value);
}

// The token was issued to a session, or to an API token, or is one; or it is a foreign issuer's.
bool is_alive(const StoredAccount& account, const Claims& claims, base::WallTime now) {
  if (!account.user.user.issuer.empty() && claims.session_id == foreign_session_id(claims.user_id))
    return true;
  const auto& grant = account.grant;
  return grant && grant->user_id == claims.user_id && now < grant->expires_at;
}

// A meeting and how the person stands to it, in one query.
RelationRepository::WithMeeting find_with_relation(UnitOfWork& work, std::string_view id_or_code,
                                                   const UserId& person) {
  const auto key = parse_meeting_key(id_or_code);
  // Asks the store for what is no name, too.
  if (key && key->by == MeetingKey::By::code) return work.relations().by_code(key->value, person);
  return work.relations().by_id(MeetingId{key ? key->value : std::string{}}, person);
}

}  // namespace

Outcome<StoredUser> find_account(UnitOfWork& work, const Claims& claims, base::WallTime now) {
  auto account = work.users().with_grant(claims.user_id, claims.session_id);
  if (!account || account->user.user.disabled)
    return refuse(RefusalCode::token_invalid, "This account is not active any more.");
  // First, because a guest's session ends with the meeting: that is the better answer.
  TRY(check_bound(work, claims));
  if (!is_alive(*account, claims, now))
    return refuse(RefusalCode::token_invalid, "This session is over. Please sign in again.");
  return std::move(account->user);
}

Outcome<FoundMeeting> find_meeting(const Services& services, UnitOfWork& work,
                                   std::string_view id_or_code, const std::optional<UserId>& person,
                                   const base::IpAddress& client) {
  return services.guesses.charge(
      code_guess(client), services.clock, [&]() -> Outcome<FoundMeeting> {
        const UserId who = person.value_or(UserId{});
        // The store is asked the same for an unknown meeting: a hidden one takes as long.
        auto [found, stored] = find_with_relation(work, id_or_code, who);
        // A database that does not answer has nothing to do with guesses.
        if (work.failed()) return refuse(RefusalCode::internal, "The store has failed.");
        if (!found) return no_such_meeting();
        Relation relation =
            relation_of(std::move(stored), found->meeting, who, services.clock.wall_now());
        if (is_hidden(relation.facts(found->meeting))) return no_such_meeting();
        return FoundMeeting{std::move(*found), std::move(relation)};
      });
}

std::optional<StoredMeeting> open_continuation(UnitOfWork& work, const Meeting& meeting,
                                               base::WallTime now) {
  auto next = meeting.series && meeting.series->continued_by
                  ? work.meetings().by_id(*meeting.series->continued_by)
                  : std::nullopt;
  if (!next || !next->meeting.scheduled_at || *next->meeting.scheduled_at - kOpensEarly > now)
    return std::nullopt;
  return next;
}

Outcome<FoundMeeting> find_room(const Services& services, UnitOfWork& work,
                                std::string_view id_or_code, const std::optional<Claims>& claims,
                                const base::IpAddress& client) {
  const auto person = claims ? std::optional{claims->user_id} : std::nullopt;
  TRY(auto found, find_meeting(services, work, id_or_code, person, client));
  const base::WallTime now = services.clock.wall_now();
  for (int parts = 0; parts < kMostParts; ++parts) {
    const Meeting& meeting = found.stored.meeting;
    if (claims && claims->meeting_id == meeting.id) break;
    const auto next = open_continuation(work, meeting, now);
    if (!next) break;
    Relation relation = relation_of(work, next->meeting, person.value_or(UserId{}), now);
    if (is_hidden(relation.facts(next->meeting))) break;
    found = FoundMeeting{*next, std::move(relation)};
  }
  return found;
}

Outcome<void> insert_with_code(UnitOfWork& work, StoredMeeting& stored, base::Random& random) {
  for (int attempt = 0; attempt < kCodeTries; ++attempt) {
    stored.meeting.code = make_meeting_code(random);
    if (work.meetings().insert(stored)) return {};
  }
  return refuse(RefusalCode::internal, "No free code was found; please try again.");
}

Outcome<StoredMeeting> find_known_meeting(UnitOfWork& work, std::string_view id_or_code) {
  auto found = find_by_name(work, id_or_code);
  if (!found) return no_such_meeting();
  return std::move(*found);
}

Outcome<Place> find_place(const Services& services, UnitOfWork& work, const Claims& claims,
                          std::string_view id_or_code, const base::IpAddress& client, Act act) {
  TRY(require_person(claims));
  TRY(find_account(work, claims, services.clock.wall_now()));
  TRY(auto found, find_meeting(services, work, id_or_code, claims.user_id, client));
  Place place{std::move(found.stored.meeting), found.relation.role()};
  TRY(require(place.role, act));
  return place;
}

Outcome<std::optional<UserId>> find_named(UnitOfWork& work, const Meeting& meeting,
                                          const std::optional<std::string>& user,
                                          const std::optional<std::string>& seat) {
  if (!seat) return user ? std::optional{UserId{*user}} : std::nullopt;
  auto found = work.participants().by_id(ParticipantId{*seat});
  if (!found || found->meeting_id != meeting.id)
    return refuse_field("participant_id", "This meeting has no such seat.");
  return std::optional{std::move(found->user_id)};
}

Outcome<void> require_person(const Claims& claims) {
  if (claims.kind == TokenKind::seat) {
    return refuse(RefusalCode::token_invalid, "A seat's token opens the WebSocket, not this.");
  }
  return {};
}

Outcome<void> require_account(const Claims& claims) {
  TRY(require_person(claims));
  if (claims.kind == TokenKind::guest)
    return refuse(RefusalCode::forbidden, "A guest has no account.");
  return {};
}

Outcome<void> require_admin(UnitOfWork& work, const Claims& claims, base::WallTime now) {
  TRY(require_account(claims));
  TRY(const auto caller, find_account(work, claims, now));
  if (caller.user.role != UserRole::admin)
    return refuse(RefusalCode::forbidden, "This is for administrators.");
  return {};
}

}  // namespace meetings
