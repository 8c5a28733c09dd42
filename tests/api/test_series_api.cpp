// SPDX-License-Identifier: MIT
// The routes of series: creating one, its dates, and `scope` and `occurrence`.
#include "tests/api/api_world.hpp"

using lectern_test::ApiWorld;
using lectern_test::Got;
using lectern_test::text_of;

namespace {

constexpr const char* kFirst = "2027-01-15T09:00:00Z";
constexpr const char* kSecond = "2027-01-22T09:00:00Z";

struct Lessons : ApiWorld {
  std::string ada = sign_up("ada");
  base::Json room = create(
      ada, R"(,"type":"scheduled","scheduled_at":"2027-01-15T09:00:00Z","duration_minutes":45,)"
           R"("timezone":"Europe/Berlin","recurrence":"FREQ=WEEKLY;UNTIL=20270205")");

  std::string path(const std::string& rest = "") const {
    return "/api/meeting/" + text_of(room, "code") + "/" + rest;
  }
  Got act(api::Method method, const std::string& rest, std::string body = "") const {
    return send(request(method, path(rest), std::move(body), ada));
  }
  Got patch(const std::string& rest, std::string body) const {
    return act(api::Method::patch, rest, std::move(body));
  }
};

std::string at(const char* scope, const char* occurrence) {
  return std::string{"?scope="} + scope + "&occurrence=" + occurrence;
}

void a_series_has_its_fields() {
  const Lessons api;
  CHECK_EQ(text_of(api.room, "recurrence"), "FREQ=WEEKLY;UNTIL=20270205T225959Z");
  CHECK_EQ(text_of(api.room, "series_id"), text_of(api.room, "meeting_id"));
  CHECK_EQ(text_of(api.room, "occurrence"), kFirst);
  CHECK(api.room["exceptions"].is_array() && api.room["exceptions"].size() == 0);
  const base::Json plain = api.create(api.ada);
  for (const char* name : {"recurrence", "series_id", "occurrence"})
    CHECK(plain.has(name) && plain[name].is_null());
  CHECK_EQ(plain["exceptions"].size(), 0u);
}

void occurrences_are_listed() {
  const Lessons api;
  const Got page = api.get(api.path("occurrences/?limit=3"));
  CHECK_EQ(page.status(), 200);
  CHECK_EQ(page.json["occurrences"].size(), 3u);
  CHECK_EQ(page.json["occurrences"].at(0).print(),
           R"({"occurrence":"2027-01-15T09:00:00Z","starts_at":"2027-01-15T09:00:00Z",)"
           R"("ends_at":"2027-01-15T09:45:00Z","title":"Latin","state":"scheduled"})");
  const Got rest = api.get(api.path("occurrences?limit=3&cursor=" + page.text("next_cursor")));
  // A value that looks like the name of another parameter.
  CHECK_EQ(api.get(api.path("occurrences/?x=to=from&from=2027-01-01T00:00:00Z")).status(), 200);
  CHECK(rest.json["occurrences"].size() == 1 && rest.json["next_cursor"].is_null());
  CHECK_EQ(
      api.get(api.path("occurrences/?from=2027-01-16T00:00:00Z&to=2027-01-23T00:00:00%2B01:00"))
          .json["occurrences"]
          .size(),
      1u);
  CHECK_EQ(api.get("/api/meeting/bada-bada-bada/occurrences/").status(), 404);
}

void wrong_queries_are_named() {
  const Lessons api;
  const std::pair<const char*, const char*> cases[] = {
      {"occurrences/?from=yesterday", "from"},
      {"occurrences/?from=2027-01-32T00:00:00Z", "from"},
      {"occurrences/?from=9999-01-01T00:00:00Z", "from"},
      {"occurrences/?to=2026-01-01T00:00:00Z", "to"},
      {"occurrences/?to=2099-01-01T00:00:00Z", "to"},
      {"occurrences/?limit=0", "limit"},
      {"occurrences/?limit=many", "limit"},
      {"occurrences/?cursor=abc", "cursor"},
      {"?occurrence=now", "occurrence"},
      {"?occurrence=2027-01-15T10:00:00Z", "occurrence"},
      {"participants/?history=1&occurrence=x", "occurrence"}};
  for (const auto& [query, field] : cases) {
    const Got got = api.act(api::Method::get, query);
    CHECK_EQ(got.status(), 422);
    CHECK_EQ(got.field(), field);
  }
  for (const auto& [query, field] : std::initializer_list<std::pair<std::string, std::string>>{
           {"?scope=every", "scope"},
           // Nothing that was meant for one date reaches all of them.
           {std::string{"?occurrence="} + kFirst, "scope"},
           {"?scope=%00&occurrence=2027-01-15T09:00:00Z", "scope"},
           {"?scope=this%GG", "scope"},
           {"?Scope=this", "scope"},
           {"?scope=all&occurrence=%GG", "occurrence"},
           {"?scope=this", "occurrence"},
           {"?scope=following&occurrence=", "occurrence"},
           {"?scope=this&occurrence=2027-01-15", "occurrence"},
           {at("this", "2027-01-15T09:00:01Z"), "occurrence"},
           {at("following", "2030-01-15T09:00:00Z"), "occurrence"}}) {
    for (const api::Method method : {api::Method::patch, api::Method::delete_}) {
      const Got got = api.act(method, query, method == api::Method::patch ? "{}" : "");
      CHECK_EQ(got.status(), 422);
      CHECK_EQ(got.field(), field);
    }
  }
}

void wrong_rules_are_named() {
  const Lessons api;
  const std::string start =
      R"(,"type":"scheduled","scheduled_at":"2027-01-15T09:00:00Z","duration_minutes":45)";
  const std::string zone = R"(,"timezone":"Europe/Berlin")";
  for (const auto& [more, field] : std::initializer_list<std::pair<std::string, std::string>>{
           {start + zone + R"(,"recurrence":"FREQ=SECONDLY")", "recurrence"},
           {start + zone + R"(,"recurrence":"")", "recurrence"},
           {start + zone + R"(,"recurrence":["FREQ=DAILY"])", "recurrence"},
           {start + zone + R"(,"recurrence":")" + std::string(60'000, 'A') + '"', "recurrence"},
           {start + zone + R"(,"recurrence":"FREQ=WEEKLY;BYDAY=MO")", "recurrence"},
           {start + R"(,"recurrence":"FREQ=DAILY")", "timezone"},
           {start + R"(,"timezone":"Mars/Olympus","recurrence":"FREQ=DAILY")", "timezone"},
           {R"(,"recurrence":"FREQ=DAILY")", "recurrence"}}) {
    const Got got = api.post("/api/meeting/create/", R"({"title":"x")" + more + "}", api.ada);
    CHECK_EQ(got.status(), 422);
    CHECK_EQ(got.field(), field);
  }
}

void one_occurrence_is_seen_changed_and_cancelled() {
  const Lessons api;
  const Got exam = api.patch(at("this", kSecond), R"({"title":"Exam"})");
  CHECK_EQ(exam.status(), 200);
  CHECK(exam.text("title") == "Exam" && exam.text("scheduled_at") == kSecond);
  CHECK_EQ(api.get(api.path(std::string{"?occurrence="} + kSecond)).text("title"), "Exam");
  const Got whole = api.get(api.path(), api.ada);
  CHECK_EQ(whole.text("title"), "Latin");
  CHECK_EQ(text_of(whole.json["exceptions"].at(0), "title"), "Exam");
  CHECK_EQ(api.act(api::Method::delete_, at("this", kSecond)).text("status"), "cancelled");
  CHECK_EQ(text_of(api.get(api.path(), api.ada).json["exceptions"].at(0), "state"), "cancelled");
  CHECK_EQ(api.get(api.path(), api.ada).text("state"), "open");
  CHECK_EQ(api.patch(at("this", kSecond), R"({"title":"x"})").code(), "ended");
  CHECK_EQ(api.patch(at("this", kFirst), R"({"locked":true})").field(), "locked");
}

void the_following_become_a_meeting() {
  const Lessons api;
  const Got next = api.patch(at("following", kSecond), R"({"title":"Greek","password":"salve"})");
  CHECK_EQ(next.status(), 200);
  CHECK(next.text("meeting_id") != text_of(api.room, "meeting_id"));
  CHECK_EQ(next.text("series_id"), text_of(api.room, "meeting_id"));
  CHECK_EQ(next.response.header("ETag"), "\"v1\"");
  CHECK_EQ(api.get(api.path("occurrences/")).json["occurrences"].size(), 1u);
  CHECK_EQ(api.act(api::Method::delete_, at("following", kFirst)).status(), 200);
  CHECK_EQ(api.get(api.path(), api.ada).text("state"), "cancelled");
}

void a_join_tells_the_occurrence() {
  const Lessons api;
  const Got seat = api.post("/api/meeting/join/" + text_of(api.room, "code") + "/", "", api.ada);
  CHECK_EQ(seat.status(), 200);
  CHECK_EQ(text_of(seat.json["meeting"], "occurrence"), kFirst);
}

}  // namespace

int main() {
  return lectern_test::run(
      "series_api",
      {TEST(a_series_has_its_fields), TEST(occurrences_are_listed), TEST(wrong_queries_are_named),
       TEST(wrong_rules_are_named), TEST(one_occurrence_is_seen_changed_and_cancelled),
       TEST(the_following_become_a_meeting), TEST(a_join_tells_the_occurrence)});
}
