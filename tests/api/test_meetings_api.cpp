// SPDX-License-Identifier: MIT
// /api/meeting/… and /api/meetings/ as docs/api.md describes them.
#include "tests/api/api_world.hpp"

namespace {

using namespace lectern_test;
using namespace std::chrono_literals;

std::string path(const base::Json& meeting, std::string_view verb = "") {
  return "/api/meeting/" + std::string{verb} + text_of(meeting, "code") + "/";
}

void creating_answers_the_whole_meeting() {
  const ApiWorld api;
  const std::string ada = api.sign_up("ada");
  const Got got =
      api.post("/api/meeting/create/",
               R"({"title":"Latin","type":"scheduled","scheduled_at":"2027-01-20T16:00:00+01:00",
                               "duration_minutes":45,"timezone":"Europe/Berlin",
                               "max_participants":5,"password":"salve","waiting_room":false,
                               "invitees":[],"whatever":1})",
               ada);
  CHECK_EQ(got.status(), 201);
  const base::Json& m = got.json;
  CHECK_EQ(text_of(m, "title"), "Latin");
  CHECK_EQ(text_of(m, "type"), "scheduled");
  CHECK_EQ(text_of(m, "access"), "public");
  CHECK_EQ(text_of(m, "state"), "open");
  CHECK_EQ(m["has_password"].as_bool(), true);
  CHECK_EQ(m["max_participants"].as_integer(), 5);
  CHECK_EQ(text_of(m, "scheduled_at"), "2027-01-20T15:00:00Z");
  CHECK_EQ(m["duration_minutes"].as_integer(), 45);
  CHECK_EQ(text_of(m, "timezone"), "Europe/Berlin");
  CHECK(m["ended_at"].is_null());
  CHECK_EQ(text_of(m["host"], "name"), "ada");
  CHECK_EQ(text_of(m, "role"), "host");
  CHECK_EQ(m["present"].as_integer(), 0);
  CHECK_EQ(text_of(m, "join_url"), "http://school.example:3000/j/" + text_of(m, "code"));
  CHECK(!m.has("password"));
  std::string keys;
  for (const auto& [key, value] : m.members()) keys += key + ' ';
  CHECK_EQ(keys,
           "meeting_id code title type access state has_password locked waiting_room host_leaves "
           "reminders settings "
           "max_participants scheduled_at "
           "duration_minutes timezone recurrence series_id occurrence "
           "created_at ended_at host role present join_url exceptions ");
}

void settings_are_kept_and_changed() {
  const ApiWorld api;
  const std::string ada = api.sign_up("ada");
  const std::string rest = R"("unmute":"everyone","whiteboard":"everyone","recording":"hosts"})";
  const auto print = [](const base::Json& meeting) { return meeting["settings"].print(); };
  CHECK_EQ(print(api.create(ada)), R"({"chat":"everyone","share":"everyone",)" + rest);
  const base::Json made = api.create(ada, R"(,"settings":{"chat":"hosts","share":"off"})");
  CHECK_EQ(print(made), R"({"chat":"hosts","share":"off",)" + rest);
  const std::string path = "/api/meeting/" + text_of(made, "code");
  const auto change = [&](const char* body) {
    return api.send(ApiWorld::request(api::Method::patch, path, body, ada));
  };
  const Got changed = change(R"({"settings":{"share":"everyone","chat":null}})");
  CHECK_EQ(print(changed.json), R"({"chat":"hosts","share":"everyone",)" + rest);
  CHECK_EQ(changed.response.header("ETag"), "\"v2\"");
  CHECK_EQ(change(R"({"settings":{"share":"everyone"}})").response.header("ETag"), "\"v2\"");
  CHECK_EQ(print(api.get(path, ada).json), print(changed.json));
  const Got lecture =
      api.get("/api/meeting/" + text_of(api.create(ada, R"(,"type":"lecture")"), "code"), ada);
  CHECK_EQ(print(lecture.json), R"({"chat":"everyone","share":"hosts","unmute":"hosts",)"
                                R"("whiteboard":"hosts","recording":"hosts"})");
  for (const auto& [body, field] : {
           std::pair{R"({"settings":[]})", "settings"},
           std::pair{R"({"settings":"off"})", "settings"},
           std::pair{R"({"settings":{"chat":"nobody"}})", "settings.chat"},
           std::pair{R"({"settings":{"recording":true}})", "settings.recording"},
       })
    CHECK_EQ(change(body).field(), field);
}

void a_field_that_is_left_out_has_its_default() {
  const ApiWorld api;
  const std::string ada = api.sign_up("ada");
  const base::Json m = api.create(ada);
  CHECK_EQ(text_of(m, "type"), "instant");
  CHECK_EQ(text_of(m, "access"), "public");
  CHECK_EQ(m["has_password"].as_bool(), false);
  CHECK(m["scheduled_at"].is_null() && m["ended_at"].is_null());
  CHECK_EQ(text_of(m, "created_at"), base::print_iso8601(api.world.clock.wall_now()));
  // null counts as left out
  const Got got = api.post("/api/meeting/create/",
                           R"({"title":"x","type":null,"access":null,"scheduled_at":null,)"
                           R"("waiting_room":null,"recurrence":null,"invitees":null})",
                           ada);
  CHECK_EQ(got.status(), 201);
}

void links_follow_the_configured_url() {
  const ApiWorld api{meetings::Registration::open, {}, {}, "https://meet.example.org/"};
  const std::string ada = api.sign_up("ada");
  const base::Json meeting = api.create(ada);
  CHECK_EQ(text_of(meeting, "join_url"), "https://meet.example.org/j/" + text_of(meeting, "code"));
  CHECK_EQ(api.post(path(meeting, "join/"), "", ada).text("signaling_url"),
           "wss://meet.example.org/ws");
}

void bad_fields_are_named() {
  const ApiWorld api;
  const std::string ada = api.sign_up("ada");
  const std::pair<const char*, const char*> cases[] = {
      {R"({})", "title"},
      {R"({"title":""})", "title"},
      {R"({"title":7})", "title"},
      {R"({"title":"x","type":"party"})", "type"},
      {R"({"title":"x","type":1})", "type"},
      {R"({"title":"x","access":"secret"})", "access"},
      {R"({"title":"x","password":""})", "password"},
      {R"({"title":"x","password":false})", "password"},
      {R"({"title":"x","max_participants":1})", "max_participants"},
      {R"({"title":"x","max_participants":1000})", "max_participants"},
      {R"({"title":"x","max_participants":"5"})", "max_participants"},
      {R"({"title":"x","max_participants":2.5})", "max_participants"},
      {R"({"title":"x","type":"scheduled"})", "scheduled_at"},
      {R"({"title":"x","type":"scheduled","scheduled_at":"tomorrow"})", "scheduled_at"},
      {R"({"title":"x","type":"scheduled","scheduled_at":1800000000})", "scheduled_at"},
      {R"({"title":"x","duration_minutes":0})", "duration_minutes"},
      {R"({"title":"x","timezone":"Mars/Olympus"})", "timezone"},
      {R"({"title":"x","waiting_room":"yes"})", "waiting_room"},
      {R"({"title":"x","invitees":"a@example.org"})", "invitees"},
      {R"({"title":"x","invitees":[7]})", "invitees"},
      {R"({"title":"x","host_leaves":"never"})", "host_leaves"},
      {R"({"title":"x","invitees":["nobody"]})", "invitees"},
  };
  for (const auto& [body, field] : cases) {
    const Got got = api.post("/api/meeting/create/", body, ada);
    if (got.status() != 422 || got.code() != "bad-field" || got.field() != field) {
      check_failed(std::string{body} + " -> " + std::string{got.response.text()}, __FILE__,
                   __LINE__);
    }
  }
  std::string long_title(200, 'x');
  CHECK_EQ(api.post("/api/meeting/create/", R"({"title":")" + long_title + "\"}", ada).field(),
           "title");
}

void a_meeting_is_found_by_id_and_by_any_spelling_of_its_code() {
  const ApiWorld api;
  const std::string ada = api.sign_up("ada");
  const base::Json meeting = api.create(ada);
  std::string spoken = text_of(meeting, "code");
  for (char& c : spoken) c = c == '-' ? '+' : static_cast<char>(c - 'a' + 'A');
  std::string spaced;
  for (const char c : spoken) spaced += c == '+' ? std::string{"%20"} : std::string(1, c);
  for (const std::string& name :
       {text_of(meeting, "meeting_id"), text_of(meeting, "code"), spaced}) {
    CHECK_EQ(text_of(api.get("/api/meeting/" + name).json, "meeting_id"),
             text_of(meeting, "meeting_id"));
  }
  const Got stranger = api.get(path(meeting));
  CHECK_EQ(stranger.status(), 200);
  CHECK(stranger.json["role"].is_null());
  CHECK_EQ(api.get(path(meeting), ada).text("role"), "host");
  for (const char* name : {"bamo-lita-refo", "nonsense", "%F0%9F%92%A9",
                           "00000000-0000-4000-8000-000000000000", "'"}) {
    const Got got = api.get(std::string{"/api/meeting/"} + name);
    CHECK_EQ(got.status(), 404);
    CHECK_EQ(got.code(), "not-found");
  }
}

void codes_are_not_found_by_trying() {
  ApiWorld api;
  const std::string ada = api.sign_up("ada");
  const base::Json meeting = api.create(ada);
  for (int i = 0; i < 200; ++i)
    CHECK_EQ(api.get(path(meeting)).status(), 200);  // an existing meeting may be looked at
  for (int i = 0; i < 60; ++i) CHECK_EQ(api.get("/api/meeting/bamo-lita-refo/").status(), 404);
  const Got limited = api.get(path(meeting));
  CHECK_EQ(limited.status(), 429);
  CHECK_EQ(limited.response.header("Retry-After"), "1");
  api.world.clock.advance(1s);
  CHECK_EQ(api.get(path(meeting)).status(), 200);
}

void joining_gives_the_seat() {
  ApiWorld api;
  const std::string ada = api.sign_up("ada");
  const std::string bob = api.sign_up("bob");
  const base::Json meeting = api.create(ada);
  const Got got = api.post(path(meeting, "join/"), R"({"name":"Bobby"})", bob);
  CHECK_EQ(got.status(), 200);
  CHECK_EQ(got.text("status"), "joined");
  CHECK_EQ(got.text("role"), "participant");
  CHECK_EQ(text_of(got.json["meeting"], "role"), "participant");
  CHECK_EQ(got.text("signaling_url"), "ws://school.example:3000/ws");
  CHECK_EQ(got.json["ice_servers"].size(), 2u);
  const meetings::Claims claims = api.world.claims(got.text("token"));
  CHECK_EQ(claims.kind, meetings::TokenKind::seat);
  CHECK_EQ(claims.participant_id->value(), got.text("participant_id"));
  // No body at all will do; the seat stays the same.
  CHECK_EQ(api.post(path(meeting, "join/"), "", bob).text("participant_id"),
           got.text("participant_id"));
  CHECK_EQ(api.post(path(meeting, "join/"), "", ada).text("role"), "host");
  // The seat's token opens nothing here.
  const Got me = api.get("/api/me", got.text("token"));
  CHECK_EQ(me.status(), 401);
  CHECK_EQ(me.code(), "token-invalid");
}

void passwords_are_asked_and_their_guessing_slowed_down() {
  ApiWorld api;
  const std::string ada = api.sign_up("ada");
  const std::string bob = api.sign_up("bob");
  const base::Json meeting = api.create(ada, R"(,"password":"salve")");
  const auto join = [&](const char* body) { return api.post(path(meeting, "join/"), body, bob); };
  const Got without = join("{}");
  CHECK_EQ(without.status(), 401);
  CHECK_EQ(without.code(), "password-required");
  for (int i = 0; i < 15; ++i)
    CHECK_EQ(join(R"({"password":"salve"})").status(), 200);  // right ones cost nothing
  for (int i = 0; i < 10; ++i) CHECK_EQ(join(R"({"password":"vale"})").code(), "password-wrong");
  const Got limited = join(R"({"password":"salve"})");
  CHECK_EQ(limited.status(), 429);
  CHECK_EQ(limited.code(), "rate-limited");
  CHECK_EQ(limited.response.header("Retry-After"), "10");
  api.world.clock.advance(10s);
  CHECK_EQ(join(R"({"password":"salve"})").status(), 200);
}

void a_full_an_early_and_an_ended_meeting_say_so() {
  ApiWorld api;
  const std::string ada = api.sign_up("ada");
  const std::string bob = api.sign_up("bob");
  const std::string eve = api.sign_up("eve");
  const base::Json small = api.create(ada, R"(,"max_participants":2)");
  CHECK_EQ(api.post(path(small, "join/"), "", ada).status(), 200);
  CHECK_EQ(api.post(path(small, "join/"), "", bob).status(), 200);
  const Got full = api.post(path(small, "join/"), "", eve);
  CHECK_EQ(full.status(), 409);
  CHECK_EQ(full.code(), "full");

  const base::Json later =
      api.create(ada, R"(,"type":"scheduled","scheduled_at":")" +
                          base::print_iso8601(api.world.clock.wall_now() + 2h) + "\"");
  const Got early = api.post(path(later, "join/"), "", bob);
  CHECK_EQ(early.status(), 425);
  CHECK_EQ(early.code(), "not-started");
  CHECK_EQ(api.post(path(later, "join/"), "", ada).status(), 200);

  CHECK_EQ(api.post(path(small, "end/"), "", bob).status(), 403);
  for (int i = 0; i < 2; ++i) {
    const Got ended = api.post(path(small, "end/"), "", ada);
    CHECK_EQ(ended.status(), 200);
    CHECK_EQ(ended.text("status"), "ended");
  }
  CHECK_EQ(api.get(path(small)).text("state"), "ended");
  const Got gone = api.post(path(small, "join/"), "", bob);
  CHECK_EQ(gone.status(), 410);
  CHECK_EQ(gone.code(), "ended");
}

void leaving_is_idempotent_and_told() {
  ApiWorld api;
  const std::string ada = api.sign_up("ada");
  const std::string bob = api.sign_up("bob");
  const base::Json meeting = api.create(ada);
  CHECK_EQ(api.post(path(meeting, "join/"), "", bob).status(), 200);
  (void)api.world.events.take();
  for (int i = 0; i < 2; ++i) {
    const Got left = api.post(path(meeting, "leave/"), "", bob);
    CHECK_EQ(left.status(), 200);
    CHECK_EQ(left.response.text(), R"({"status":"left"})");
  }
  CHECK(!api.world.events.take().empty());
  CHECK_EQ(api.post("/api/meeting/leave/bamo-lita-refo/", "", bob).status(), 404);
}

void participants_are_who_is_in_and_the_history_is_the_hosts() {
  ApiWorld api;
  const std::string ada = api.sign_up("ada");
  const std::string bob = api.sign_up("bob");
  const std::string eve = api.sign_up("eve");
  const base::Json meeting = api.create(ada);
  const meetings::Seat seat =
      OK(api.world.rooms.admit(api.world.claims(bob), text_of(meeting, "code"), {}));
  api.world.show_up(seat);
  const Got list = api.get(path(meeting) + "participants/", bob);
  CHECK_EQ(list.status(), 200);
  CHECK_EQ(list.json["participants"].size(), 1u);
  const base::Json one = list.json["participants"].at(0);
  CHECK_EQ(text_of(one, "participant_id"), seat.participant_id.value());
  CHECK_EQ(one["present"].as_bool(), true);
  CHECK(one["left_at"].is_null());
  CHECK_EQ(one["media"]["audio"].as_bool(), false);
  CHECK_EQ(one["media"].size(), 5u);
  CHECK_EQ(api.get(path(meeting)).json["present"].as_integer(), 1);
  CHECK_EQ(api.get(path(meeting) + "participants/", eve).status(), 403);
  CHECK_EQ(api.get(path(meeting) + "participants/?history=1", bob).status(), 403);
  for (const char* query : {"?history=0", "?history=", "?history=2"})
    CHECK_EQ(api.get(path(meeting) + "participants/" + query, bob).status(), 200);
  const Got history = api.get(path(meeting) + "participants/?history=1", ada);
  CHECK_EQ(history.status(), 200);
  CHECK_EQ(history.json["participants"].size(), 1u);
}

void lists_page_by_cursor() {
  ApiWorld api;
  const std::string ada = api.sign_up("ada");
  std::vector<std::string> made;
  for (int i = 0; i < 5; ++i) {
    made.push_back(text_of(api.create(ada), "meeting_id"));
    api.world.clock.advance(1s);
  }
  const Got first = api.get("/api/meetings/?limit=3", ada);
  CHECK_EQ(first.status(), 200);
  CHECK_EQ(first.json["meetings"].size(), 3u);
  CHECK_EQ(text_of(first.json["meetings"].at(0), "meeting_id"), made[4]);
  const Got rest = api.get("/api/meetings/?limit=3&cursor=" + first.text("next_cursor"), ada);
  CHECK_EQ(rest.json["meetings"].size(), 2u);
  CHECK_EQ(text_of(rest.json["meetings"].at(1), "meeting_id"), made[0]);
  CHECK(rest.json["next_cursor"].is_null());
  CHECK_EQ(api.get("/api/meetings/?state=ended", ada).json["meetings"].size(), 0u);
  for (const char* query : {"limit=0", "limit=101", "limit=x", "limit=5x", "limit=", "limit=-1",
                            "limit=99999999999999999999"}) {
    CHECK_EQ(api.get(std::string{"/api/meetings/?"} + query, ada).field(), "limit");
  }
  CHECK_EQ(api.get("/api/meetings/?limit=1", ada).json["meetings"].size(), 1u);
  const Got most = api.get("/api/meetings/?limit=100", ada);
  CHECK_EQ(most.status(), 200);
  CHECK_EQ(most.json["meetings"].size(), 5u);
  CHECK_EQ(api.get("/api/meetings/?state=open", ada).json["meetings"].size(), 5u);
  CHECK_EQ(api.get("/api/meetings/?state=closed", ada).field(), "state");
  CHECK_EQ(api.get("/api/meetings/?cursor=nonsense", ada).status(), 422);
}

}  // namespace

int main() {
  return lectern_test::run(
      "meetings_api",
      {TEST(creating_answers_the_whole_meeting), TEST(links_follow_the_configured_url),
       TEST(bad_fields_are_named), TEST(a_meeting_is_found_by_id_and_by_any_spelling_of_its_code),
       TEST(codes_are_not_found_by_trying), TEST(joining_gives_the_seat),
       TEST(passwords_are_asked_and_their_guessing_slowed_down),
       TEST(a_full_an_early_and_an_ended_meeting_say_so), TEST(leaving_is_idempotent_and_told),
       TEST(participants_are_who_is_in_and_the_history_is_the_hosts), TEST(lists_page_by_cursor),
       TEST(settings_are_kept_and_changed), TEST(a_field_that_is_left_out_has_its_default)});
}
