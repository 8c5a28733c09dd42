// SPDX-License-Identifier: MIT
#include "meetings/series_rules.hpp"

namespace meetings {
namespace {

LocalTime end_of_day(LocalTime time) {
  return std::chrono::floor<std::chrono::days>(time) + std::chrono::days{1} -
         std::chrono::seconds{1};
}

// The end of the day of this occurrence as an UNTIL in UTC.
base::WallTime last_moment_of_day(const TimeZone& zone, LocalTime time) {
  return zone.read(end_of_day(time)).at;
}

Outcome<void> check_fields(const Meeting& meeting) {
  if (meeting.type == MeetingType::instant)
    return refuse_field("recurrence", "An instant meeting has no time, so it cannot recur.");
  if (!meeting.scheduled_at)
    return refuse_field("scheduled_at", "A series needs the time of its first occurrence.");
  if (!meeting.timezone)
    return refuse_field("timezone", "A series needs its time zone, such as Europe/Berlin.");
  if (!meeting.duration_minutes)
    return refuse_field("duration_minutes", "A series needs its duration.");
  return {};
}

}  // namespace

Outcome<LocalTime> check_local_start(base::WallTime at, const TimeZone& zone) {
  const LocalTime local = zone.local_time(at);
  if (zone.read(local).at != std::chrono::floor<std::chrono::seconds>(at)) {
    return refuse_field("scheduled_at",
                        "The clocks show this time twice, and this is the second. A series takes "
                        "the first.");
  }
  return local;
}

Outcome<void> plan_series(Meeting& meeting, std::string_view rule, const FindTimeZone& find_zone) {
  TRY(check_fields(meeting));
  TRY(auto recurrence, parse_recurrence(rule));
  const auto zone = find_zone ? find_zone(*meeting.timezone) : nullptr;
  if (!zone) return refuse_field("timezone", "This server has no rules of this time zone.");
  TRY(const LocalTime start, check_local_start(*meeting.scheduled_at, *zone));
  meeting.scheduled_at = zone->read(start).at;
  recurrence = with_fixed_end(std::move(recurrence), *zone);
  const auto first = OccurrenceWalk(recurrence, start, *zone).next();
  if (!first || first->local != start) {
    return refuse_field("recurrence",
                        "scheduled_at is no date of this rule in the meeting's time zone.");
  }
  SeriesPlan plan;
  plan.id = meeting.series ? meeting.series->id : meeting.id;
  plan.rule = print_recurrence(recurrence);
  plan.start = print_local_time(start);
  if (meeting.series) plan.continued_by = meeting.series->continued_by;
  meeting.series = std::move(plan);
  return {};
}

std::string movable_rule(const Recurrence& rule, const TimeZone& zone) {
  Recurrence out = with_fixed_end(rule, zone);
  if (out.until) out.until = end_of_day(zone.local_time(std::get<base::WallTime>(*out.until)));
  return print_recurrence(out);
}

SplitRules split_rules(const SeriesDates& dates, const Occurrence& first_of_next) {
  Recurrence before = dates.rule();
  Recurrence from = dates.rule();
  if (const auto last = dates.last_before(first_of_next))
    before.until = last_moment_of_day(dates.zone(), last->name.local);
  before.count.reset();
  if (from.count) {
    const unsigned left = *from.count - dates.count_before(first_of_next);
    from.count = left;
    // A COUNT of 1 is none that calendar programs take.
    if (left == 1) {
      from.count.reset();
      from.until = last_moment_of_day(dates.zone(), first_of_next.name.local);
    }
  }
  return {print_recurrence(before), print_recurrence(from)};
}

Outcome<Occurrence> find_occurrence(const SeriesDates& dates, base::WallTime start_by_rule) {
  auto found = dates.find(start_by_rule);
  if (!found)
    return refuse_field("occurrence", "The series has no occurrence with this original start.");
  return std::move(*found);
}

}  // namespace meetings
