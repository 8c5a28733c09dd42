// SPDX-License-Identifier: MIT
// Reads the answer to an invitation (METHOD:REPLY, RFC 5546 section 3.2.3) by libical. Hostile
// input: bounded in size, and refused if it is anything else. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "meetings/model.hpp"
#include "meetings/refusal.hpp"
#include "meetings/time_zone.hpp"

namespace meetings {

struct CalendarAnswer {
  std::string address;  // in lower case
  InviteStatus status = InviteStatus::pending;
};

// RECURRENCE-ID: the start of a date by the rule, as the program wrote it.
struct NamedDate {
  LocalTime local;         // of a whole day: its midnight
  bool in_utc = false;     // else on the clocks of `zone`
  bool whole_day = false;  // only the day is known
  bool following = false;  // RANGE=THISANDFUTURE
  std::string zone{};      // TZID; empty: none
};

// One VEVENT. A program that answers for several dates sends one for each.
struct CalendarReplyPart {
  std::string uid;
  std::vector<CalendarAnswer> answers;
  std::optional<base::WallTime> stamp;
  std::optional<NamedDate> date;  // absent: the answer is for the whole meeting
};

struct CalendarReply {
  std::string organizer;                 // the address; empty: none (outlook.com leaves it out)
  std::vector<CalendarReplyPart> parts;  // at least one
};

inline constexpr std::size_t kLongestReply = std::size_t{64} * 1024;

// Refuses with bad_field for `message`.
Outcome<CalendarReply> read_reply(const std::string& calendar);

}  // namespace meetings
