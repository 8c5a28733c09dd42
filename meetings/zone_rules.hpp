// SPDX-License-Identifier: MIT
// ZoneRules: what a VTIMEZONE (RFC 5545 section 3.6.5) says of a time zone. Mail programs read two
// yearly rules best; a zone whose changes follow no such rules gets each change by itself. Pure;
// any thread.
#pragma once

#include <chrono>
#include <vector>

#include "meetings/recurrence.hpp"
#include "meetings/time_zone.hpp"

namespace meetings {

// The clocks change once.
struct ZoneShift {
  base::WallTime at;
  std::chrono::seconds from;  // the offset before, east of UTC
  std::chrono::seconds to;    // the offset after

  // When the clocks change, on the clocks as they were.
  LocalTime local() const noexcept {
    return LocalTime{std::chrono::floor<std::chrono::seconds>(at).time_since_epoch() + from};
  }
  friend bool operator==(const ZoneShift&, const ZoneShift&) = default;
};

// The clocks change each year, on a day such as the last Sunday of March.
struct YearlyShift {
  std::chrono::month month;
  RuleDay day;
  std::chrono::seconds time_of_day;  // on the clocks as they were
  std::chrono::seconds from;
  std::chrono::seconds to;

  LocalTime in(std::chrono::year year) const;
  friend bool operator==(const YearlyShift&, const YearlyShift&) = default;
};

struct ZoneRules {
  std::chrono::seconds first{0};      // the offset before all shifts
  std::vector<YearlyShift> yearly{};  // two, or none
  std::vector<ZoneShift> shifts{};    // only where no yearly rules hold
};

// The rules that hold in the years of both moments and between them, of which at most
// kMostZoneYears are looked at.
inline constexpr int kMostZoneYears = 12;
ZoneRules zone_rules(const TimeZone& zone, base::WallTime from, base::WallTime to);

}  // namespace meetings
