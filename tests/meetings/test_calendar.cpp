// SPDX-License-Identifier: MIT
// Calendars: what is written of a meeting and of a series, that no text ends its line, and the
// zones as programs read them.
#include "meetings/calendar.hpp"

#include "meetings/store/time_zones.hpp"
#include "meetings/zone_rules.hpp"
#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;

namespace {

const store::TimeZones kZones;

base::WallTime utc(std::string_view text) { return *base::parse_iso8601(text); }

CalendarZone zone_of(std::string_view name) {
  std::shared_ptr<const TimeZone> rules = kZones.find(name);
  if (!rules) lectern_test::check_failed("no zone " + std::string{name}, __FILE__, __LINE__);
  return {std::string{name}, rules};
}

CalendarEvent latin() {
  CalendarEvent event;
  event.uid = "1-2-3";
  event.sequence = 2;
  event.stamp = utc("2026-03-01T08:00:00Z");
  event.created = utc("2026-02-01T08:00:00Z");
  event.starts_at = utc("2026-03-02T09:00:00Z");
  event.ends_at = utc("2026-03-02T09:45:00Z");
  event.title = "Latin";
  event.url = "https://meet.example.org/j/kabo";
  return event;
}

// The lines without their folds.
std::vector<std::string> lines_of(const Calendar& calendar) {
  std::vector<std::string> lines;
  std::string_view text;
  const std::string printed = print_calendar(calendar);
  for (text = printed; !text.empty();) {
    const std::size_t end = text.find("\r\n");
    CHECK(end != std::string_view::npos && end <= 75);
    const std::string_view line = text.substr(0, end);
    if (line.starts_with(' ')) lines.back() += line.substr(1);
    else lines.emplace_back(line);
    text.remove_prefix(end + 2);
  }
  return lines;
}

bool has(const std::vector<std::string>& lines, std::string_view line) {
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

std::size_t count(const std::vector<std::string>& lines, std::string_view beginning) {
  return static_cast<std::size_t>(std::count_if(
      lines.begin(), lines.end(), [&](const auto& line) { return line.starts_with(beginning); }));
}

void one_meeting_is_in_utc() {
  const auto lines = lines_of({CalendarMethod::request, {}, {latin()}});
  for (const char* line :
       {"METHOD:REQUEST", "VERSION:2.0", "UID:1-2-3", "SEQUENCE:2", "DTSTAMP:20260301T080000Z",
        "DTSTART:20260302T090000Z", "DTEND:20260302T094500Z", "SUMMARY:Latin", "STATUS:CONFIRMED",
        "LOCATION:https://meet.example.org/j/kabo", "URL:https://meet.example.org/j/kabo",
        "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://meet.example.org/j/kabo"})
    CHECK_EQ(has(lines, line) ? line : "missing " + std::string{line}, line);
  CHECK_EQ(count(lines, "BEGIN:VTIMEZONE"), 0u);
}

void people_stand_with_their_answers() {
  CalendarEvent event = latin();
  event.organizer = CalendarPerson{"Ada", "rsvp+1@meet.example.org"};
  event.guests = {{{"Eve, of \"Kent\"^n", "eve@example.net"}, InviteStatus::accepted},
                  {{"", "a%b?c@example.net"}, InviteStatus::pending}};
  const auto lines = lines_of({CalendarMethod::request, {}, {event}});
  CHECK(has(lines, "ORGANIZER;CN=Ada:mailto:rsvp+1@meet.example.org"));
  CHECK(has(lines,
            "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=TRUE;"
            "CN=\"Eve, of Kentn\":mailto:eve@example.net"));
  CHECK(has(lines,
            "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:"
            "mailto:a%25b%3Fc@example.net"));
}

void no_text_ends_its_line() {
  const std::string evil = "x\r\nATTENDEE:mailto:mallory@example.net\r\n";
  CalendarEvent event = latin();
  event.uid = event.title = event.description = event.url = evil;
  event.organizer = CalendarPerson{evil, evil};
  event.guests = {{{evil, evil}, InviteStatus::pending}};
  const auto lines = lines_of({CalendarMethod::publish, evil, {event}});
  CHECK_EQ(count(lines, "ATTENDEE"), 1u);
}

void a_series_has_its_zone_rule_and_exceptions() {
  CalendarEvent event = latin();
  event.zone = zone_of("Europe/Berlin");
  event.rule = "FREQ=WEEKLY;UNTIL=20260601T080000Z;BYDAY=MO";
  event.exceptions = {utc("2026-03-09T09:00:00Z"), utc("2026-04-06T08:00:00Z")};
  CalendarEvent moved = latin();
  moved.zone = event.zone;
  moved.recurrence_id = utc("2026-03-30T08:00:00Z");
  moved.starts_at = utc("2026-03-30T11:00:00Z");
  moved.ends_at = utc("2026-03-30T12:00:00Z");
  const auto lines = lines_of({CalendarMethod::publish, "School", {event, moved}});
  for (const char* line :
       {"DTSTART;TZID=Europe/Berlin:20260302T100000",
        "RRULE:FREQ=WEEKLY;UNTIL=20260601T080000Z;BYDAY=MO",
        "EXDATE;TZID=Europe/Berlin:20260309T100000", "EXDATE;TZID=Europe/Berlin:20260406T100000",
        "RECURRENCE-ID;TZID=Europe/Berlin:20260330T100000",
        "DTSTART;TZID=Europe/Berlin:20260330T130000", "TZID:Europe/Berlin",
        "DTSTART:19700329T020000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "DTSTART:19701025T030000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "TZOFFSETTO:+0200",
        "X-WR-CALNAME:School", "NAME:School", "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H"})
    CHECK_EQ(has(lines, line) ? line : "missing " + std::string{line}, line);
  CHECK_EQ(count(lines, "BEGIN:VTIMEZONE"), 1u);
}

void a_cancellation_has_no_link_and_no_alarm() {
  CalendarEvent event = latin();
  event.cancelled = true;
  event.alarm = 10min;
  auto lines = lines_of({CalendarMethod::cancel, {}, {event}});
  CHECK(has(lines, "STATUS:CANCELLED"));
  CHECK_EQ(count(lines, "URL") + count(lines, "BEGIN:VALARM"), 0u);
  // A guest who is taken off: the meeting takes place.
  event.cancelled = false;
  lines = lines_of({CalendarMethod::cancel, {}, {event}});
  CHECK_EQ(count(lines, "STATUS") + count(lines, "BEGIN:VALARM"), 0u);
  lines = lines_of({CalendarMethod::publish, {}, {event}});
  CHECK(has(lines, "TRIGGER:-PT10M") && has(lines, "ACTION:DISPLAY"));
}

std::string rules_of(const char* name, const char* from, const char* to) {
  const ZoneRules rules = zone_rules(*zone_of(name).rules, utc(from), utc(to));
  std::string out = std::to_string(rules.first.count() / 60);
  for (const YearlyShift& shift : rules.yearly) {
    out += " " + std::to_string(static_cast<unsigned>(shift.month)) + "/" +
           std::to_string(shift.day.nth) + "/" + std::to_string(shift.day.day.iso_encoding()) +
           "@" + std::to_string(shift.time_of_day.count() / 60) + ":" +
           std::to_string(shift.to.count() / 60);
  }
  return out + " " + std::to_string(rules.shifts.size());
}

void zones_have_two_rules_one_offset_or_single_changes() {
  CHECK_EQ(rules_of("Europe/Berlin", "2026-03-01T00:00:00Z", "2030-01-01T00:00:00Z"),
           "60 3/-1/7@120:120 10/-1/7@180:60 0");
  CHECK_EQ(rules_of("America/New_York", "2026-03-01T00:00:00Z", "2030-01-01T00:00:00Z"),
           "-300 3/2/7@120:-240 11/1/7@120:-300 0");
  CHECK_EQ(rules_of("Australia/Sydney", "2026-03-01T00:00:00Z", "2030-01-01T00:00:00Z"),
           "660 4/1/7@180:600 10/1/7@120:660 0");
  // It ended daylight saving time in 2019.
  CHECK_EQ(rules_of("America/Sao_Paulo", "2026-03-01T00:00:00Z", "2030-01-01T00:00:00Z"), "-180 0");
  CHECK_EQ(rules_of("Asia/Kolkata", "2026-03-01T00:00:00Z", "2030-01-01T00:00:00Z"), "330 0");
  CHECK_EQ(rules_of("UTC", "2026-03-01T00:00:00Z", "2030-01-01T00:00:00Z"), "0 0");
  // By the moon: no yearly rule.
  CHECK_EQ(rules_of("Africa/Casablanca", "2026-03-01T00:00:00Z", "2028-01-01T00:00:00Z"), "60 6");
}

}  // namespace

int main() {
  return lectern_test::run(
      "calendar", {TEST(one_meeting_is_in_utc), TEST(people_stand_with_their_answers),
                   TEST(no_text_ends_its_line), TEST(a_series_has_its_zone_rule_and_exceptions),
                   TEST(a_cancellation_has_no_link_and_no_alarm),
                   TEST(zones_have_two_rules_one_offset_or_single_changes)});
}
