// SPDX-License-Identifier: MIT
#include "meetings/lookups.hpp"

#include "meetings/foreign_accounts.hpp"
#include "meetings/meeting_code.hpp"

namespace meetings {

namespace {

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

// The token was issued to a session, or to an API token, or is one; or it is a foreign issuer's.
bool is_alive(UnitOfWork& work, const StoredUser& user, const Claims& claims, base::WallTime now) {
  if (!user.user.issuer.empty() && claims.session_id == foreign_session_id(claims.user_id))
    return true;
  if (const auto session = work.sessions().find(claims.session_id))
    return session->user_id == claims.user_id && now < session->expires_at;
  const auto token = work.api_tokens().by_id(claims.session_id);
  return token && token->user_id == claims.user_id && now < token->expires_at;
}

}  // namespace

Outcome<StoredUser> find_account(UnitOfWork& work, const Claims& claims, base::WallTime now) {
  auto user = work.users().by_id(claims.user_id);
  if (!user || user->user.disabled)
    return refuse(RefusalCode::token_invalid, "This account is not active any more.");
  // First, because a guest's session ends with the meeting: that is the better answer.
  TRY(check_bound(work, claims));
  if (!is_alive(work, *user, claims, now))
    return refuse(RefusalCode::token_invalid, "This session is over. Please sign in again.");
  return std::move(*user);
}

Outcome<StoredMeeting> find_meeting(const Services& services, UnitOfWork& work,
                                    std::string_view id_or_code, const base::IpAddress& client) {
  return services.guesses.charge(code_guess(client), services.clock,
                                 [&] { return find_known_meeting(work, id_or_code); });
}

Outcome<StoredMeeting> find_known_meeting(UnitOfWork& work, std::string_view id_or_code) {
  const auto key = parse_meeting_key(id_or_code);
  std::optional<StoredMeeting> found;
  if (key) {
    found = key->by == MeetingKey::By::id ? work.meetings().by_id(MeetingId{key->value})
                                          : work.meetings().by_code(key->value);
  }
  if (!found) return refuse(RefusalCode::not_found, "There is no such meeting.");
  return std::move(*found);
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

}  // namespace meetings
