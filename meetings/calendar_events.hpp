// SPDX-License-Identifier: MIT
// The calendar events of a meeting: one in UTC, or those of a series in its zone, which are the
// rule with its exceptions and the dates that differ. Inside a unit of work only.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "meetings/calendar.hpp"
#include "meetings/repository.hpp"
#include "meetings/series_dates.hpp"

namespace meetings {

// How long a meeting without a duration is in a calendar.
inline constexpr std::chrono::minutes kUsualDuration{60};

// What the events of one meeting have in common.
struct EventTerms {
  std::int64_t sequence = 0;
  base::WallTime stamp{};
  std::string url{};
  std::string comment{};
  std::optional<CalendarPerson> organizer{};
  std::vector<CalendarGuest> guests{};
  // What the guest, or the person whose calendar it is, answered for single dates of the series. In
  // a calendar without guests, the dates that the person declined are left out.
  std::vector<DateAnswer> dates{};
  std::optional<std::chrono::minutes> alarm{};
};

// The number that rises with each change of the meeting, and each time that this guest was taken
// off (RFC 5545 section 3.8.7.4). For a reader without an invitation: of the meeting alone.
std::int64_t calendar_sequence(const Meeting& meeting, const Invitation* invitation) noexcept;

// Empty for a meeting without a time. The rule comes first, then the dates that differ, also by the
// guest's answer alone if they are not over.
Outcome<std::vector<CalendarEvent>> events_of(const Meeting& meeting, const SeriesDates* dates,
                                              const EventTerms& terms,
                                              const FindTimeZone& find_zone);
// The date of a series that a mail is about (`occurrence` of its payload, see
// tell_invited_of_date()); nullopt if it lacks something.
std::optional<CalendarEvent> event_of_date(const Meeting& meeting, const base::Json& date,
                                           const EventTerms& terms, const FindTimeZone& find_zone);

}  // namespace meetings
