// SPDX-License-Identifier: MIT
// The lookups at the beginning of nearly every request: the account and the meeting. Inside a unit
// of work only.
#pragma once

#include <string_view>

#include "base/endpoint.hpp"
#include "meetings/permissions.hpp"
#include "meetings/relations.hpp"
#include "meetings/services.hpp"

namespace meetings {

// The token's account. Refuses if the store no longer has what the token was issued to: with
// token_invalid if the account was removed or disabled or the session is over, with ended if the
// token is bound to a meeting that is over.
Outcome<StoredUser> find_account(UnitOfWork& work, const Claims& claims, base::WallTime now);
// A meeting that a client asks about, and how the asking person stands to it.
struct FoundMeeting {
  StoredMeeting stored;
  Relation relation;  // empty for somebody who is not signed in
};
// A link leads through at most so many parts of a series.
inline constexpr int kMostParts = 100;
// The meeting that continues a series which was split, once it opens; nullopt until then.
std::optional<StoredMeeting> open_continuation(UnitOfWork& work, const Meeting& meeting,
                                               base::WallTime now);
// Finds a meeting by id or code, as the user typed it; not_found if there is none, or if it is
// private and the person has nothing to do with it. Every question of a client that names a meeting
// comes here, because the answer tells whether the code exists: a wrong one is charged to the
// client's address, and while the address has no tokens, the question is refused with rate_limited.
Outcome<FoundMeeting> find_meeting(const Services& services, UnitOfWork& work,
                                   std::string_view id_or_code, const std::optional<UserId>& person,
                                   const base::IpAddress& client);
// The same for somebody who wants to come in: an old link to a series that was split leads to the
// part whose dates have come, and no further than to the part that the token is bound to.
Outcome<FoundMeeting> find_room(const Services& services, UnitOfWork& work,
                                std::string_view id_or_code, const std::optional<Claims>& claims,
                                const base::IpAddress& client);
// The same for the operator, and for a meeting that was found before: charges nobody.
Outcome<StoredMeeting> find_known_meeting(UnitOfWork& work, std::string_view id_or_code);
// The same for somebody who wants to act on the meeting: also refuses with forbidden if the role
// does not allow the act.
struct Place {
  Meeting meeting;
  std::optional<Role> role;
};
Outcome<Place> find_place(const Services& services, UnitOfWork& work, const Claims& claims,
                          std::string_view id_or_code, const base::IpAddress& client, Act act);
// The person whom a request about this meeting names, by the seat or by the account or guest; the
// seat counts if both are given. nullopt if neither is. bad_field for a seat of another meeting.
Outcome<std::optional<UserId>> find_named(UnitOfWork& work, const Meeting& meeting,
                                          const std::optional<std::string>& user,
                                          const std::optional<std::string>& seat);
// Inserts the meeting with a new code.
Outcome<void> insert_with_code(UnitOfWork& work, StoredMeeting& stored, base::Random& random);
// Refuses a seat token with token_invalid, because it opens only the WebSocket.
Outcome<void> require_person(const Claims& claims);
// The same, and refuses a guest with forbidden: a guest has no account.
Outcome<void> require_account(const Claims& claims);
// The store decides whether the caller is an administrator at this moment, whatever the token says;
// refuses everybody else with forbidden.
Outcome<void> require_admin(UnitOfWork& work, const Claims& claims, base::WallTime now);

}  // namespace meetings
