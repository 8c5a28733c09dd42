// SPDX-License-Identifier: MIT
// The occurrences of a rule, in the order of time. libical computes the dates in local time and
// never sees a zone, because its iterator loses dates around a change of the clocks; the conversion
// is here. An occurrence that the clocks skip does not take place and is not counted (RFC 5545
// section 3.3.10); of a time that they show twice, the first counts (section 3.3.5). Any thread; an
// object on one thread at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "meetings/recurrence.hpp"

namespace meetings {

struct OccurrenceTime {
  LocalTime local;  // its name, which outlives changes of the zone data
  base::WallTime at;

  friend bool operator==(const OccurrenceTime&, const OccurrenceTime&) = default;
};

class OccurrenceWalk {
 public:
  // A walk takes at most this many steps: daily for 27 years.
  static constexpr unsigned kMostSteps = 10'000;

  // `start` is a date of the rule: from another one, libical finds other dates than RFC 5545 says.
  // `zone` outlives the walk.
  OccurrenceWalk(const Recurrence& rule, LocalTime start, const TimeZone& zone);
  ~OccurrenceWalk();
  OccurrenceWalk(const OccurrenceWalk&) = delete;
  OccurrenceWalk& operator=(const OccurrenceWalk&) = delete;

  // nullopt after the last one.
  std::optional<OccurrenceTime> next();

 private:
  struct Dates;  // libical's iterator

  Recurrence rule_;
  const TimeZone& zone_;
  std::unique_ptr<Dates> dates_;
  unsigned steps_ = 0;
  unsigned found_ = 0;
};

// Includes `from`, excludes `to`.
struct TimeWindow {
  base::WallTime from;
  base::WallTime to;
};

// Those that begin inside the window, at most `limit`, the earliest first.
std::vector<OccurrenceTime> occurrences(const Recurrence& rule, LocalTime start,
                                        const TimeZone& zone, const TimeWindow& window,
                                        std::size_t limit);

}  // namespace meetings
