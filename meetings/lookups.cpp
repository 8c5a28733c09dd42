// SPDX-License-Identifier: MIT
#include "meetings/lookups.hpp"

#include "meetings/meeting_code.hpp"

namespace meetings {

Outcome<StoredUser> find_account(UnitOfWork& work, const Claims& claims) {
  auto user = work.users().by_id(claims.user_id);
  if (!user || user->user.disabled)
    return refuse(RefusalCode::token_invalid, "This account is not active any more.");
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

}  // namespace meetings
