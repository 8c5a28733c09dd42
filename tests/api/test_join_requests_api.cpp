// SPDX-License-Identifier: MIT
// Join requests as docs/api.md describes them.
#include "tests/api/api_world.hpp"

namespace {

using namespace lectern_test;
using namespace std::chrono_literals;
using api::Method;

struct Asking : ApiWorld {
  std::string host = sign_up("host"), other = sign_up("other");
  base::Json meeting = create(host, R"(,"access":"approval")");

  std::string at(const std::string& rest) const {
    return "/api/meeting/" + text_of(meeting, "meeting_id") + rest + "/";
  }
  Got join(const std::string& token, const std::string& body = "") const {
    return post("/api/meeting/join/" + text_of(meeting, "meeting_id") + "/", body, token);
  }
  Got respond(const std::string& id, const std::string& body, const std::string& token) const {
    return post("/api/meeting/join-request/" + id + "/respond/", body, token);
  }
  Got remove(const std::string& path, const std::string& token) const {
    return send(request(Method::delete_, path, "", token));
  }
};

std::string keys_of(const base::Json& object) {
  std::string keys;
  for (const auto& [key, value] : object.members()) keys += key + ' ';
  return keys;
}

void asking_answering_and_entering() {
  const Asking api;
  CHECK_EQ(text_of(api.meeting, "access"), "approval");
  const Got asked = api.join(api.other, R"({"message":"It is me","name":"Otto"})");
  CHECK_EQ(asked.status(), 202);
  CHECK_EQ(keys_of(asked.json), "status request_id reason position ");
  CHECK_EQ(asked.text("status"), "pending");
  CHECK_EQ(asked.text("reason"), "approval");
  const std::string id = asked.text("request_id");
  const Got list = api.get(api.at("/join-requests"), api.host);
  CHECK_EQ(list.json["join_requests"].size(), 1u);
  const base::Json one = list.json["join_requests"].at(0);
  CHECK_EQ(keys_of(one),
           "request_id meeting_id user_id name message reason status created_at expires_at ");
  CHECK_EQ(text_of(one, "name"), "Otto");
  CHECK_EQ(text_of(one, "message"), "It is me");
  const std::string status = api.at("/join-request/" + id + "/status");
  CHECK_EQ(api.get(status, api.other).text("status"), "pending");
  const Got approved = api.respond(id, R"({"action":"approve"})", api.host);
  CHECK_EQ(approved.status(), 200);
  CHECK_EQ(approved.text("status"), "approved");
  CHECK_EQ(api.get(status, api.other).text("status"), "approved");
  CHECK_EQ(api.join(api.other).status(), 200);
  CHECK_EQ(api.get(api.at("/join-requests"), api.host).json["join_requests"].size(), 0u);
  CHECK_EQ(
      api.get("/api/meeting/" + text_of(api.meeting, "code") + "/join-requests?status=approved",
              api.host)
          .json["join_requests"]
          .size(),
      1u);
}

void a_denied_person_is_told_when_to_ask_again() {
  const Asking api;
  const std::string id = api.join(api.other).text("request_id");
  CHECK_EQ(api.respond(id, R"({"action":"deny"})", api.host).text("status"), "denied");
  const Got denied = api.join(api.other);
  CHECK_EQ(denied.status(), 403);
  CHECK_EQ(denied.code(), "denied");
  CHECK_EQ(denied.response.header("Retry-After"), "300");
}

void many_are_answered_and_one_withdraws() {
  Asking api;
  const std::string id = api.join(api.other).text("request_id");
  api.world.clock.advance(1s);
  const std::string third = api.sign_up("third");
  const Got waiting = api.join(third);
  CHECK_EQ(waiting.json["position"].as_integer(), 2);
  const Got gone = api.remove(api.at("/join-request/" + id), api.other);
  CHECK_EQ(gone.status(), 200);
  CHECK_EQ(gone.text("status"), "withdrawn");
  const Got late = api.respond(id, R"({"action":"approve"})", api.host);
  CHECK_EQ(late.status(), 409);
  CHECK_EQ(late.code(), "request-over");
  const Got all = api.post(api.at("/join-requests/respond"),
                           R"({"action":"approve","request_ids":"all"})", api.host);
  CHECK_EQ(all.status(), 200);
  CHECK_EQ(all.json["join_requests"].size(), 1u);
  CHECK_EQ(api.join(third).status(), 200);
  const Got none = api.post(api.at("/join-requests/respond"),
                            R"({"action":"approve","request_ids":[")" + id + R"("]})", api.host);
  CHECK_EQ(none.json["join_requests"].size(), 0u);
}

void wrong_bodies_are_named() {
  const Asking api;
  const std::string id = api.join(api.other).text("request_id");
  for (const char* body : {"{}", R"({"action":7})", R"({"action":"APPROVE"})", R"({"action":""})",
                           R"({"action":null})", R"({"action":["approve"]})"}) {
    CHECK_EQ(api.respond(id, body, api.host).field(), "action");
    CHECK_EQ(api.post(api.at("/join-requests/respond"), body, api.host).field(), "action");
  }
  const std::string deny = R"({"action":"deny")";
  for (const char* more : {"}", R"(,"request_ids":null})", R"(,"request_ids":"some"})",
                           R"(,"request_ids":{}})", R"(,"request_ids":[7]})"}) {
    const Got got = api.post(api.at("/join-requests/respond"), deny + more, api.host);
    CHECK_EQ(got.status(), 422);
    CHECK_EQ(got.field(), "request_ids");
  }
  std::string many;
  for (int i = 0; i < 501; ++i) many += i == 0 ? "\"x\"" : ",\"x\"";
  CHECK_EQ(api.post(api.at("/join-requests/respond"), deny + ",\"request_ids\":[" + many + "]}",
                    api.host)
               .field(),
           "request_ids");
  CHECK_EQ(api.join(api.sign_up("x"), R"({"message":7})").field(), "message");
  const std::string path = "/api/meeting/" + text_of(api.meeting, "code") + "/join-requests";
  for (const char* status : {"?status=", "?status=expired", "?status=all"})
    CHECK_EQ(api.get(path + status, api.host).field(), "status");
  CHECK_EQ(api.get(path, api.host).json["join_requests"].size(), 1u);
}

void hostile_ids_find_nothing() {
  const Asking api;
  (void)api.join(api.other);
  for (const char* id :
       {"x", "'%20OR%201=1", "%F0%9F%92%A9", "..%2f..", "00000000-0000-4000-8000-000000000000"}) {
    const std::string name{id};
    CHECK_EQ(api.respond(name, R"({"action":"approve"})", api.host).status(), 404);
    CHECK_EQ(api.get(api.at("/join-request/" + name + "/status"), api.host).status(), 404);
    CHECK_EQ(api.remove(api.at("/join-request/" + name), api.other).status(), 404);
  }
  CHECK_EQ(api.get(api.at("/join-requests"), api.host).json["join_requests"].size(), 1u);
}

}  // namespace

int main() {
  return lectern_test::run(
      "join_requests_api",
      {TEST(asking_answering_and_entering), TEST(a_denied_person_is_told_when_to_ask_again),
       TEST(many_are_answered_and_one_withdraws), TEST(wrong_bodies_are_named),
       TEST(hostile_ids_find_nothing)});
}
