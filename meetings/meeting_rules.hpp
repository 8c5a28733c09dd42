// SPDX-License-Identifier: MIT
// What a new meeting may look like: the checks behind REST's create. Pure but for the time-zone
// question; any thread.
#pragma once

#include "meetings/meetings.hpp"

namespace meetings {

// The checked meeting, still without id, code, host and password; bad_field or unsupported for the
// first field at fault.
Outcome<Meeting> check_new_meeting(const NewMeeting& fields, const MeetingsConfig& config,
                                   base::WallTime now);

}  // namespace meetings
