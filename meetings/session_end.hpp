// SPDX-License-Identifier: MIT
// The end of sign-in sessions, with the event that tells every part of the daemon. Inside a unit of
// work only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "meetings/announcements.hpp"

namespace meetings {

// Removes this session and announces its end. Does nothing if there is none.
void end_session(UnitOfWork& work, Announcements& announced, std::string_view session,
                 SessionEndCause cause);
// Removes all sessions and API tokens of the user and announces their end.
void end_all_sessions(UnitOfWork& work, Announcements& announced, const UserId& user,
                      SessionEndCause cause);
// The same for all of them but `kept`.
void end_other_sessions(UnitOfWork& work, Announcements& announced, const UserId& user,
                        std::string_view kept, SessionEndCause cause);
// Announces the end of sessions of the user that were removed just now; nothing for an empty list.
void announce_end(UnitOfWork& work, Announcements& announced, const UserId& user,
                  std::vector<std::string> removed, SessionEndCause cause);

}  // namespace meetings
