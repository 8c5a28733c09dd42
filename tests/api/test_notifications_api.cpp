// SPDX-License-Identifier: MIT
// Notifications as docs/api.md describes them.
#include "tests/api/api_world.hpp"

namespace {

using namespace lectern_test;
using namespace std::chrono_literals;

struct Told : ApiWorld {
  std::string host = sign_up("host"), other = sign_up("other");

  void invite() {
    const std::string at = "/api/meeting/" + text_of(create(host), "meeting_id");
    CHECK_EQ(post(at + "/invite/", R"({"emails":["other@example.org"]})", host).status(), 200);
    world.clock.advance(1s);
  }
  Got list(const std::string& query = "") { return get("/api/notifications/" + query, other); }
  Got read(const std::string& body) { return post("/api/notifications/read/", body, other); }
  std::string id(std::size_t index) {
    return text_of(list().json["notifications"].at(index), "id");
  }
};

void the_list_has_what_the_socket_told() {
  Told api;
  api.invite();
  const Got got = api.list();
  CHECK_EQ(got.status(), 200);
  CHECK_EQ(got.json["unread"].as_integer(), 1);
  const base::Json one = got.json["notifications"].at(0);
  std::string keys;
  for (const auto& [key, value] : one.members()) keys += key + ' ';
  CHECK_EQ(keys, "id event meeting_id title subject_id name status message starts_at at read_at ");
  CHECK_EQ(text_of(one, "event"), "invited");
  CHECK_EQ(text_of(one, "name"), "host");
  CHECK(one["read_at"].is_null() && one["starts_at"].is_null());
}

void a_host_says_why_a_meeting_is_cancelled() {
  Told api;
  const std::string at = "/api/meeting/" + text_of(api.create(api.host), "meeting_id") + "/";
  CHECK_EQ(api.post(at + "invite/", R"({"emails":["other@example.org"]})", api.host).status(), 200);
  api.world.clock.advance(1s);
  const auto cancel = [&](std::string body) {
    return api.send(ApiWorld::request(::api::Method::delete_, at, std::move(body), api.host));
  };
  CHECK_EQ(cancel(R"({"message":7})").field(), "message");
  CHECK_EQ(cancel(R"({"message":")" + std::string(501, 'x') + "\"}").field(), "message");
  CHECK_EQ(cancel(R"({"message":"a\u0007b"})").field(), "message");
  CHECK_EQ(cancel("[").code(), "bad-json");
  CHECK_EQ(cancel(R"({"message":"I am ill.\nSorry."})").text("status"), "cancelled");
  const base::Json one = api.list().json["notifications"].at(0);
  CHECK_EQ(text_of(one, "event"), "meeting-cancelled");
  CHECK_EQ(text_of(one, "message"), "I am ill.\nSorry.");
}

void reading_is_kept() {
  Told api;
  for (int i = 0; i < 3; ++i) api.invite();
  CHECK_EQ(api.read(R"({"ids":[")" + api.id(1) + "\"]}").json["unread"].as_integer(), 2);
  CHECK_EQ(api.list("?unread=1").json["notifications"].size(), 2u);
  CHECK_EQ(api.list("?unread=0").json["notifications"].size(), 3u);
  CHECK(!api.list().json["notifications"].at(1)["read_at"].is_null());
  CHECK_EQ(api.read(R"({"up_to":")" + api.id(0) + "\"}").json["unread"].as_integer(), 0);
  CHECK_EQ(api.list("?unread=1").json["notifications"].size(), 0u);
}

void guests_have_none() {
  Told api;
  const std::string body =
      R"({"name":"G","code":")" + text_of(api.create(api.host), "code") + "\"}";
  const std::string guest = api.post("/api/auth/guest", body).text("access");
  CHECK_EQ(api.get("/api/notifications/", guest).code(), "forbidden");
  CHECK_EQ(api.post("/api/notifications/read/", R"({"ids":[]})", guest).code(), "forbidden");
}

void wrong_questions_are_named() {
  Told api;
  api.invite();
  CHECK_EQ(api.list("?unread=yes").field(), "unread");
  CHECK_EQ(api.read("{}").field(), "ids");
  CHECK_EQ(api.read(R"({"ids":[],"up_to":"x"})").field(), "ids");
  CHECK_EQ(api.read(R"({"ids":"all"})").field(), "ids");
  CHECK_EQ(api.read(R"({"ids":[7]})").field(), "ids");
  CHECK_EQ(api.read(R"({"up_to":7})").field(), "up_to");
  CHECK_EQ(api.list().json["unread"].as_integer(), 1);
}

}  // namespace

int main() {
  return run("notifications_api",
             {TEST(the_list_has_what_the_socket_told), TEST(a_host_says_why_a_meeting_is_cancelled),
              TEST(reading_is_kept), TEST(guests_have_none), TEST(wrong_questions_are_named)});
}
