// SPDX-License-Identifier: MIT
// The steps from what a calendar shows to what it should show.
#include "meetings/google/mirror.hpp"

#include "meetings/store/time_zones.hpp"
#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace meetings::google;

namespace {

using google::Act;

const store::TimeZones kZones;

base::WallTime utc(std::string_view text) { return *base::parse_iso8601(text); }

CalendarEvent weekly() {
  CalendarEvent event;
  event.uid = "26515d2b-ccda-4a36-83ff-8d4c81e22868";
  event.starts_at = utc("2026-12-02T15:00:00Z");
  event.ends_at = utc("2026-12-02T15:45:00Z");
  event.title = "Latin";
  event.zone = CalendarZone{"Europe/Berlin", kZones.find("Europe/Berlin")};
  event.rule = "FREQ=WEEKLY;COUNT=10";
  return event;
}

CalendarEvent date(const char* original, const char* start) {
  CalendarEvent event = weekly();
  event.rule.clear();
  event.recurrence_id = utc(original);
  event.starts_at = utc(start);
  event.ends_at = event.starts_at + std::chrono::minutes{45};
  return event;
}

std::optional<CalendarEvent> plain(base::WallTime at) {
  CalendarEvent event = weekly();
  event.rule.clear();
  event.recurrence_id = event.starts_at = at;
  return event;
}

std::optional<CalendarEvent> no_date(base::WallTime) { return std::nullopt; }

// "insert event, patch_date 20261209T150000Z", done.
std::string steps(const std::vector<CalendarEvent>& wanted, GoogleEvents& there,
                  const PlainDate& plain_date = plain) {
  constexpr std::array<const char*, 4> kNames{"insert", "patch", "patch_date", "remove"};
  std::string out;
  for (const Step& step : steps_to(weekly().uid, wanted, there, plain_date)) {
    if (!out.empty()) out += ", ";
    out.append(kNames.at(static_cast<std::size_t>(step.act))).append(" ").append(step.key);
    note_done(step, there);
  }
  return out;
}

void what_is_there_already_is_not_sent() {
  GoogleEvents there;
  CalendarEvent event = weekly();
  CHECK_EQ(steps({event}, there), "insert event");
  CHECK_EQ(steps({event}, there), "");
  event.sequence = 9;  // a change that no calendar shows
  CHECK_EQ(steps({event}, there), "");
  event.title = "Greek";
  CHECK_EQ(steps({event}, there), "patch event");
  CHECK_EQ(steps({}, there), "remove event");
  CHECK(there.written.empty());
  CHECK_EQ(steps({}, there), "");
}

void dates_that_differ_follow_their_series() {
  GoogleEvents there;
  const CalendarEvent second = date("2026-12-09T15:00:00Z", "2026-12-09T17:00:00Z");
  CHECK_EQ(steps({weekly(), second}, there), "insert event, patch_date 20261209T150000Z");
  const CalendarEvent third = date("2026-12-16T15:00:00Z", "2026-12-16T14:00:00Z");
  CHECK_EQ(steps({weekly(), second, third}, there), "patch_date 20261216T150000Z");
  // Back to the rule, which Google does not do by itself.
  CHECK_EQ(steps({weekly(), third}, there), "patch_date 20261209T150000Z");
  CHECK_EQ(steps({weekly(), third}, there), "");
  // A date that is cancelled is an exception of the series; what was written for it goes, too.
  CalendarEvent series = weekly();
  series.exceptions = {utc("2026-12-16T15:00:00Z")};
  CHECK_EQ(steps({series}, there, no_date), "patch event, remove 20261216T150000Z");
  // Written anew with the series, because Google may have moved or dropped it.
  CHECK_EQ(steps({series, second}, there), "patch_date 20261209T150000Z");
  series.title = "Greek";
  CHECK_EQ(steps({series, second}, there), "patch event, patch_date 20261209T150000Z");
  CHECK_EQ(steps({}, there), "remove event");
  CHECK(there.written.empty());
}

}  // namespace

int main() {
  return lectern_test::run("mirror", {TEST(what_is_there_already_is_not_sent),
                                      TEST(dates_that_differ_follow_their_series)});
}
