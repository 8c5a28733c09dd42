// SPDX-License-Identifier: MIT
// The rules for the fields of a new meeting, and for changes of them. Pure except for the time-zone
// lookup; any thread.
#pragma once

#include "meetings/meetings.hpp"

namespace meetings {

// What a new meeting's room allows unless the request says something else. In a lecture, the
// listeners have no voice.
MeetingSettings default_settings(MeetingType type) noexcept;

// Returns the checked meeting, still without id, code, host and password. Refuses with bad_field
// for the first invalid field.
Outcome<Meeting> check_new_meeting(const NewMeeting& fields, const MeetingsConfig& config,
                                   base::WallTime now);

// What a host writes to those who are told of a cancellation: text of several lines. Empty: none.
inline constexpr std::size_t kLongestFarewell = 500;
Outcome<std::string> check_farewell(const std::optional<std::string>& message);

// Refuses with ended for a meeting that is over, and with changed for one of another version than
// the caller knows.
Outcome<void> check_changeable(const Meeting& meeting, const KnownVersions& known);

// Returns the meeting with the changes, whose password is only checked. Refuses with bad_field for
// the first invalid field.
Outcome<Meeting> check_change(const Meeting& meeting, const MeetingChange& fields,
                              const MeetingsConfig& config, base::WallTime now);

}  // namespace meetings
