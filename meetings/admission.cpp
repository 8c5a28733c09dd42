// SPDX-License-Identifier: MIT
// Entering a meeting, by REST or by the WebSocket: the checks, the seat and the limit of people.
#include "base/unicode.hpp"
#include "meetings/account_rules.hpp"
#include "meetings/lookups.hpp"
#include "meetings/meetings.hpp"
#include "meetings/paid_hasher.hpp"
#include "meetings/text_rules.hpp"

namespace meetings {
namespace {

// A seat's or guest's token is bound to one meeting; an access token is not.
Outcome<void> check_binding(const Claims& claims, const MeetingId& meeting) {
  if (claims.kind != TokenKind::access && claims.meeting_id != meeting) {
    return refuse(RefusalCode::forbidden, "This token belongs to another meeting.");
  }
  return {};
}

SeatClaim::Rank rank_of(UserRole role, bool host) noexcept {
  if (host) return SeatClaim::Rank::host;
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

Outcome<void> check_open(const Meeting& meeting) {
  if (meeting.ended_at) return refuse(RefusalCode::ended, "This meeting is over.");
  return {};
}

}  // namespace

Outcome<Seat> Meetings::join(const Claims& claims, std::string_view id_or_code,
                             const JoinOptions& options, const base::IpAddress& client,
                             const PasswordHasher* hasher) {
  TRY(require_person(claims));
  return enter({claims, options, client, hasher, Door::rest}, id_or_code);
}

Outcome<Seat> Meetings::admit(const Claims& claims, std::string_view id_or_code,
                              const JoinOptions& options, const base::IpAddress& client,
                              const PasswordHasher* hasher) {
  return enter({claims, options, client, hasher, Door::websocket}, id_or_code);
}

Outcome<Seat> Meetings::enter(const Entrant& who, std::string_view id_or_code) {
  const Claims& claims = who.claims;
  // The holder of a seat's token has paid for it.
  if (claims.kind != TokenKind::seat)
    TRY(s_.guesses.spend(Limit::join_by_address, who.client, s_.clock.now()));
  std::optional<std::string> name;
  if (who.options.name) {
    TRY(auto line, check_line("name", *who.options.name, 1, kLongestName));
    name = std::move(line);
  }
  bool seated = false;
  TRY(const auto found, read(s_.store, [&](UnitOfWork& work) -> Outcome<StoredMeeting> {
        TRY(auto meeting, find_meeting(s_, work, id_or_code, who.client));
        seated = work.participants().by_person(meeting.meeting.id, claims.user_id).has_value();
        return meeting;
      }));
  const base::WallTime now = s_.clock.wall_now();
  // Checking the password takes a slow hash, so it happens outside the transaction that takes the
  // seat.
  TRY(check_door(who, found, seated, now));
  TRY(const auto seat, take_seat(claims, found.meeting.id, name, who.client, who.door, now));
  return issue(found, seat, claims, now);
}

Outcome<void> Meetings::check_door(const Entrant& who, const StoredMeeting& found, bool seated,
                                   base::WallTime now) const {
  const Claims& claims = who.claims;
  const Meeting& meeting = found.meeting;
  if (auto bound = check_binding(claims, meeting.id); !bound) return bound;
  if (auto open = check_open(meeting); !open) return open;
  if (claims.kind == TokenKind::seat || claims.user_id == meeting.host_id) return {};
  if (meeting.scheduled_at && now < *meeting.scheduled_at - config_.opens_early) {
    const auto wait =
        std::chrono::ceil<std::chrono::seconds>(*meeting.scheduled_at - config_.opens_early - now);
    return base::failure(
        Refusal{RefusalCode::not_started,
                "This meeting opens at " +
                    base::print_iso8601(*meeting.scheduled_at - config_.opens_early) + ".",
                {},
                wait});
  }
  if (found.password_hash.empty()) return {};
  // Without a hasher nobody can check a password.
  if (!who.options.password || who.hasher == nullptr)
    return refuse(RefusalCode::password_required, "This meeting has a password.");
  return s_.guesses.charge(password_guess(meeting.id, claims.user_id, who.client, seated), s_.clock,
                           [&] { return check_meeting_password(who, found); });
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
  if (!right) return refuse(RefusalCode::password_wrong, "The password is wrong.");
  return {};
}

Outcome<StoredSeat> Meetings::take_seat(const Claims& claims, const MeetingId& id,
                                        const std::optional<std::string>& name,
                                        const base::IpAddress& client, Door door,
                                        base::WallTime now) {
  std::optional<ParticipantId> held;
  auto seat = write(s_.store, [&](UnitOfWork& work) -> Outcome<StoredSeat> {
    TRY(const auto user, find_account(work, claims, now));
    TRY(const auto found, find_known_meeting(work, id.value()));
    TRY(check_open(found.meeting));
    const bool host = found.meeting.host_id == claims.user_id;
    auto mine = work.participants().by_person(id, claims.user_id);
    const bool fresh = !mine;
    if (fresh) {
      mine = StoredSeat{
          ParticipantId{s_.random.uuid()},       id, claims.user_id, name.value_or(user.user.name),
          host ? Role::host : Role::participant, now};
    }
    TRY(check_place(s_.holds.take(s_.presence,
                                  {id, mine->id, rank_of(user.user.role, host),
                                   door == Door::websocket, client, found.meeting.max_participants},
                                  s_.clock.now())));
    held = mine->id;
    if (fresh) {
      work.participants().insert(*mine);
    } else if (name && *name != mine->name) {
      mine->name = *name;
      work.participants().set_name(mine->id, *name);
    }
    if (door == Door::websocket) work.participants().record_entered(mine->id, now);
    return std::move(*mine);
  });
  if (!seat && held) s_.holds.release(id, *held);
  return seat;
}

Seat Meetings::issue(const StoredMeeting& found, const StoredSeat& seat, const Claims& claims,
                     base::WallTime now) const {
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
  return Seat{found.meeting, seat.id, claims.user_id, seat.role, seat.name, s_.tokens.sign(bound)};
}

}  // namespace meetings
