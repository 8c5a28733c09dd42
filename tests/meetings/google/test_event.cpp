// SPDX-License-Identifier: MIT
// Meetings as Google's events: ids, times with their zones, the lines of series.
#include "meetings/google/event.hpp"

#include <algorithm>

#include "meetings/store/time_zones.hpp"
#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace meetings::google;

namespace {

using google::Act;  // there is another one of permissions

const store::TimeZones kZones;
const std::string kApi = "https://calendar.test/v3";

base::WallTime utc(std::string_view text) { return *base::parse_iso8601(text); }

CalendarEvent latin() {
  CalendarEvent event;
  event.uid = "26515d2b-ccda-4a36-83ff-8d4c81e22868";
  event.sequence = 2;
  event.starts_at = utc("2026-12-02T15:00:00Z");
  event.ends_at = utc("2026-12-02T15:45:00Z");
  event.title = "Latin";
  event.description = "https://meet.example.org/j/kabo";
  event.url = "https://meet.example.org/j/kabo";
  return event;
}

CalendarEvent weekly(const std::string& zone = "Europe/Berlin") {
  CalendarEvent event = latin();
  event.zone = CalendarZone{zone, kZones.find(zone)};
  event.rule = "FREQ=WEEKLY;COUNT=10";
  event.exceptions = {utc("2026-12-09T15:00:00Z"), utc("2026-12-16T15:00:00Z")};
  return event;
}

void an_id_is_what_google_takes_and_always_the_same() {
  const std::string id = event_id(latin());
  CHECK_EQ(id.size(), 32u);
  CHECK(std::all_of(id.begin(), id.end(),
                    [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'v'); }));
  CHECK_EQ(id, event_id(latin()));
  CHECK_EQ(id, event_id(weekly()));
  CalendarEvent other = latin();
  other.uid.back() = '9';
  CHECK(event_id(other) != id);
  CalendarEvent date = weekly();
  date.recurrence_id = utc("2026-12-23T15:00:00Z");
  CHECK_EQ(event_id(date), id + "_20261223T150000Z");
  CHECK(event_id(latin(), 1) != id && event_id(latin(), 1) != event_id(latin(), 2));
  CHECK_EQ(date_name(utc("2026-12-23T15:00:00Z")), "20261223T150000Z");
}

void a_single_event_is_in_utc() {
  const base::Json body = event_body(latin());
  CHECK_EQ(body["summary"].text(), "Latin");
  CHECK_EQ(body["location"].text(), "https://meet.example.org/j/kabo");
  CHECK_EQ(body["status"].text(), "confirmed");
  CHECK_EQ(body["start"]["dateTime"].text(), "2026-12-02T15:00:00Z");
  CHECK_EQ(body["start"]["timeZone"].text(), "UTC");
  CHECK_EQ(body["end"]["dateTime"].text(), "2026-12-02T15:45:00Z");
  CHECK(!body.has("recurrence") && !body.has("attendees") && !body.has("id"));
  CHECK_EQ(body["extendedProperties"]["private"]["lecternSequence"].text(), "2");
}

void a_series_is_in_its_zone() {
  const base::Json body = event_body(weekly());
  CHECK_EQ(body["start"]["dateTime"].text(), "2026-12-02T16:00:00+01:00");
  CHECK_EQ(body["start"]["timeZone"].text(), "Europe/Berlin");
  CHECK_EQ(body["recurrence"].size(), 2u);
  CHECK_EQ(body["recurrence"].at(0).text(), "RRULE:FREQ=WEEKLY;COUNT=10");
  CHECK_EQ(body["recurrence"].at(1).text(),
           "EXDATE;TZID=Europe/Berlin:20261209T160000,20261216T160000");
  CalendarEvent summer = weekly("America/St_Johns");
  summer.starts_at = utc("2026-07-01T12:00:00Z");
  summer.exceptions = {};
  const base::Json there = event_body(summer);
  CHECK_EQ(there["start"]["dateTime"].text(), "2026-07-01T09:30:00-02:30");
  CHECK_EQ(there["recurrence"].size(), 1u);
  CalendarEvent india = weekly("Asia/Kolkata");
  CHECK_EQ(event_body(india)["start"]["dateTime"].text(), "2026-12-02T20:30:00+05:30");
}

void each_act_is_its_request() {
  const std::string id = event_id(latin());
  const Request insert = request_of(Act::insert, kApi, latin());
  CHECK_EQ(insert.method, "POST");
  CHECK_EQ(insert.url, kApi + "/calendars/primary/events?sendUpdates=none");
  CHECK_EQ((*base::Json::parse(insert.body))["id"].text(), id);
  const Request patch = request_of(Act::patch, kApi, latin());
  CHECK_EQ(patch.method, "PATCH");
  CHECK_EQ(patch.url, kApi + "/calendars/primary/events/" + id + "?sendUpdates=none");
  CHECK(!base::Json::parse(patch.body)->has("id"));
  const Request remove = request_of(Act::remove, kApi, latin());
  CHECK_EQ(remove.method, "DELETE");
  CHECK_EQ(remove.url, patch.url);
  CHECK_EQ(remove.body, "");
  CalendarEvent date = weekly();
  date.rule.clear();
  date.exceptions.clear();
  date.recurrence_id = utc("2026-12-23T15:00:00Z");
  date.cancelled = true;
  const Request one = request_of(Act::patch_date, kApi, date);
  CHECK_EQ(one.method, "PATCH");
  CHECK(one.url.find("/events/" + id + "_20261223T150000Z?") != std::string::npos);
  CHECK_EQ((*base::Json::parse(one.body))["status"].text(), "cancelled");
  CHECK(!base::Json::parse(one.body)->has("recurrence"));
}

void a_long_title_ends_at_a_whole_character() {
  CalendarEvent event = latin();
  event.title = "x";
  for (int i = 0; i < 600; ++i) event.title += "ü";
  const std::string title = event_body(event)["summary"].text();
  CHECK_EQ(title.size(), 1023u);
  CHECK(title.ends_with("ü"));
}

}  // namespace

int main() {
  return lectern_test::run(
      "event", {TEST(an_id_is_what_google_takes_and_always_the_same),
                TEST(a_single_event_is_in_utc), TEST(a_series_is_in_its_zone),
                TEST(each_act_is_its_request), TEST(a_long_title_ends_at_a_whole_character)});
}
