// SPDX-License-Identifier: MIT
#include "meetings/occurrences.hpp"

#include <libical/ical.h>

#include "meetings/ical_time.hpp"

namespace meetings {
namespace {

LocalTime from_ical(const icaltimetype& time) {
  const std::chrono::year_month_day date{std::chrono::year{time.year},
                                         std::chrono::month{static_cast<unsigned>(time.month)},
                                         std::chrono::day{static_cast<unsigned>(time.day)}};
  return std::chrono::local_days{date} + std::chrono::hours{time.hour} +
         std::chrono::minutes{time.minute} + std::chrono::seconds{time.second};
}

struct FreeIterator {
  void operator()(icalrecur_iterator* iterator) const noexcept {
    icalrecur_iterator_free(iterator);
  }
};

// By how much libical's dates are earlier than ours. libical 3.0.16 finds wrong dates of a weekly
// rule with an interval whose week begins on a Friday or Saturday, so libical's weeks begin on
// Mondays.
std::chrono::days shift_of(const Recurrence& rule) { return rule.week_start - std::chrono::Monday; }

// The rule without its end, which OccurrenceWalk judges after the conversion.
icalrecurrencetype endless(Recurrence rule) {
  rule.count.reset();
  rule.until.reset();
  for (RuleDay& day : rule.by_day) day.day -= shift_of(rule);
  rule.week_start = std::chrono::Monday;
  return icalrecurrencetype_from_string(print_recurrence(rule).c_str());
}

}  // namespace

struct OccurrenceWalk::Dates {
  std::unique_ptr<icalrecur_iterator, FreeIterator> iterator;
};

OccurrenceWalk::OccurrenceWalk(const Recurrence& rule, LocalTime start, const TimeZone& zone)
    : rule_(with_fixed_end(rule, zone)), zone_(zone), dates_(std::make_unique<Dates>()) {
  dates_->iterator.reset(icalrecur_iterator_new(endless(rule_), to_ical(start - shift_of(rule_))));
}

OccurrenceWalk::~OccurrenceWalk() = default;

std::optional<OccurrenceTime> OccurrenceWalk::next() {
  if (rule_.count && found_ >= *rule_.count) return std::nullopt;
  while (dates_->iterator && steps_ < kMostSteps) {
    ++steps_;
    const icaltimetype date = icalrecur_iterator_next(dates_->iterator.get());
    if (icaltime_is_null_time(date) != 0) break;
    const LocalTime local = from_ical(date) + shift_of(rule_);
    const TimeZone::Reading reading = zone_.read(local);
    if (rule_.until && reading.at > std::get<base::WallTime>(*rule_.until)) break;
    if (!reading.exists) continue;
    ++found_;
    return OccurrenceTime{local, reading.at};
  }
  dates_->iterator.reset();
  return std::nullopt;
}

std::vector<OccurrenceTime> occurrences(const Recurrence& rule, LocalTime start,
                                        const TimeZone& zone, const TimeWindow& window,
                                        std::size_t limit) {
  std::vector<OccurrenceTime> found;
  OccurrenceWalk walk(rule, start, zone);
  while (found.size() < limit) {
    const auto next = walk.next();
    if (!next || next->at >= window.to) break;
    if (next->at >= window.from) found.push_back(*next);
  }
  return found;
}

}  // namespace meetings
