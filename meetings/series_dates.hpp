// SPDX-License-Identifier: MIT
// SeriesDates: when the occurrences of a series take place: its rule, with the changes of single
// occurrences laid over it. Answers for lists, and for the door: which occurrence is open now, and
// which comes next. Pure; one thread an object.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "meetings/occurrences.hpp"
#include "meetings/repository.hpp"

namespace meetings {

struct Occurrence {
  OccurrenceTime name;  // its start by the rule
  base::WallTime starts_at;
  base::WallTime ends_at;
  std::string title;
  bool changed = false;
  bool cancelled = false;

  friend bool operator==(const Occurrence&, const Occurrence&) = default;
};

// A date is open for this long after its end, and longer while somebody is in.
inline constexpr std::chrono::minutes kOpenAfterEnd{15};

class SeriesDates {
 public:
  // The current occurrence is the latest one that has opened; but while one runs and the next has
  // opened before its start, it is the running one. Cancelled ones do not count.
  struct Moment {
    std::optional<Occurrence> current;
    std::optional<Occurrence> next;  // the first that has not opened
  };

  // Refuses a series whose zone has no rules here.
  static Outcome<SeriesDates> make(const Meeting& meeting, std::vector<OccurrenceChange> changes,
                                   const FindTimeZone& find_zone);

  // Without the occurrence that the host ended last: the next one opens beside it.
  Moment at(base::WallTime now, std::chrono::seconds opens_early) const;
  // Those of which some part lies in the window, by their starts; cancelled ones, too.
  std::vector<Occurrence> between(const TimeWindow& window) const;
  // The occurrence that the rule has at this moment; nullopt if it has none.
  std::optional<Occurrence> find(base::WallTime start_by_rule) const;
  // The occurrence that the rule has on this day of the zone's clocks; nullopt if it has none or
  // several.
  std::optional<Occurrence> find_on(std::chrono::local_days day) const;
  // Those that differ from the rule, by their starts by the rule.
  std::vector<Occurrence> changed() const;
  // How many of the rule are before this one.
  unsigned count_before(const Occurrence& occurrence) const;
  std::optional<Occurrence> last_before(const Occurrence& occurrence) const;

  const TimeZone& zone() const noexcept { return *zone_; }
  const Recurrence& rule() const noexcept { return rule_; }

 private:
  SeriesDates() = default;
  OccurrenceWalk walk() const { return {rule_, start_, *zone_}; }
  Occurrence plain(const OccurrenceTime& time) const;
  Occurrence with_change(const OccurrenceTime& time, const OccurrenceChange& change) const;
  Occurrence of(const OccurrenceTime& time) const;

  std::unique_ptr<const TimeZone> zone_;
  Recurrence rule_;
  LocalTime start_;
  std::string title_;
  std::chrono::minutes duration_{0};
  std::map<LocalTime, OccurrenceChange> changes_;
  std::optional<LocalTime> closed_;  // the occurrence that the host ended last
};

}  // namespace meetings
