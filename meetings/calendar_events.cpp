// SPDX-License-Identifier: MIT
#include "meetings/calendar_events.hpp"

#include <algorithm>
#include <utility>

namespace meetings {
namespace {

std::chrono::minutes duration_of(const Meeting& meeting) {
  return meeting.duration_minutes ? std::chrono::minutes{*meeting.duration_minutes}
                                  : kUsualDuration;
}

// A date without a duration ends when it begins; a calendar shows it with the usual one.
base::WallTime end_of(base::WallTime start, base::WallTime end) {
  return end > start ? end : start + kUsualDuration;
}

// The link on the first line: some programs show nothing else.
std::string describe(const Meeting& meeting, const std::string& url) {
  return url + "\n\n" + meeting.code;
}

CalendarEvent common(const Meeting& meeting, const EventTerms& terms) {
  CalendarEvent event;
  event.uid = meeting.id.value();
  event.sequence = terms.sequence;
  event.stamp = terms.stamp;
  event.created = meeting.created_at;
  event.title = meeting.title;
  event.description = describe(meeting, terms.url);
  event.url = terms.url;
  event.comment = terms.comment;
  event.cancelled = meeting.cancelled;
  event.organizer = terms.organizer;
  event.guests = terms.guests;
  event.alarm = terms.alarm;
  return event;
}

const DateAnswer* answer_at(const EventTerms& terms, const Occurrence& date) {
  const auto own =
      std::ranges::find(terms.dates, print_local_time(date.name.local), &DateAnswer::occurrence);
  return own == terms.dates.end() ? nullptr : &*own;
}

// RFC 5546 section 3.2.1: what is published has no ATTENDEE that could say so.
bool is_left_out(const EventTerms& terms, const Occurrence& date) {
  const DateAnswer* own = answer_at(terms, date);
  return terms.guests.empty() && own != nullptr && own->status == InviteStatus::declined;
}

// The dates that differ, and those that only the guest's answer makes differ.
std::vector<Occurrence> differing(const SeriesDates& dates, const EventTerms& terms) {
  std::vector<Occurrence> all = dates.changed();
  for (const DateAnswer& own : terms.dates) {
    const auto local = parse_local_time(own.occurrence);
    const auto date = local ? dates.find(dates.zone().read(*local).at) : std::nullopt;
    if (date && !date->changed && date->ends_at > terms.stamp) all.push_back(*date);
  }
  return all;
}

CalendarEvent event_of(const Meeting& meeting, const Occurrence& date, CalendarZone zone,
                       const EventTerms& terms) {
  CalendarEvent event = common(meeting, terms);
  event.title = date.title;
  event.starts_at = date.starts_at;
  event.ends_at = end_of(date.starts_at, date.ends_at);
  event.zone = std::move(zone);
  event.recurrence_id = date.name.at;
  event.cancelled = event.cancelled || date.cancelled;
  if (const DateAnswer* own = answer_at(terms, date)) {
    for (CalendarGuest& guest : event.guests) guest.status = own->status;
  }
  return event;
}

std::optional<CalendarZone> zone_of(const std::string& name, const FindTimeZone& find_zone) {
  std::shared_ptr<const TimeZone> rules = find_zone ? find_zone(name) : nullptr;
  if (!rules) return std::nullopt;
  return CalendarZone{name, std::move(rules)};
}

}  // namespace

std::int64_t calendar_sequence(const Meeting& meeting, const Invitation* invitation) noexcept {
  return meeting.version - 1 + (invitation == nullptr ? 0 : invitation->revocations);
}

Outcome<std::vector<CalendarEvent>> events_of(const Meeting& meeting, const SeriesDates* dates,
                                              const EventTerms& terms,
                                              const FindTimeZone& find_zone) {
  if (!meeting.scheduled_at) return std::vector<CalendarEvent>{};
  CalendarEvent event = common(meeting, terms);
  event.starts_at = *meeting.scheduled_at;
  event.ends_at = event.starts_at + duration_of(meeting);
  if (!meeting.series || dates == nullptr) return std::vector{std::move(event)};
  event.zone = zone_of(meeting.timezone.value_or(std::string{}), find_zone);
  if (!event.zone) return refuse(RefusalCode::internal, "The series' zone has no rules here.");
  event.rule = print_recurrence(with_fixed_end(dates->rule(), dates->zone()));
  std::vector<CalendarEvent> events{std::move(event)};
  if (meeting.cancelled) return events;
  for (const Occurrence& date : differing(*dates, terms)) {
    const bool absent = date.cancelled || is_left_out(terms, date);
    if (!date.changed && !absent && terms.guests.empty()) continue;
    if (absent) events.front().exceptions.push_back(date.name.at);
    else events.push_back(event_of(meeting, date, *events.front().zone, terms));
  }
  return events;
}

std::optional<CalendarEvent> event_of_date(const Meeting& meeting, const base::Json& date,
                                           const EventTerms& terms, const FindTimeZone& find_zone) {
  const auto original = base::parse_iso8601(date["original_start"].text());
  const auto start = base::parse_iso8601(date["starts_at"].text());
  const auto end = base::parse_iso8601(date["ends_at"].text());
  auto zone = zone_of(date["timezone"].text(), find_zone);
  if (!original || !start || !end || !zone) return std::nullopt;
  Occurrence one;
  one.name.at = *original;
  one.name.local = zone->rules->local_time(*original);
  one.starts_at = *start;
  one.ends_at = *end;
  one.title = date["title"].text();
  one.cancelled = date["cancelled"].as_bool().value_or(false);
  return event_of(meeting, one, std::move(*zone), terms);
}

}  // namespace meetings
