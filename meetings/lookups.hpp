// SPDX-License-Identifier: MIT
// The lookups at the beginning of nearly every request: the account and the meeting. Inside a unit
// of work only.
#pragma once

#include <string_view>

#include "meetings/repository.hpp"
#include "meetings/tokens.hpp"

namespace meetings {

// The token's account; token_invalid if it was removed or disabled.
Outcome<StoredUser> find_account(UnitOfWork& work, const Claims& claims);
// Finds a meeting by id or code, as the user typed it; not_found if there is none.
Outcome<StoredMeeting> find_meeting(UnitOfWork& work, std::string_view id_or_code);
// Refuses a seat token with token_invalid, because it opens only the WebSocket.
Outcome<void> require_person(const Claims& claims);

}  // namespace meetings
