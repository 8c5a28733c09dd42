// SPDX-License-Identifier: MIT
// The address of the own calendar: made, replaced, taken away, and read by a program that has no
// token.
#include "tests/api/api_world.hpp"

using namespace lectern_test;
using api::Method;

namespace {

std::string path_of(const Got& made) {
  const std::string url = made.text("url");
  return url.substr(url.find("/api/"));
}

void a_program_reads_the_calendar_by_its_address_alone() {
  ApiWorld api;
  const std::string ada = api.sign_up("ada");
  const Got none = api.get("/api/calendar", ada);
  CHECK_EQ(none.json["active"].as_bool(), false);
  CHECK(none.json["created_at"].is_null());
  api.post("/api/meeting/create/",
           R"({"title":"Latin","type":"scheduled","scheduled_at":")" +
               base::print_iso8601(api.world.clock.wall_now() + std::chrono::hours{1}) + "\"}",
           ada);
  const Got made = api.post("/api/calendar/reset", "", ada);
  CHECK_EQ(made.status(), 200);
  CHECK_EQ(made.response.header("Cache-Control"), "no-store");
  CHECK_EQ(api.get("/api/calendar", ada).json["active"].as_bool(), true);
  const Got feed = api.get(path_of(made));
  CHECK_EQ(feed.status(), 200);
  CHECK_EQ(feed.response.header("Content-Type"), "text/calendar; charset=utf-8");
  CHECK_EQ(feed.response.header("Cache-Control"), "private, max-age=900");
  CHECK(feed.response.text().find("SUMMARY:Latin") != std::string_view::npos);
  api::Request again = api.request(Method::get, path_of(made), "", "");
  again.headers["if-none-match"] = std::string{feed.response.header("ETag")};
  const Got same = api.send(again);
  CHECK_EQ(same.status(), 304);
  CHECK(same.response.text().empty());
}

void an_old_address_opens_nothing() {
  ApiWorld api;
  const std::string ada = api.sign_up("ada");
  const std::string first = path_of(api.post("/api/calendar/reset", "", ada));
  const std::string second = path_of(api.post("/api/calendar/reset", "", ada));
  CHECK(first != second);
  CHECK_EQ(api.get(first).code(), "not-found");
  CHECK_EQ(api.get(second).status(), 200);
  CHECK_EQ(api.get(second.substr(0, second.size() - 4)).code(), "not-found");
  CHECK_EQ(api.send(api.request(Method::delete_, "/api/calendar", "", ada)).status(), 204);
  CHECK_EQ(api.get(second).code(), "not-found");
  CHECK_EQ(api.get("/api/calendar/.ics").code(), "not-found");
}

void a_guest_has_no_calendar() {
  ApiWorld api;
  const std::string ada = api.sign_up("ada");
  const std::string code =
      api.post("/api/meeting/create/", R"({"title":"Latin"})", ada).text("code");
  const std::string gwen =
      api.post("/api/auth/guest", R"({"code":")" + code + R"(","name":"Gwen"})").text("access");
  CHECK_EQ(api.post("/api/calendar/reset", "", gwen).code(), "forbidden");
  CHECK_EQ(api.get("/api/calendar", gwen).code(), "forbidden");
  CHECK_EQ(api.send(api.request(Method::delete_, "/api/calendar", "", gwen)).code(), "forbidden");
}

bool says(const Got& got, std::string_view text) {
  return got.response.text().find(text) != std::string_view::npos;
}

void one_meeting_is_a_calendar_of_its_own() {
  ApiWorld api;
  const std::string ada = api.sign_up("ada");
  const auto make = [&](const std::string& more) {
    return api.post("/api/meeting/create/", R"({"title":"Latin")" + more + '}', ada).text("code");
  };
  const std::string at =
      base::print_iso8601(api.world.clock.wall_now() + std::chrono::hours{24 * 7});
  const std::string timed = R"(,"type":"scheduled","scheduled_at":")" + at + '"';
  const std::string path = "/api/meeting/" + make(timed) + "/calendar.ics";
  const Got got = api.get(path);  // who knows the code sees the meeting
  CHECK_EQ(got.status(), 200);
  CHECK_EQ(got.response.header("Content-Type"), "text/calendar; charset=utf-8");
  CHECK_EQ(got.response.header("Content-Disposition"), "attachment; filename=\"meeting.ics\"");
  CHECK(says(got, "SUMMARY:Latin"));
  api::Request again = api.request(Method::get, path, "", "");
  again.headers["if-none-match"] = std::string{got.response.header("ETag")};
  CHECK_EQ(api.send(again).status(), 304);
  const std::string hidden =
      "/api/meeting/" + make(timed + R"(,"access":"private")") + "/calendar.ics";
  CHECK_EQ(api.get(hidden).code(), "not-found");
  CHECK_EQ(api.get(hidden, api.sign_up("bob")).code(), "not-found");
  CHECK_EQ(api.get(hidden, ada).status(), 200);
  CHECK_EQ(api.get("/api/meeting/" + make("") + "/calendar.ics", ada).code(), "not-found");
  CHECK_EQ(api.get("/api/meeting/bada-bada-bada/calendar.ics", ada).code(), "not-found");
}

void a_series_is_one_file_with_its_exceptions() {
  ApiWorld api;
  const std::string ada = api.sign_up("ada");
  const std::string code =
      api.post("/api/meeting/create/",
               R"({"title":"Latin","type":"scheduled","scheduled_at":"2027-02-03T10:00:00Z",)"
               R"("duration_minutes":45,"timezone":"Europe/Berlin",)"
               R"("recurrence":"FREQ=WEEKLY;COUNT=5"})",
               ada)
          .text("code");
  const std::string meeting = "/api/meeting/" + code;
  const auto change = [&](Method method, const char* date, const char* body) {
    const Got got =
        api.send(api.request(method, meeting + "/?scope=this&occurrence=" + date, body, ada));
    CHECK_EQ(got.status(), 200);
  };
  change(Method::delete_, "2027-02-10T10:00:00Z", "");
  change(Method::patch, "2027-02-17T10:00:00Z", R"({"title":"Exam"})");
  const Got got = api.get(meeting + "/calendar.ics", ada);
  CHECK_EQ(got.status(), 200);
  CHECK(says(got, "RRULE:FREQ=WEEKLY;COUNT=5"));
  CHECK(says(got, "EXDATE;TZID="));
  CHECK(says(got, "RECURRENCE-ID;TZID="));
  CHECK(says(got, "SUMMARY:Exam"));
  CHECK(says(got, "BEGIN:VTIMEZONE"));
}

}  // namespace

int main() {
  return lectern_test::run(
      "calendar_api",
      {TEST(a_program_reads_the_calendar_by_its_address_alone), TEST(an_old_address_opens_nothing),
       TEST(a_guest_has_no_calendar), TEST(one_meeting_is_a_calendar_of_its_own),
       TEST(a_series_is_one_file_with_its_exceptions)});
}
