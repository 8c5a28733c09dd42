// SPDX-License-Identifier: MIT
// When the occurrences of a rule take place: in the zones of this system, across changes of their
// clocks, and as python-dateutil computes them (tests/vectors/recurrence).
#include "meetings/occurrences.hpp"

#include <fstream>

#include "base/json.hpp"
#include "base/text_file.hpp"
#include "meetings/store/time_zones.hpp"
#include "tests/meetings/world.hpp"
#include "tests/support/source_tree.hpp"

using namespace meetings;

namespace {

const store::TimeZones kZones;

std::unique_ptr<const TimeZone> zone_of(std::string_view name) {
  auto zone = kZones.find(name);
  if (!zone) lectern_test::check_failed("no zone " + std::string{name}, __FILE__, __LINE__);
  return zone;
}

LocalTime local(std::string_view text) { return *parse_local_time(text); }
base::WallTime utc(std::string_view text) { return *base::parse_iso8601(text); }

// The first occurrences, each printed by `print`, with "end" where the rule has no more.
template <class Print>
std::string printed(std::string_view zone_name, std::string_view start, std::string_view rule,
                    std::size_t limit, Print print) {
  const auto zone = zone_of(zone_name);
  OccurrenceWalk walk(OK(parse_recurrence(rule)), local(start), *zone);
  std::string out;
  for (std::size_t i = 0; i < limit; ++i) {
    const auto next = walk.next();
    if (!next) return out + " end";
    if (!out.empty()) out += ' ';
    out += print(*next);
  }
  return out;
}

// "20260328T0230=01:30Z …", the local time and that of UTC.
std::string times(std::string_view zone_name, std::string_view start, std::string_view rule,
                  std::size_t limit) {
  return printed(zone_name, start, rule, limit, [](const OccurrenceTime& next) {
    return print_local_time(next.local).substr(4, 9) + '=' +
           base::print_iso8601(next.at).substr(11, 5) + 'Z';
  });
}

// Only the dates: "0131 0331 …".
std::string dates(std::string_view start, std::string_view rule, std::size_t limit) {
  return printed("Europe/Berlin", start, rule, limit, [](const OccurrenceTime& next) {
    return print_local_time(next.local).substr(2, 6);
  });
}

struct Row {
  std::string_view zone;
  std::string_view start;
  std::string_view rule;
  std::string_view expected;
};

// RFC 5545 3.3.10: an occurrence at a local time that does not exist is ignored and not counted
// RFC 5545 3.3.5: of a local time that occurs twice, the first is meant
void clocks_change() {
  for (const Row& row : std::initializer_list<Row>{
           // 02:30 does not exist on 29 March; libical with a zone gets the 30th wrong, too.
           {"Europe/Berlin", "20260327T023000", "FREQ=DAILY",
            "0327T0230=01:30Z 0328T0230=01:30Z 0330T0230=00:30Z 0331T0230=00:30Z"},
           {"Europe/Berlin", "20260328T023000", "FREQ=DAILY;COUNT=3",
            "0328T0230=01:30Z 0330T0230=00:30Z 0331T0230=00:30Z end"},
           {"Europe/Berlin", "20260322T023000", "FREQ=WEEKLY",
            "0322T0230=01:30Z 0405T0230=00:30Z 0412T0230=00:30Z 0419T0230=00:30Z"},
           // 02:30 occurs twice on 25 October, first in summer time.
           {"Europe/Berlin", "20261024T023000", "FREQ=DAILY",
            "1024T0230=00:30Z 1025T0230=00:30Z 1026T0230=01:30Z 1027T0230=01:30Z"},
           {"Europe/Berlin", "20261023T100000", "FREQ=WEEKLY;BYDAY=FR",
            "1023T1000=08:00Z 1030T1000=09:00Z 1106T1000=09:00Z 1113T1000=09:00Z"},
           {"America/New_York", "20260307T023000", "FREQ=DAILY",
            "0307T0230=07:30Z 0309T0230=06:30Z 0310T0230=06:30Z 0311T0230=06:30Z"},
           {"America/New_York", "20261031T013000", "FREQ=DAILY",
            "1031T0130=05:30Z 1101T0130=05:30Z 1102T0130=06:30Z 1103T0130=06:30Z"},
           // Lord Howe moves its clocks by half an hour: 02:15 is skipped, 01:45 occurs twice.
           {"Australia/Lord_Howe", "20261003T021500", "FREQ=DAILY",
            "1003T0215=15:45Z 1005T0215=15:15Z 1006T0215=15:15Z 1007T0215=15:15Z"},
           {"Australia/Lord_Howe", "20260404T014500", "FREQ=DAILY",
            "0404T0145=14:45Z 0405T0145=14:45Z 0406T0145=15:15Z 0407T0145=15:15Z"},
           // Samoa had no 30 December 2011.
           {"Pacific/Apia", "20111228T100000", "FREQ=DAILY",
            "1228T1000=20:00Z 1229T1000=20:00Z 1231T1000=20:00Z 0101T1000=20:00Z"},
           // Sao Paulo had summer time until 2019; Istanbul kept it for ever in 2016.
           {"America/Sao_Paulo", "20260131T100000", "FREQ=MONTHLY;BYMONTHDAY=15",
            "0215T1000=13:00Z 0315T1000=13:00Z 0415T1000=13:00Z 0515T1000=13:00Z"},
           {"Europe/Istanbul", "20160915T100000", "FREQ=MONTHLY",
            "0915T1000=07:00Z 1015T1000=07:00Z 1115T1000=07:00Z 1215T1000=07:00Z"},
           // Beyond 2037 the zone files have only their footer.
           {"Europe/Berlin", "20500115T100000", "FREQ=MONTHLY;INTERVAL=6",
            "0115T1000=09:00Z 0715T1000=08:00Z 0115T1000=09:00Z 0715T1000=08:00Z"},
           {"Asia/Kathmandu", "20260101T100000", "FREQ=DAILY",
            "0101T1000=04:15Z 0102T1000=04:15Z 0103T1000=04:15Z 0104T1000=04:15Z"},
           {"UTC", "20260329T023000", "FREQ=DAILY",
            "0329T0230=02:30Z 0330T0230=02:30Z 0331T0230=02:30Z 0401T0230=02:30Z"}})
    CHECK_EQ(times(row.zone, row.start, row.rule, 4), row.expected);
}

void calendars_have_holes() {
  CHECK_EQ(dates("20260131T100000", "FREQ=MONTHLY", 5), "260131 260331 260531 260731 260831");
  CHECK_EQ(dates("20260131T100000", "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", 9),
           "260131 260331 260531 end");
  CHECK_EQ(dates("20240229T100000", "FREQ=YEARLY", 3), "240229 280229 320229");
  CHECK_EQ(dates("20240229T100000", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", 3),
           "240229 280229 320229");
  CHECK_EQ(dates("20960229T100000", "FREQ=YEARLY", 2), "960229 040229");  // 2100 is no leap year
  CHECK_EQ(dates("20260130T100000", "FREQ=MONTHLY;BYDAY=5FR", 4), "260130 260529 260731 261030");
  CHECK_EQ(dates("20260130T100000", "FREQ=MONTHLY;BYDAY=-1FR", 4), "260130 260227 260327 260424");
  CHECK_EQ(dates("20260113T100000", "FREQ=MONTHLY;BYDAY=2TU", 3), "260113 260210 260310");
  CHECK_EQ(dates("20260329T100000", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", 3), "260329 270328 280326");
}

// The example of RFC 5545 section 3.8.5.3, and days before the first.
// RFC 5545 3.3.10: WKST matters where a weekly rule has an interval
void the_week_has_a_first_day() {
  CHECK_EQ(dates("19970805T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", 9),
           "970805 970810 970819 970824 end");
  CHECK_EQ(dates("19970805T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", 9),
           "970805 970817 970819 970831 end");
  CHECK_EQ(dates("20260304T090000", "FREQ=WEEKLY;BYDAY=MO,WE", 3), "260304 260309 260311");
}

// RFC 5545 3.3.10: UNTIL is inclusive
void until_is_inclusive() {
  const auto ends = [](std::string_view until) {
    return dates("20260301T100000", "FREQ=DAILY;UNTIL=" + std::string{until}, 9);
  };
  CHECK_EQ(ends("20260303"), "260301 260302 260303 end");
  CHECK_EQ(ends("20260303T100000"), "260301 260302 260303 end");
  CHECK_EQ(ends("20260303T095959"), "260301 260302 end");
  CHECK_EQ(ends("20260303T090000Z"), "260301 260302 260303 end");
  CHECK_EQ(ends("20260303T085959Z"), "260301 260302 end");
  CHECK_EQ(ends("20260228"), " end");
  // The last day before the clocks change, and the day itself.
  CHECK_EQ(dates("20260328T023000", "FREQ=DAILY;UNTIL=20260329T023000", 9), "260328 end");
  CHECK_EQ(dates("20260328T023000", "FREQ=DAILY;UNTIL=20260330T023000", 9), "260328 260330 end");
}

void a_local_end_becomes_a_moment() {
  const auto fixed = [](std::string_view rule, std::string_view zone) {
    return print_recurrence(with_fixed_end(OK(parse_recurrence(rule)), *zone_of(zone)));
  };
  CHECK_EQ(fixed("FREQ=DAILY;UNTIL=20261218", "Europe/Berlin"),
           "FREQ=DAILY;UNTIL=20261218T225959Z");
  CHECK_EQ(fixed("FREQ=DAILY;UNTIL=20261218", "Asia/Tokyo"), "FREQ=DAILY;UNTIL=20261218T145959Z");
  CHECK_EQ(fixed("FREQ=DAILY;UNTIL=20261218T225959Z", "Asia/Tokyo"),
           "FREQ=DAILY;UNTIL=20261218T225959Z");
  CHECK_EQ(fixed("FREQ=DAILY", "Asia/Tokyo"), "FREQ=DAILY");
}

void a_window_shows_a_part() {
  const auto berlin = zone_of("Europe/Berlin");
  const Recurrence daily = OK(parse_recurrence("FREQ=DAILY"));
  const auto count = [&](std::string_view from, std::string_view to, std::size_t limit) {
    return occurrences(daily, local("20260301T100000"), *berlin, {utc(from), utc(to)}, limit)
        .size();
  };
  CHECK_EQ(count("2026-03-01T00:00:00Z", "2026-03-11T00:00:00Z", 100), 10u);
  CHECK_EQ(count("2026-03-01T00:00:00Z", "2026-03-11T00:00:00Z", 3), 3u);
  CHECK_EQ(count("2026-03-01T09:00:00Z", "2026-03-02T09:00:00Z", 100), 1u);
  CHECK_EQ(count("2026-03-01T09:00:01Z", "2026-03-02T09:00:01Z", 100), 1u);
  CHECK_EQ(count("2025-03-01T00:00:00Z", "2026-03-01T00:00:00Z", 100), 0u);
  CHECK_EQ(count("2026-03-11T00:00:00Z", "2026-03-01T00:00:00Z", 100), 0u);
  CHECK_EQ(count("2040-03-01T00:00:00Z", "2040-03-02T00:00:00Z", 100), 1u);
  // The work of an endless rule is bounded: 27 years.
  CHECK_EQ(count("9000-01-01T00:00:00Z", "9999-01-01T00:00:00Z", 100), 0u);
  OccurrenceWalk walk(daily, local("20260301T100000"), *berlin);
  unsigned steps = 0;
  while (walk.next()) ++steps;
  CHECK_EQ(steps, OccurrenceWalk::kMostSteps);
  CHECK(!walk.next());
}

void sparse_rules_cost_little() {
  const auto berlin = zone_of("Europe/Berlin");
  for (const std::string_view rule :
       {"FREQ=YEARLY;INTERVAL=99;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;INTERVAL=99;BYMONTH=2",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30", "FREQ=MONTHLY;INTERVAL=12;BYDAY=5SU"}) {
    OccurrenceWalk walk(OK(parse_recurrence(rule)), local("20280229T100000"), *berlin);
    unsigned steps = 0;
    while (walk.next()) ++steps;
    CHECK(steps < 1000);
  }
}

void zones_are_found_by_name() {
  for (const char* name : {"", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "UTC0",
                           "file:/etc/passwd", "localtime", "W. Europe Standard Time"})
    CHECK(!kZones.find(name));
  const store::TimeZones none{"/nonexistent/zoneinfo"};
  CHECK(!none.find("Europe/Berlin"));
  CHECK(none.find("UTC") != nullptr && none.find("Etc/UTC") != nullptr);
  // A zone file that is cut off is no zone.
  lectern_test::TempFolder folder;
  std::ofstream(folder.file("Cut")) << "TZif2";
  CHECK(store::TimeZones{folder.path()}.names().contains("Cut"));
  CHECK(!store::TimeZones{folder.path()}.find("Cut"));
}

// tests/vectors/recurrence/make.py made them with dateutil and Python's own zones.
void dateutil_agrees() {
  const std::string text = CHECK_OK(
      base::read_text_file(lectern_test::in_source_tree("tests/vectors/recurrence/dateutil.json")));
  const base::Json vectors = CHECK_OK(base::Json::parse(text, text.size()));
  CHECK(vectors.size() > 300);
  for (const base::Json& row : vectors.items()) {
    const auto zone = zone_of(row["zone"].text());
    OccurrenceWalk walk(OK(parse_recurrence(row["rule"].text())), local(row["start"].text()),
                        *zone);
    std::string expected = row["rule"].text();
    std::string found = expected;
    for (const base::Json& time : row["times"].items()) {
      expected += ' ' + time.text();
      if (const auto next = walk.next()) found += ' ' + base::print_iso8601(next->at);
    }
    CHECK_EQ(found, expected);
    if (row["ends"].as_bool().value()) CHECK(!walk.next());
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "occurrences",
      {TEST(clocks_change), TEST(calendars_have_holes), TEST(the_week_has_a_first_day),
       TEST(until_is_inclusive), TEST(a_local_end_becomes_a_moment), TEST(a_window_shows_a_part),
       TEST(sparse_rules_cost_little), TEST(zones_are_found_by_name), TEST(dateutil_agrees)});
}
