// SPDX-License-Identifier: MIT
// The rules for the times of a series: whether a meeting can be one, and what its parts are after a
// split. Pure except for the lookup of the zone; any thread.
#pragma once

#include <string_view>

#include "meetings/series_dates.hpp"

namespace meetings {

// Makes the meeting, whose own fields are checked, a series with this rule. Its first occurrence is
// scheduled_at. Refuses with bad_field for the field at fault.
Outcome<void> plan_series(Meeting& meeting, std::string_view rule, const FindTimeZone& find_zone);
// The rule of a series that begins elsewhere: an UNTIL means the whole of its day, so that no last
// occurrence falls out when the hour changes.
std::string movable_rule(const Recurrence& rule, const TimeZone& zone);

// The rules of the two parts when a series is split before this occurrence, which is not its first.
struct SplitRules {
  std::string before;
  std::string from;
};
SplitRules split_rules(const SeriesDates& dates, const Occurrence& first_of_next);

// The occurrence of the meeting's series with this start by the rule. Refuses with bad_field for
// `occurrence` if there is none.
Outcome<Occurrence> find_occurrence(const SeriesDates& dates, base::WallTime start_by_rule);

// A moved occurrence's start on the clocks of the zone. Refuses with bad_field for scheduled_at.
Outcome<LocalTime> check_local_start(base::WallTime at, const TimeZone& zone);

}  // namespace meetings
