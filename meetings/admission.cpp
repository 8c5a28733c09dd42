// SPDX-License-Identifier: MIT
// Entering a meeting, by REST or by the WebSocket: the checks, the seat and the limit of people.
#include "meetings/account_rules.hpp"
#include "meetings/lookups.hpp"
#include "meetings/meetings.hpp"
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

Outcome<void> check_open(const Meeting& meeting) {
  if (meeting.ended_at) return refuse(RefusalCode::ended, "This meeting is over.");
  return {};
}

}  // namespace

Outcome<Seat> Meetings::join(const Claims& claims, std::string_view id_or_code,
                             const JoinOptions& options, const base::IpAddress& client) {
  TRY(require_person(claims));
  return enter(claims, id_or_code, options, client, Door::rest);
}

// The WebSocket has no limit on joins by address as REST has, so the code counts as a guess here.
Outcome<Seat> Meetings::admit(const Claims& claims, std::string_view id_or_code,
                              const JoinOptions& options, const base::IpAddress& client) {
  return s_.guesses.charge(code_guess(client), s_.clock, [&] {
    return enter(claims, id_or_code, options, client, Door::websocket);
  });
}

Outcome<Seat> Meetings::enter(const Claims& claims, std::string_view id_or_code,
                              const JoinOptions& options, const base::IpAddress& client,
                              Door door) {
  if (!options.password) return enter_uncounted(claims, id_or_code, options, door);
  return s_.guesses.charge(password_guess(id_or_code, client), s_.clock,
                           [&] { return enter_uncounted(claims, id_or_code, options, door); });
}

Outcome<Seat> Meetings::enter_uncounted(const Claims& claims, std::string_view id_or_code,
                                        const JoinOptions& options, Door door) {
  std::optional<std::string> name;
  if (options.name) {
    TRY(auto line, check_line("name", *options.name, 1, kLongestName));
    name = std::move(line);
  }
  TRY(const auto found,
      read(s_.store, [&](UnitOfWork& work) { return find_meeting(work, id_or_code); }));
  const base::WallTime now = s_.clock.wall_now();
  // Checking the password takes a slow hash, so it happens outside the transaction that takes the
  // seat.
  TRY(check_door(claims, found, options, now));
  TRY(const auto seat, take_seat(claims, found.meeting.id, name, door, now));
  return issue(found, seat, claims, now);
}

Outcome<void> Meetings::check_door(const Claims& claims, const StoredMeeting& found,
                                   const JoinOptions& options, base::WallTime now) const {
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
  if (!options.password)
    return refuse(RefusalCode::password_required, "This meeting has a password.");
  if (!check_password("password", *options.password, 1, kLongestPassword) ||
      !s_.passwords.verify(found.password_hash, *options.password)) {
    return refuse(RefusalCode::password_wrong, "The password is wrong.");
  }
  return {};
}

Outcome<StoredSeat> Meetings::take_seat(const Claims& claims, const MeetingId& id,
                                        const std::optional<std::string>& name, Door door,
                                        base::WallTime now) {
  std::optional<ParticipantId> held;
  auto seat = write(s_.store, [&](UnitOfWork& work) -> Outcome<StoredSeat> {
    TRY(const auto user, find_account(work, claims, now));
    TRY(const auto found, find_meeting(work, id.value()));
    TRY(check_open(found.meeting));
    const bool host = found.meeting.host_id == claims.user_id;
    auto mine = work.participants().by_person(id, claims.user_id);
    const bool fresh = !mine;
    if (fresh) {
      mine = StoredSeat{
          ParticipantId{s_.random.uuid()},       id, claims.user_id, name.value_or(user.user.name),
          host ? Role::host : Role::participant, now};
    }
    const auto rule = host ? SeatHolds::Limit::exempt : SeatHolds::Limit::applies;
    if (!s_.holds.take(s_.presence, id, mine->id, found.meeting.max_participants, rule,
                       s_.clock.now())) {
      return refuse(RefusalCode::full, "This meeting is full.");
    }
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
