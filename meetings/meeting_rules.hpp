// SPDX-License-Identifier: MIT
// The rules for a new meeting's fields. Pure except for the time-zone lookup; any thread.
#pragma once

#include "meetings/meetings.hpp"

namespace meetings {

// Returns the checked meeting, still without id, code, host and password. Refuses with bad_field or
// unsupported for the first invalid field.
Outcome<Meeting> check_new_meeting(const NewMeeting& fields, const MeetingsConfig& config,
                                   base::WallTime now);

}  // namespace meetings
