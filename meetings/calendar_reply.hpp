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

namespace meetings {

struct CalendarAnswer {
  std::string address;  // in lower case
  InviteStatus status = InviteStatus::pending;
};

struct CalendarReply {
  std::string uid;
  std::string organizer;  // the address; empty: none (outlook.com leaves it out)
  std::vector<CalendarAnswer> answers;
  std::optional<base::WallTime> stamp;
  bool of_one_date = false;  // it has a RECURRENCE-ID
};

inline constexpr std::size_t kLongestReply = std::size_t{64} * 1024;

// Refuses with bad_field for `message`.
Outcome<CalendarReply> read_reply(const std::string& calendar);

}  // namespace meetings
