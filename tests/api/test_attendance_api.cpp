// SPDX-License-Identifier: MIT
// The history of a meeting, as JSON and as a table for spreadsheets.
#include "api/csv.hpp"
#include "tests/api/api_world.hpp"

namespace {

using namespace lectern_test;
using namespace std::chrono_literals;
using api::csv_field;

void fields_follow_rfc_4180() {
  CHECK_EQ(csv_field("Zoë"), "Zoë");
  CHECK_EQ(csv_field(""), "");
  CHECK_EQ(csv_field("a,b"), "\"a,b\"");
  CHECK_EQ(csv_field("a\"b"), "\"a\"\"b\"");
  CHECK_EQ(csv_field("a\r\nb"), "\"a\r\nb\"");
  CHECK_EQ(api::csv_record({"a", "b,c", ""}), "a,\"b,c\",\r\n");
}

void no_field_is_a_formula() {
  for (const char* text : {"=1+1", "+1", "-1", "@SUM(A1)", " =1", "  @x", "\uff1d1", "\uff20x"})
    CHECK_EQ(csv_field(text), "'" + std::string{text});
  CHECK_EQ(csv_field("\t=1"), "\"'\t=1\"");
  CHECK_EQ(csv_field("=HYPERLINK(\"http://x\",\"y\")"),
           "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
  CHECK_EQ(csv_field("a=1"), "a=1");
}

struct History : ApiWorld {
  std::string host = sign_up("host"), other = sign_up("other");
  base::Json meeting = create(host);
  std::string path = "/api/meeting/" + text_of(meeting, "code") + "/participants/";
};

void the_history_comes_in_both_forms() {
  History api;
  const auto claims = api.world.claims(api.other);
  const auto seat = OK(
      api.world.rooms.admit(claims, text_of(api.meeting, "code"), {.name = "=cmd|' /C calc'!A0"}));
  api.world.clock.advance(90s);
  OK(api.world.rooms.record_left(seat.meeting.id, seat.participant_id, api.world.clock.wall_now()));
  const Got json = api.get(api.path + "?history=1", api.host);
  const base::Json one = json.json["participants"].at(0);
  CHECK_EQ(one["seconds"].as_integer(), 90);
  CHECK_EQ(one["stays"].as_integer(), 1);
  const Got csv = api.get(api.path + "?history=1&format=csv", api.host);
  CHECK_EQ(csv.status(), 200);
  CHECK_EQ(csv.response.header("Content-Type"), "text/csv; charset=utf-8; header=present");
  CHECK_EQ(csv.response.header("Content-Disposition"), "attachment; filename=\"attendance.csv\"");
  CHECK_EQ(csv.response.text(),
           "name,role,first_joined,last_left,seconds,stays,user_id\r\n"
           "'=cmd|' /C calc'!A0,participant,2027-01-15T08:00:00Z,2027-01-15T08:01:30Z,90,1," +
               claims.user_id.value() + "\r\n");
  api::Request by_accept =
      ApiWorld::request(api::Method::get, api.path + "?history=1", "", api.host);
  by_accept.headers["accept"] = "Text/CSV, */*;q=0.1";
  CHECK_EQ(api.send(by_accept).response.text(), csv.response.text());
  by_accept.headers["accept"] = "application/json, text/csv";
  CHECK_EQ(api.send(by_accept).response.header("Content-Type"), "application/json");
}

void only_the_host_gets_it() {
  const History api;
  CHECK_EQ(api.post("/api/meeting/join/" + text_of(api.meeting, "code"), "", api.other).status(),
           200);
  for (const char* query : {"?history=1", "?history=1&format=csv"}) {
    CHECK_EQ(api.get(api.path + query, api.other).status(), 403);
    CHECK_EQ(api.get(api.path + query).status(), 401);
  }
  CHECK_EQ(api.get(api.path + "?format=csv", api.host).field(), "format");
  CHECK_EQ(api.get(api.path + "?history=1&format=xls", api.host).field(), "format");
  CHECK_EQ(api.get(api.path + "?history=1&format=json", api.host).status(), 200);
}

void who_was_in_says_how_the_connection_was() {
  History api;
  const std::string path = "/api/meeting/" + text_of(api.meeting, "code") + "/rating/";
  const auto rate = [&](const std::string& rating, const std::string& token) {
    return api.post(path, R"({"rating":)" + rating + "}", token);
  };
  const std::string body = R"({"name":"G","code":")" + text_of(api.meeting, "code") + "\"}";
  const std::string guest = api.post("/api/auth/guest", body).text("access");
  CHECK_EQ(rate(R"("good")", guest).code(), "forbidden");
  const auto seat = OK(
      api.world.rooms.admit(api.world.claims(guest), text_of(api.meeting, "code"), {.name = "G"}));
  CHECK_EQ(rate(R"("good")", guest).status(), 204);
  CHECK_EQ(rate(R"("great")", guest).field(), "rating");
  CHECK_EQ(rate("7", guest).field(), "rating");
  CHECK_EQ(api.post(path, "{}", guest).field(), "rating");
  CHECK_EQ(api.post(path, R"({"rating":"good"})").code(), "not-signed-in");
  CHECK_EQ(rate(R"("good")", seat.token).code(), "token-invalid");
  // The end of the meeting ends the guest's session, and the page that asks comes up.
  CHECK_EQ(api.post("/api/meeting/end/" + text_of(api.meeting, "code"), "", api.host).status(),
           200);
  CHECK_EQ(api.get("/api/me", guest).status(), 410);
  CHECK_EQ(rate(R"("so-so")", guest).status(), 204);
  CHECK_EQ(api.post("/api/meeting/none/rating/", R"({"rating":"good"})", api.host).code(),
           "not-found");
  api.world.clock.advance(11min);
  CHECK_EQ(rate(R"("bad")", guest).code(), "ended");
  CHECK_EQ(api.world.ratings.total(meetings::Rating::so_so), 1u);
  CHECK_EQ(api.world.ratings.total(meetings::Rating::bad), 0u);
}

}  // namespace

int main() {
  return lectern_test::run("attendance_api",
                           {TEST(fields_follow_rfc_4180), TEST(no_field_is_a_formula),
                            TEST(the_history_comes_in_both_forms), TEST(only_the_host_gets_it),
                            TEST(who_was_in_says_how_the_connection_was)});
}
