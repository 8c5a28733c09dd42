// SPDX-License-Identifier: MIT
// Changing, locking and cancelling meetings and banning people, as docs/api.md describes them.
#include "api/entity_tag.hpp"
#include "tests/api/api_world.hpp"

namespace {

using namespace lectern_test;
using namespace std::chrono_literals;
using api::Method;

struct Ways : ApiWorld {
  std::string host = sign_up("host"), other = sign_up("other");
  base::Json meeting = create(host);

  std::string at(const std::string& rest = "") const {
    return "/api/meeting/" + text_of(meeting, "code") + rest + "/";
  }
  std::string join() const { return "/api/meeting/join/" + text_of(meeting, "code") + "/"; }
  Got ask(Method method, const std::string& path, const std::string& body, const std::string& token,
          const std::string& if_match = "") const {
    api::Request out = request(method, path, body, token);
    if (!if_match.empty()) out.headers["if-match"] = if_match;
    return send(out);
  }
};

void if_match_is_read_as_the_rfc_says() {
  using Versions = std::vector<std::int64_t>;
  CHECK_EQ(api::entity_tag(7), "\"v7\"");
  CHECK(!api::read_if_match("") && !api::read_if_match(" * "));
  CHECK(api::read_if_match("\"v7\"") == Versions{7});
  CHECK((api::read_if_match(" \"v7\" , \"v12\"") == Versions{7, 12}));
  for (const char* none : {"v7", "\"7\"", "W/\"v7\"", "\"v\"", "\"vx\"", "\"v7", ",", "\"\"",
                           "\"v99999999999999999999\""})
    CHECK(api::read_if_match(none) == Versions{});
}

void a_change_needs_the_version_that_it_names() {
  const Ways api;
  const Got read = api.get(api.at(), api.host);
  CHECK_EQ(read.response.header("ETag"), "\"v1\"");
  const Got changed =
      api.ask(Method::patch, api.at(), R"({"title":"Greek","locked":true})", api.host, "\"v1\"");
  CHECK_EQ(changed.status(), 200);
  CHECK_EQ(changed.response.header("ETag"), "\"v2\"");
  CHECK_EQ(changed.text("title"), "Greek");
  CHECK_EQ(changed.json["locked"].as_bool(), true);
  const Got late = api.ask(Method::patch, api.at(), R"({"title":"x"})", api.host, "\"v1\"");
  CHECK_EQ(late.status(), 412);
  CHECK_EQ(late.code(), "changed");
  CHECK_EQ(api.ask(Method::delete_, api.at(), "", api.host, "\"v1\"").status(), 412);
  CHECK_EQ(api.ask(Method::patch, api.at(), R"({"title":"x"})", api.host, "*").status(), 200);
}

void null_takes_a_value_away() {
  const Ways api;
  const auto change = [&](const char* body) {
    const Got got = api.ask(Method::patch, api.at(), body, api.host);
    CHECK_EQ(got.status(), 200);
    return got;
  };
  const char* set = R"({"password":"salve","duration_minutes":45,"timezone":"Europe/Berlin"})";
  CHECK_EQ(change(set).json["has_password"].as_bool(), true);
  CHECK_EQ(api.post(api.join(), "", api.other).code(), "password-required");
  CHECK_EQ(api.post(api.join(), R"({"password":"salve"})", api.other).status(), 200);
  const Got same = change(R"({"title":null,"locked":null,"access":null,"max_participants":null})");
  CHECK_EQ(same.response.header("ETag"), "\"v2\"");
  const Got gone = change(R"({"password":null,"duration_minutes":null,"timezone":null})");
  CHECK_EQ(gone.json["has_password"].as_bool(), false);
  CHECK(gone.json["duration_minutes"].is_null() && gone.json["timezone"].is_null());
}

void bad_fields_of_a_change_are_named() {
  const Ways api;
  const std::string too_long(121, 'x');
  const std::pair<std::string, const char*> cases[] = {
      {R"({"title":""})", "title"},
      {R"({"title":7})", "title"},
      {R"({"title":")" + too_long + "\"}", "title"},
      {R"({"title":"a\u202eb"})", "title"},
      {R"({"type":"lecture"})", "type"},
      {R"({"access":"secret"})", "access"},
      {R"({"access":1})", "access"},
      {R"({"locked":"yes"})", "locked"},
      {R"({"host_leaves":"never"})", "host_leaves"},
      {R"({"host_leaves":true})", "host_leaves"},
      {R"({"password":""})", "password"},
      {R"({"password":["x"]})", "password"},
      {R"({"max_participants":1})", "max_participants"},
      {R"({"max_participants":"5"})", "max_participants"},
      {R"({"scheduled_at":"tomorrow"})", "scheduled_at"},
      {R"({"scheduled_at":"2027-02-01T10:00:00Z"})", "scheduled_at"},
      {R"({"duration_minutes":2000})", "duration_minutes"},
      {R"({"timezone":"Mars/Olympus"})", "timezone"},
  };
  for (const auto& [body, field] : cases) {
    const Got got = api.ask(Method::patch, api.at(), body, api.host);
    if (got.status() != 422 || got.field() != field)
      check_failed(body + " -> " + std::string{got.response.text()}, __FILE__, __LINE__);
  }
  CHECK_EQ(api.ask(Method::patch, api.at(), "[]", api.host).code(), "bad-json");
  CHECK_EQ(api.get(api.at()).response.header("ETag"), "\"v1\"");
}

void a_cancelled_meeting_is_over() {
  const Ways api;
  for (int i = 0; i < 2; ++i) {
    const Got got = api.ask(Method::delete_, api.at(), "", api.host);
    CHECK_EQ(got.status(), 200);
    CHECK_EQ(got.text("status"), "cancelled");
  }
  CHECK_EQ(api.get(api.at()).text("state"), "cancelled");
  CHECK_EQ(api.post(api.join(), "", api.other).status(), 410);
  CHECK_EQ(api.get("/api/meetings/?state=cancelled", api.host).json["meetings"].size(), 1u);
}

void a_locked_and_a_private_meeting_say_so() {
  const Ways api;
  CHECK_EQ(api.post(api.join(), "", api.other).status(), 200);
  api.ask(Method::patch, api.at(), R"({"locked":true})", api.host);
  const std::string third = api.sign_up("third");
  const Got locked = api.post(api.join(), "", third);
  CHECK_EQ(locked.status(), 409);
  CHECK_EQ(locked.code(), "locked");
  api.ask(Method::patch, api.at(), R"({"locked":false,"access":"private"})", api.host);
  const Got known = api.post(api.join(), "", api.other);
  CHECK_EQ(known.status(), 403);
  CHECK_EQ(known.code(), "not-invited");
  // The same answer as for a code that nobody has, but for the request's own name and its cost.
  Got hidden = api.post(api.join(), "", third);
  Got unknown = api.post("/api/meeting/join/bamo-lita-refo/", "", third);
  CHECK_EQ(hidden.status(), 404);
  CHECK_EQ(hidden.response.text(), unknown.response.text());
  for (Got* got : {&hidden, &unknown})  // the second request has less left
    std::erase_if(got->response.headers, [](const auto& h) { return h.first == "RateLimit"; });
  CHECK(hidden.response.headers == unknown.response.headers);
  CHECK_EQ(api.get(api.at()).status(), 404);
  CHECK_EQ(api.get(api.at(), api.host).status(), 200);
}

void people_are_banned_and_let_in_again() {
  const Ways api;
  const Got seat = api.post(api.join(), "", api.other);
  const Got made = api.post(api.at("/bans"),
                            R"({"participant_id":")" + seat.text("participant_id") +
                                R"(","reason":"noise","until":"2027-02-01T10:00:00+01:00"})",
                            api.host);
  CHECK_EQ(made.status(), 201);
  std::string keys;
  for (const auto& [key, value] : made.json.members()) keys += key + ' ';
  CHECK_EQ(keys, "ban_id meeting_id user_id name reason created_at until ");
  CHECK_EQ(made.text("until"), "2027-02-01T09:00:00Z");
  const Got out = api.post(api.join(), "", api.other);
  CHECK_EQ(out.status(), 403);
  CHECK_EQ(out.code(), "banned");
  const Got list = api.get(api.at("/bans"), api.host);
  CHECK_EQ(list.json["bans"].size(), 1u);
  CHECK(list.json["next_cursor"].is_null());
  const std::string one = api.at("/bans/" + made.text("ban_id"));
  CHECK_EQ(api.ask(Method::delete_, one, "", api.other).status(), 403);
  const Got lifted = api.ask(Method::delete_, one, "", api.host);
  CHECK_EQ(lifted.response.text(), R"({"status":"lifted"})");
  CHECK_EQ(api.ask(Method::delete_, one, "", api.host).code(), "not-found");
  CHECK_EQ(api.post(api.join(), "", api.other).status(), 200);
}

void roles_are_given() {
  Ways api;
  const std::string user = api.world.claims(api.other).user_id.value();
  const auto give = [&](const std::string& body) {
    return api.post(api.at("/cohosts"), body, api.host);
  };
  const Got made = give(R"({"user_id":")" + user + "\"}");
  CHECK_EQ(made.status(), 200);
  std::string keys;
  for (const auto& [key, value] : made.json.members()) keys += key + ' ';
  CHECK_EQ(keys, "participant_id user_id name role ");
  CHECK_EQ(made.text("role"), "cohost");
  CHECK_EQ(api.get(api.at(), api.other).text("role"), "cohost");
  CHECK_EQ(api.ask(Method::patch, api.at(), R"({"locked":true})", api.other).status(), 200);
  CHECK_EQ(
      give(R"({"participant_id":")" + made.text("participant_id") + R"(","role":"participant"})")
          .text("role"),
      "participant");
  const std::pair<const char*, const char*> cases[] = {
      {"{}", "user_id"},
      {R"({"user_id":7})", "user_id"},
      {R"({"user_id":"' OR 1=1"})", "user_id"},
      {R"({"participant_id":[]})", "participant_id"},
      {R"({"user_id":"x","role":"king"})", "role"},
      {R"({"user_id":"x","role":1})", "role"},
      {R"({"user_id":"x","role":"host"})", "role"}};
  for (const auto& [body, field] : cases) CHECK_EQ(give(body).field(), field);
}

void bad_fields_of_a_ban_are_named() {
  Ways api;
  const std::string user = R"("user_id":")" + api.world.claims(api.other).user_id.value() + "\"";
  const std::pair<std::string, const char*> cases[] = {
      {"{}", "user_id"},
      {R"({"user_id":7})", "user_id"},
      {R"({"user_id":"' OR 1=1 --"})", "user_id"},
      {R"({"user_id":")" + std::string(10'000, 'x') + "\"}", "user_id"},
      {R"({"participant_id":"x"})", "participant_id"},
      {R"({"participant_id":{}})", "participant_id"},
      {"{" + user + R"(,"until":"never"})", "until"},
      {"{" + user + R"(,"until":1})", "until"},
      {"{" + user + R"(,"until":"2020-01-01T00:00:00Z"})", "until"},
      {"{" + user + R"(,"reason":""})", "reason"},
      {"{" + user + R"(,"reason":7})", "reason"},
      {"{" + user + R"(,"reason":")" + std::string(201, 'x') + "\"}", "reason"},
  };
  for (const auto& [body, field] : cases) {
    const Got got = api.post(api.at("/bans"), body, api.host);
    if (got.status() != 422 || got.field() != field)
      check_failed(body + " -> " + std::string{got.response.text()}, __FILE__, __LINE__);
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "ways_in_api",
      {TEST(if_match_is_read_as_the_rfc_says), TEST(a_change_needs_the_version_that_it_names),
       TEST(null_takes_a_value_away), TEST(bad_fields_of_a_change_are_named),
       TEST(a_cancelled_meeting_is_over), TEST(a_locked_and_a_private_meeting_say_so),
       TEST(people_are_banned_and_let_in_again), TEST(roles_are_given),
       TEST(bad_fields_of_a_ban_are_named)});
}
