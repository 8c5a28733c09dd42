// SPDX-License-Identifier: MIT
// The first questions of nearly every request: who asks, and about which meeting. Inside a unit of
// work only.
#pragma once

#include <string_view>

#include "meetings/repository.hpp"
#include "meetings/tokens.hpp"

namespace meetings {

// The account behind a token; token_invalid where it is gone or disabled meanwhile.
Outcome<StoredUser> find_account(UnitOfWork& work, const Claims& claims);
// By id or code, as typed; not_found.
Outcome<StoredMeeting> find_meeting(UnitOfWork& work, std::string_view id_or_code);
// token_invalid for a seat token: it opens the WebSocket, no request.
Outcome<void> require_person(const Claims& claims);

}  // namespace meetings
