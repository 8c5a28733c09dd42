// SPDX-License-Identifier: MIT
// The fixed paths as the older stack's front ends ask them, and that our own clients see no
// difference.
#include "tests/api/api_world.hpp"

namespace {

using namespace lectern_test;
using base::Json;

struct Older : ApiWorld {
  std::string host = sign_up("host"), other = sign_up("other");

  Json create_older(const std::string& more = "") const {
    const Got got = post("/api/meetings/create/",
                         R"({"title":"Latin","meeting_type":"instant")" + more + "}", host);
    if (got.status() != 201) check_failed(*got.response.body, __FILE__, __LINE__);
    return got.json;
  }
  Got join(const Json& meeting, const std::string& body, const std::string& token = "") const {
    return post("/api/meetings/join/" + text_of(meeting, "meeting_id") + "/", body, token);
  }
  Got from(const std::string& address, api::Method method, const std::string& path,
           const std::string& body) const {
    api::Request out = request(method, path, body);
    out.client = *base::Endpoint::parse(address);
    return send(out);
  }
  // The guest's WebSocket enters the room.
  void show_up(const Got& seat) {
    const auto claims = world.claims(seat.text("token"));
    world.presence.put(*claims.meeting_id, {*claims.participant_id,
                                            claims.user_id,
                                            claims.name,
                                            *claims.role,
                                            world.clock.wall_now(),
                                            {}});
  }
};

void both_spellings_are_one() {
  const Older api;
  const Json meeting = api.create_older(R"(,"access_type":"approval_required")");
  const std::string id = text_of(meeting, "meeting_id");
  CHECK_EQ(text_of(meeting, "access"), "approval");
  CHECK_EQ(text_of(meeting, "access_type"), "approval_required");
  CHECK(meeting["adjusted"].is_array());
  const Got singular = api.get("/api/meeting/" + id + "/", api.host);
  const Got plural = api.get("/api/meetings/" + id + "/", api.host);
  CHECK_EQ(singular.status(), 200);
  CHECK(!singular.json.has("meeting_type"));
  CHECK_EQ(plural.text("meeting_type"), "instant");
  CHECK_EQ(plural.text("status"), "active");
  // The older body on the path of the README.
  const Got fixed =
      api.post("/api/meeting/create/", R"({"title":"Latin","meeting_type":"lecture"})", api.host);
  CHECK_EQ(fixed.status(), 201);
  CHECK_EQ(fixed.text("type"), "lecture");
  // Our own is as it was.
  CHECK(!api.create(api.host).has("adjusted"));
  const Got none = api.get("/api/meetings/" + id + "/nothing/", api.host);
  CHECK_EQ(none.status(), 404);
  CHECK_EQ(api.get("/api/meetings/" + id + "/invite/x/respond/", api.host).status(), 404);
  CHECK_EQ(api.get("/api/meetings/join/" + id + "/", api.host).status(), 405);
}

void refusals_name_the_older_field_and_the_error() {
  const Older api;
  const std::pair<const char*, const char*> cases[] = {
      {R"({"title":"x","meeting_type":"party"})", "meeting_type"},
      {R"({"title":"x","access_type":"secret"})", "access_type"},
      {R"({"title":"x","meeting_type":"scheduled"})", "scheduled_time"},
      {R"({"title":"x","meeting_type":"scheduled","scheduled_time":"soon"})", "scheduled_time"},
      {R"({"title":"x","meeting_type":"instant","invites":["nobody"]})", "invites"},
      {R"({"title":"x","meeting_type":"instant","max_participants":1})", "max_participants"},
      {R"({"meeting_type":"instant"})", "title"},
      {R"({"title":"x","meeting_type":"instant","is_password_required":true})", "password"},
  };
  for (const auto& [body, field] : cases) {
    const Got got = api.post("/api/meetings/create/", body, api.host);
    if (got.status() != 422 || got.field() != field)
      check_failed(std::string{body} + " -> " + *got.response.body, __FILE__, __LINE__);
    CHECK_EQ(got.text("error"), got.text("detail"));
  }
  CHECK_EQ(api.post("/api/meetings/create/", "[]", api.host).code(), "bad-json");
  CHECK_EQ(api.post("/api/meetings/create/", R"({"title":"x"})").code(), "not-signed-in");
}

void settings_and_numbers_are_told() {
  const Older api;
  const Json meeting = api.create_older(R"(,"max_participants":1000,"enable_reactions":false)"
                                        R"(,"password":"x","is_password_required":true)");
  CHECK_EQ(meeting["max_participants"].as_integer(), 50);
  CHECK_EQ(meeting["has_password"].as_bool(), true);
  std::string told;
  for (const Json& one : meeting["adjusted"].items()) told += one["field"].text() + ' ';
  CHECK_EQ(told, "max_participants enable_reactions ");
}

void the_switches_are_kept_as_settings() {
  const Older api;
  const auto settings = [&](const std::string& switches) {
    const Json meeting = api.create_older(switches);
    CHECK_EQ(meeting["adjusted"].size(), 0u);
    const Got got = api.get("/api/meetings/" + text_of(meeting, "meeting_id") + "/", api.host);
    CHECK_EQ(got.json["settings"].print(), meeting["settings"].print());
    return got.json["settings"].print();
  };
  CHECK_EQ(settings(R"(,"enable_chat":false,"allow_screen_share":false,"allow_unmute":false,)"
                    R"("is_recorded":false)"),
           R"({"chat":"off","share":"hosts","unmute":"hosts","whiteboard":"everyone",)"
           R"("recording":"off"})");
  CHECK_EQ(settings(R"(,"enable_chat":true,"allow_screen_share":true,"allow_unmute":true,)"
                    R"("is_recorded":true,"settings":{"whiteboard":"off"})"),
           R"({"chat":"everyone","share":"everyone","unmute":"everyone","whiteboard":"off",)"
           R"("recording":"hosts"})");
  const Got got = api.post("/api/meetings/create/",
                           R"({"title":"x","meeting_type":"instant","enable_chat":false,)"
                           R"("settings":"off"})",
                           api.host);
  CHECK_EQ(got.field(), "settings");
}

void a_guest_comes_in_without_a_token() {
  Older api;
  const Json meeting = api.create_older();
  const Got seat = api.join(meeting, R"({"guest_name":"Sam","guest_email":"sam@example.org"})");
  CHECK_EQ(seat.status(), 200);
  CHECK_EQ(seat.text("status"), "joined");
  CHECK(!seat.text("access").empty() && !seat.text("refresh").empty() &&
        !seat.text("token").empty());
  CHECK_EQ(api.get("/api/me", seat.text("access")).text("name"), "Sam");
  // Pages send these words where they have no token.
  for (const char* none : {"null", "undefined"})
    CHECK_EQ(api.join(meeting, R"({"guest_name":"Kim"})", none).status(), 200);
  CHECK_EQ(api.join(meeting, R"({"guest_name":""})").field(), "guest_name");
  CHECK_EQ(api.join(meeting, "{}").code(), "not-signed-in");
  CHECK_EQ(api.join(meeting, R"({"guest_name":"Kim"})", "forged").code(), "token-invalid");
  // An account's guest_name says nothing.
  const Got own = api.join(meeting, R"({"guest_name":"Sam"})", api.other);
  CHECK_EQ(api.world.claims(own.text("token")).name, "other");
}

void a_guest_is_the_same_until_in_the_room() {
  Older api;
  const Json meeting = api.create_older(R"(,"access_type":"approval_required")");
  const std::string path = "/api/meetings/join/" + text_of(meeting, "meeting_id") + "/";
  const Got asked = api.join(meeting, R"({"guest_name":"Sam"})");
  CHECK_EQ(asked.status(), 202);
  CHECK_EQ(asked.text("status"), "pending");
  CHECK_EQ(api.join(meeting, R"({"guest_name":" Sam "})").text("request_id"),
           asked.text("request_id"));
  // Another name, and the same name of another network, is another person.
  CHECK(api.join(meeting, R"({"guest_name":"Kim"})").text("request_id") !=
        asked.text("request_id"));
  const Got elsewhere =
      api.from("198.51.100.7:1", api::Method::post, path, R"({"guest_name":"Sam"})");
  CHECK(elsewhere.text("request_id") != asked.text("request_id"));

  const std::string status = "/api/meetings/" + text_of(meeting, "meeting_id") + "/join-request/" +
                             asked.text("request_id") + "/status/";
  CHECK_EQ(api.get(status).text("status"), "pending");
  CHECK_EQ(api.post("/api/meetings/join-request/" + asked.text("request_id") + "/respond/",
                    R"({"action":"approve"})", api.host)
               .text("status"),
           "approved");
  CHECK_EQ(api.get(status).text("status"), "approved");
  const Got seat = api.join(meeting, R"({"guest_name":"Sam"})");
  CHECK_EQ(seat.status(), 200);
  // Who types the name of somebody in the room is somebody else.
  api.show_up(seat);
  const Got second = api.join(meeting, R"({"guest_name":"Sam"})");
  CHECK_EQ(second.status(), 202);
  CHECK(second.text("request_id") != asked.text("request_id"));
}

void a_request_of_an_account_needs_its_token() {
  const Older api;
  const Json meeting = api.create_older(R"(,"access_type":"approval_required")");
  const Got asked = api.join(meeting, "", api.other);
  const std::string rest = "/join-request/" + asked.text("request_id") + "/status/";
  const std::string path = "/api/meetings/" + text_of(meeting, "meeting_id") + rest;
  CHECK_EQ(api.get(path).code(), "not-signed-in");
  CHECK_EQ(api.get(path, api.other).text("status"), "pending");
  const Got guest = api.join(meeting, R"({"guest_name":"Sam"})");
  const Json another = api.create_older();
  CHECK_EQ(api.get("/api/meetings/" + text_of(another, "meeting_id") + "/join-request/" +
                   guest.text("request_id") + "/status/")
               .code(),
           "not-signed-in");
}

void a_guest_leaves_by_name() {
  Older api;
  const Json meeting = api.create_older();
  const std::string path = "/api/meetings/leave/" + text_of(meeting, "meeting_id") + "/";
  const auto leaves = [&](const char* address) {
    api.world.events.take();
    const Got got = api.from(address, api::Method::post, path, R"({"guest_name":"Sam"})");
    CHECK_EQ(got.text("status"), "left");
    return api.world.events.take().size();
  };
  CHECK_EQ(leaves("192.0.2.1:1"), 0u);  // nobody of that name
  api.show_up(api.join(meeting, R"({"guest_name":"Sam"})"));
  CHECK_EQ(leaves("198.51.100.7:1"), 0u);
  CHECK_EQ(leaves("192.0.2.1:1"), 1u);
  // Two of one name and address cannot be told from each other.
  api.show_up(api.join(meeting, R"({"guest_name":"Sam"})"));
  CHECK_EQ(leaves("192.0.2.1:1"), 0u);
  CHECK_EQ(api.post(path, "{}").code(), "not-signed-in");
  CHECK_EQ(api.post(path, "{}", api.other).text("status"), "left");
  CHECK_EQ(api.from("192.0.2.1:1", api::Method::post, "/api/meetings/leave/bamo-lita-refo/",
                    R"({"guest_name":"Sam"})")
               .status(),
           404);
}

void guests_pay_as_guests_do() {
  meetings::Rates rates;
  rates.guest_by_address = {1, std::chrono::hours{1}};
  const ApiWorld api{meetings::Registration::open, rates};
  const Json meeting = api.create(api.sign_up("host"));
  const std::string path = "/api/meeting/join/" + text_of(meeting, "code") + "/";
  CHECK_EQ(api.post(path, R"({"guest_name":"Sam"})").status(), 200);
  CHECK_EQ(api.post(path, R"({"guest_name":"Sam"})").code(), "rate-limited");
  CHECK_EQ(
      api.post("/api/auth/guest", R"({"name":"Sam","code":")" + text_of(meeting, "code") + "\"}")
          .code(),
      "rate-limited");
}

void the_list_has_what_the_pages_show() {
  const Older api;
  const Json meeting =
      api.create_older(R"(,"access_type":"approval_required","invites":["other@example.org"])");
  api.join(meeting, R"({"guest_name":"Sam","guest_email":"sam@example.org"})");
  const std::string third = api.sign_up("third");
  api.join(meeting, "{}", third);
  const Got mine = api.get("/api/meetings/", api.host);
  CHECK_EQ(mine.json["meetings"].at(0)["meeting_type"].text(), "instant");
  CHECK_EQ(mine.json["join_requests"].size(), 2u);
  CHECK_EQ(mine.json["join_requests"].at(0)["guest_email"].text(), "sam@example.org");
  CHECK_EQ(mine.json["join_requests"].at(1)["user"]["username"].text(), "third");
  CHECK_EQ(mine.json["invited_meetings"].size(), 0u);
  const Got invited = api.get("/api/meetings/", api.other);
  CHECK_EQ(invited.json["join_requests"].size(), 0u);
  const Json one = invited.json["invited_meetings"].at(0);
  CHECK_EQ(one["meeting"]["status"].text(), "active");
  const std::string answer = "/api/meetings/invite/" + one["id"].text() + "/respond/";
  CHECK_EQ(api.post(answer, R"({"action":"accept"})", api.other).text("status"), "accepted");
  CHECK_EQ(api.get("/api/meetings/", api.other).json["invited_meetings"].at(0)["status"].text(),
           "accepted");
  // Our own clients ask for a page.
  CHECK(!api.get("/api/meetings/?limit=5", api.host).json.has("join_requests"));
}

}  // namespace

int main() {
  return lectern_test::run(
      "older_stack_api",
      {TEST(both_spellings_are_one), TEST(refusals_name_the_older_field_and_the_error),
       TEST(settings_and_numbers_are_told), TEST(the_switches_are_kept_as_settings),
       TEST(a_guest_comes_in_without_a_token), TEST(a_guest_is_the_same_until_in_the_room),
       TEST(a_request_of_an_account_needs_its_token), TEST(a_guest_leaves_by_name),
       TEST(guests_pay_as_guests_do), TEST(the_list_has_what_the_pages_show)});
}
