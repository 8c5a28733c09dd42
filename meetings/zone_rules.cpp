// SPDX-License-Identifier: MIT
#include "meetings/zone_rules.hpp"

#include <algorithm>
#include <optional>

namespace meetings {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::year;

seconds offset_at(const TimeZone& zone, base::WallTime at) {
  const auto whole = std::chrono::floor<seconds>(at);
  return zone.local_time(whole).time_since_epoch() - whole.time_since_epoch();
}

// The second at which the offset changes between two moments, of which the later one has another.
base::WallTime change_between(const TimeZone& zone, base::WallTime low, base::WallTime high) {
  const seconds before = offset_at(zone, low);
  while (high - low > seconds{1}) {
    const auto middle = low + std::chrono::floor<seconds>((high - low) / 2);
    (offset_at(zone, middle) == before ? low : high) = middle;
  }
  return high;
}

std::vector<ZoneShift> shifts_between(const TimeZone& zone, base::WallTime from,
                                      base::WallTime to) {
  constexpr days kStep{7};
  std::vector<ZoneShift> found;
  for (base::WallTime at = from; at < to; at += kStep) {
    const base::WallTime next = std::min<base::WallTime>(at + kStep, to);
    const seconds before = offset_at(zone, at), after = offset_at(zone, next);
    if (before != after) found.push_back({change_between(zone, at, next), before, after});
  }
  return found;
}

std::chrono::year_month_day date_of(const ZoneShift& shift) {
  return std::chrono::year_month_day{std::chrono::floor<days>(shift.local())};
}

YearlyShift yearly(const ZoneShift& shift, int nth) {
  const auto day = std::chrono::floor<days>(shift.local());
  return {date_of(shift).month(),
          {nth, std::chrono::weekday{day}},
          shift.local() - day,
          shift.from,
          shift.to};
}

// The rule that all these shifts follow, one for each year; nullopt if there is none.
std::optional<YearlyShift> rule_of(const std::vector<ZoneShift>& shifts) {
  if (shifts.empty()) return std::nullopt;
  const unsigned day = static_cast<unsigned>(date_of(shifts.front()).day());
  for (const int nth : {-1, static_cast<int>((day - 1) / 7) + 1}) {
    const YearlyShift rule = yearly(shifts.front(), nth);
    const bool holds = std::all_of(shifts.begin(), shifts.end(), [&](const ZoneShift& shift) {
      return rule.in(date_of(shift).year()) == shift.local() && rule.from == shift.from &&
             rule.to == shift.to;
    });
    if (holds) return rule;
  }
  return std::nullopt;
}

base::WallTime start_of(year which) {
  return base::WallTime{std::chrono::sys_days{which / std::chrono::January / 1}};
}

year year_of(base::WallTime at) {
  return std::chrono::year_month_day{std::chrono::floor<days>(at)}.year();
}

// Two rules, if exactly two hold in each of the years.
std::vector<YearlyShift> yearly_rules(const std::vector<ZoneShift>& shifts, std::size_t years) {
  if (shifts.size() != 2 * years) return {};
  std::vector<ZoneShift> firsts, seconds_;
  for (std::size_t i = 0; i < shifts.size(); ++i)
    (i % 2 == 0 ? firsts : seconds_).push_back(shifts[i]);
  const auto first = rule_of(firsts), second = rule_of(seconds_);
  if (!first || !second) return {};
  return {*first, *second};
}

}  // namespace

LocalTime YearlyShift::in(year which) const {
  const std::chrono::local_days date =
      day.nth < 0
          ? std::chrono::local_days{which / month / day.day[std::chrono::last]}
          : std::chrono::local_days{which / month / day.day[static_cast<unsigned>(day.nth)]};
  return LocalTime{date} + time_of_day;
}

ZoneRules zone_rules(const TimeZone& zone, base::WallTime from, base::WallTime to) {
  const year first = year_of(from);
  const year last = std::clamp(year_of(to), first, first + std::chrono::years{kMostZoneYears - 1});
  ZoneRules rules;
  rules.first = offset_at(zone, start_of(first));
  rules.shifts = shifts_between(zone, start_of(first), start_of(last + std::chrono::years{1}));
  rules.yearly = yearly_rules(rules.shifts, static_cast<std::size_t>((last - first).count()) + 1);
  if (!rules.yearly.empty()) rules.shifts.clear();
  return rules;
}

}  // namespace meetings
