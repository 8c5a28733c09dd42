// SPDX-License-Identifier: MIT
// Who gets what: every endpoint that takes a bearer token, asked with every kind of token, in every
// state of a meeting. A token that is bound to a meeting is worth what the meeting's door has
// granted, and no token outlives its session.
#include <array>
#include <functional>

#include "tests/api/api_world.hpp"

namespace {

using namespace lectern_test;
using namespace std::chrono_literals;
using api::Method;

enum class State { open, not_started, ended };

// A meeting with a password, and one token of each kind.
struct School {
  explicit School(State state) {
    host = api.sign_up("host");
    const bool later = state == State::not_started;
    meeting = api.create(
        host, std::string{R"(,"password":"salve")"} +
                  (later ? R"(,"type":"scheduled","scheduled_at":")" +
                               base::print_iso8601(api.world.clock.wall_now() + 1h) + "\""
                         : ""));
    account = api.sign_up("account");
    seated = api.sign_up("seated");
    gone = api.sign_up("gone");
    guest = come_as_guest("guest");
    seated_guest = come_as_guest("seated guest");
    for (const std::string& token : {seated, gone, seated_guest}) {
      const Got got = api.post(join(), R"({"password":"salve"})", token);
      CHECK_EQ(got.code(), later ? "not-started" : "");
    }
    seat = api.post(join(), "", host).text("token");
    OK(api.world.accounts.set_password(api.world.claims(gone).user_id, "battery staple"));
    if (state == State::ended) OK(api.world.rooms.end_by_operator(text_of(meeting, "code")));
  }

  std::string come_as_guest(const std::string& name) const {
    return api
        .post("/api/auth/guest",
              R"({"code":")" + text_of(meeting, "code") + R"(","name":")" + name + R"("})")
        .text("access");
  }
  std::string at(const std::string& rest) const {
    return "/api/meeting/" + text_of(meeting, "code") + rest;
  }
  std::string join() const { return "/api/meeting/join/" + text_of(meeting, "code"); }

  // In the order of the columns below.
  std::array<std::string, 8> tokens() const {
    return {"", account, seated, guest, seated_guest, seat, gone, host};
  }

  ApiWorld api;
  base::Json meeting;
  std::string host, account, seated, gone, guest, seated_guest, seat;
};

struct Endpoint {
  const char* name;
  Method method;
  std::function<std::string(const School&)> path;
  const char* body;
};

const std::vector<Endpoint> kEndpoints{
    {"me", Method::get, [](const School&) { return "/api/me"; }, ""},
    {"rename", Method::patch, [](const School&) { return "/api/me"; }, R"({"name":"X"})"},
    {"sessions", Method::get, [](const School&) { return "/api/me/sessions"; }, ""},
    {"end other sessions", Method::delete_, [](const School&) { return "/api/me/sessions"; }, ""},
    {"password", Method::post, [](const School&) { return "/api/me/password"; },
     R"({"old_password":"correct horse","password":"battery staple"})"},
    {"create", Method::post, [](const School&) { return "/api/meeting/create"; },
     R"({"title":"x"})"},
    {"list", Method::get, [](const School&) { return "/api/meetings"; }, ""},
    {"details", Method::get, [](const School& s) { return s.at(""); }, ""},
    {"join", Method::post, [](const School& s) { return s.join(); }, ""},
    {"participants", Method::get, [](const School& s) { return s.at("/participants"); }, ""},
    {"history", Method::get, [](const School& s) { return s.at("/participants?history=1"); }, ""},
    {"ice-servers", Method::get, [](const School&) { return "/api/ice-servers"; }, ""},
    {"leave", Method::post,
     [](const School& s) { return "/api/meeting/leave/" + text_of(s.meeting, "code"); }, ""},
    {"rate", Method::post, [](const School& s) { return s.at("/rating"); }, R"({"rating":"good"})"},
    {"requests", Method::get, [](const School& s) { return s.at("/join-requests"); }, ""},
    {"answer all", Method::post, [](const School& s) { return s.at("/join-requests/respond"); },
     R"({"action":"deny","request_ids":"all"})"},
    {"answer", Method::post, [](const School&) { return "/api/meeting/join-request/x/respond"; },
     R"({"action":"deny"})"},
    {"status", Method::get, [](const School& s) { return s.at("/join-request/x/status"); }, ""},
    {"withdraw", Method::delete_, [](const School& s) { return s.at("/join-request/x"); }, ""},
    {"invite", Method::post, [](const School& s) { return s.at("/invite"); },
     R"({"emails":["x@example.org"]})"},
    {"invited", Method::get, [](const School& s) { return s.at("/invite"); }, ""},
    {"revoke", Method::delete_, [](const School& s) { return s.at("/invite/x"); }, ""},
    {"accept", Method::post, [](const School&) { return "/api/meeting/invite/x/respond"; },
     R"({"action":"accept"})"},
    {"invitations", Method::get, [](const School&) { return "/api/invitations"; }, ""},
    {"link", Method::get, [](const School&) { return "/api/invitation/x"; }, ""},
    {"cohost", Method::post, [](const School& s) { return s.at("/cohosts"); },
     R"({"user_id":"x"})"},
    {"bans", Method::get, [](const School& s) { return s.at("/bans"); }, ""},
    {"ban", Method::post, [](const School& s) { return s.at("/bans"); }, R"({"user_id":"x"})"},
    {"lift", Method::delete_, [](const School& s) { return s.at("/bans/x"); }, ""},
    {"change", Method::patch, [](const School& s) { return s.at(""); }, R"({"title":"New"})"},
    {"cancel", Method::delete_, [](const School& s) { return s.at(""); }, ""},
    {"end", Method::post,
     [](const School& s) { return "/api/meeting/end/" + text_of(s.meeting, "code"); }, ""},
};

// "ok", or the code of the refusal, in the order of tokens(): nobody, an account, an account with a
// seat, a guest at the door, a guest with a seat, the host's seat token, an account whose session
// has ended, the host.
using Words = std::array<std::string, 8>;

const std::string no = "not-signed-in", bad = "token-invalid", ok = "ok", forbidden = "forbidden",
                  field = "bad-field", unknown = "not-found", password = "password-required",
                  early = "not-started", over = "ended";

void walk(State state, const std::vector<std::pair<const char*, Words>>& table) {
  CHECK_EQ(table.size(), kEndpoints.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    const Endpoint& endpoint = kEndpoints[i];
    CHECK_EQ(std::string{endpoint.name}, table[i].first);
    const School school{state};
    const auto tokens = school.tokens();
    for (std::size_t column = 0; column < tokens.size(); ++column) {
      const Got got = school.api.send(
          ApiWorld::request(endpoint.method, endpoint.path(school), endpoint.body, tokens[column]));
      const std::string said = got.status() < 300 ? ok : got.code();
      if (said != table[i].second[column]) {
        check_failed(std::string{endpoint.name} + ", column " + std::to_string(column) + ": " +
                         said + ", not " + table[i].second[column],
                     __FILE__, __LINE__);
      }
    }
  }
}

void while_the_meeting_is_open() {
  walk(State::open,
       {{"me", {no, ok, ok, ok, ok, bad, bad, ok}},
        {"rename", {no, ok, ok, ok, ok, bad, bad, ok}},
        {"sessions", {no, ok, ok, forbidden, forbidden, bad, bad, ok}},
        {"end other sessions", {no, ok, ok, forbidden, forbidden, bad, bad, ok}},
        {"password", {no, ok, ok, forbidden, forbidden, bad, bad, ok}},
        {"create", {no, ok, ok, forbidden, forbidden, bad, bad, ok}},
        {"list", {no, ok, ok, ok, ok, bad, bad, ok}},
        {"details", {ok, ok, ok, ok, ok, bad, bad, ok}},
        {"join", {no, password, password, password, password, bad, bad, ok}},
        {"participants", {no, forbidden, ok, forbidden, ok, bad, bad, ok}},
        {"history", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, ok}},
        {"ice-servers", {no, ok, ok, forbidden, ok, bad, bad, ok}},
        {"leave", {no, ok, ok, ok, ok, bad, bad, ok}},
        {"rate", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, forbidden}},
        {"requests", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, ok}},
        {"answer all", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, ok}},
        {"answer", {no, unknown, unknown, unknown, unknown, bad, bad, unknown}},
        {"status", {no, unknown, unknown, unknown, unknown, bad, bad, unknown}},
        {"withdraw", {no, unknown, unknown, unknown, unknown, bad, bad, unknown}},
        {"invite", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, ok}},
        {"invited", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, ok}},
        {"revoke", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, unknown}},
        {"accept", {no, unknown, unknown, unknown, unknown, bad, bad, unknown}},
        {"invitations", {no, ok, ok, ok, ok, bad, bad, ok}},
        {"link", {unknown, unknown, unknown, unknown, unknown, unknown, unknown, unknown}},
        {"cohost", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, field}},
        {"bans", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, ok}},
        {"ban", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, field}},
        {"lift", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, unknown}},
        {"change", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, ok}},
        {"cancel", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, ok}},
        {"end", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, ok}}});
}

// Nobody but the host can get a seat yet.
void before_the_meeting_opens() {
  walk(State::not_started,
       {{"me", {no, ok, ok, ok, ok, bad, bad, ok}},
        {"rename", {no, ok, ok, ok, ok, bad, bad, ok}},
        {"sessions", {no, ok, ok, forbidden, forbidden, bad, bad, ok}},
        {"end other sessions", {no, ok, ok, forbidden, forbidden, bad, bad, ok}},
        {"password", {no, ok, ok, forbidden, forbidden, bad, bad, ok}},
        {"create", {no, ok, ok, forbidden, forbidden, bad, bad, ok}},
        {"list", {no, ok, ok, ok, ok, bad, bad, ok}},
        {"details", {ok, ok, ok, ok, ok, bad, bad, ok}},
        {"join", {no, early, early, early, early, bad, bad, ok}},
        {"participants", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, ok}},
        {"history", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, ok}},
        {"ice-servers", {no, ok, ok, forbidden, forbidden, bad, bad, ok}},
        {"leave", {no, ok, ok, ok, ok, bad, bad, ok}},
        {"rate", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, forbidden}},
        {"requests", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, ok}},
        {"answer all", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, ok}},
        {"answer", {no, unknown, unknown, unknown, unknown, bad, bad, unknown}},
        {"status", {no, unknown, unknown, unknown, unknown, bad, bad, unknown}},
        {"withdraw", {no, unknown, unknown, unknown, unknown, bad, bad, unknown}},
        {"invite", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, ok}},
        {"invited", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, ok}},
        {"revoke", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, unknown}},
        {"accept", {no, unknown, unknown, unknown, unknown, bad, bad, unknown}},
        {"invitations", {no, ok, ok, ok, ok, bad, bad, ok}},
        {"link", {unknown, unknown, unknown, unknown, unknown, unknown, unknown, unknown}},
        {"cohost", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, field}},
        {"bans", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, ok}},
        {"ban", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, field}},
        {"lift", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, unknown}},
        {"change", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, ok}},
        {"cancel", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, ok}},
        {"end", {no, forbidden, forbidden, forbidden, forbidden, bad, bad, ok}}});
}

// Guests' sessions and all seat tokens end with the meeting.
void after_the_meeting_has_ended() {
  walk(State::ended,
       {{"me", {no, ok, ok, over, over, over, bad, ok}},
        {"rename", {no, ok, ok, over, over, over, bad, ok}},
        {"sessions", {no, ok, ok, over, over, over, bad, ok}},
        {"end other sessions", {no, ok, ok, over, over, over, bad, ok}},
        {"password", {no, ok, ok, over, over, over, bad, ok}},
        {"create", {no, ok, ok, over, over, over, bad, ok}},
        {"list", {no, ok, ok, over, over, over, bad, ok}},
        {"details", {ok, ok, ok, over, over, over, bad, ok}},
        {"join", {no, over, over, over, over, over, bad, over}},
        {"participants", {no, forbidden, ok, over, over, over, bad, ok}},
        {"history", {no, forbidden, forbidden, over, over, over, bad, ok}},
        {"ice-servers", {no, ok, ok, over, over, over, bad, ok}},
        {"leave", {no, ok, ok, over, over, over, bad, ok}},
        {"rate", {no, forbidden, forbidden, forbidden, forbidden, over, bad, forbidden}},
        {"requests", {no, forbidden, forbidden, over, over, over, bad, ok}},
        {"answer all", {no, forbidden, forbidden, over, over, over, bad, over}},
        {"answer", {no, unknown, unknown, over, over, over, bad, unknown}},
        {"status", {no, unknown, unknown, over, over, over, bad, unknown}},
        {"withdraw", {no, unknown, unknown, over, over, over, bad, unknown}},
        {"invite", {no, forbidden, forbidden, over, over, over, bad, over}},
        {"invited", {no, forbidden, forbidden, over, over, over, bad, ok}},
        {"revoke", {no, forbidden, forbidden, over, over, over, bad, unknown}},
        {"accept", {no, unknown, unknown, over, over, over, bad, unknown}},
        {"invitations", {no, ok, ok, over, over, over, bad, ok}},
        {"link", {unknown, unknown, unknown, unknown, unknown, unknown, unknown, unknown}},
        {"cohost", {no, forbidden, forbidden, over, over, over, bad, over}},
        {"bans", {no, forbidden, forbidden, over, over, over, bad, ok}},
        {"ban", {no, forbidden, forbidden, over, over, over, bad, field}},
        {"lift", {no, forbidden, forbidden, over, over, over, bad, unknown}},
        {"change", {no, forbidden, forbidden, over, over, over, bad, over}},
        {"cancel", {no, forbidden, forbidden, over, over, over, bad, over}},
        {"end", {no, forbidden, forbidden, over, over, over, bad, ok}}});
}

// The guest of one meeting gets nothing of another one, seat or not.
void a_guest_of_another_meeting_is_a_stranger() {
  const School school{State::open};
  const base::Json other = school.api.create(school.host);
  const std::string path = "/api/meeting/" + text_of(other, "code") + "/participants";
  for (const std::string& token : {school.guest, school.seated_guest, school.seated})
    CHECK_EQ(school.api.get(path, token).code(), "forbidden");
}

void a_guests_refresh_ends_with_the_meeting() {
  School school{State::open};
  const Got guest = school.api.post(
      "/api/auth/guest", R"({"code":")" + text_of(school.meeting, "code") + R"(","name":"G"})");
  OK(school.api.world.rooms.end_by_operator(text_of(school.meeting, "code")));
  const Got refused =
      school.api.post("/api/auth/refresh", R"({"refresh":")" + guest.text("refresh") + "\"}");
  CHECK_EQ(refused.status(), 401);
  CHECK_EQ(refused.code(), "refresh-invalid");
}

// A client knows from the answer that it must renew its token or sign in (RFC 6750 section 3.1).
void an_ended_session_is_told_as_an_invalid_token() {
  const School school{State::open};
  const Got got = school.api.get("/api/me", school.gone);
  CHECK_EQ(got.status(), 401);
  CHECK_EQ(got.text("detail"), "This session is over. Please sign in again.");
  CHECK_EQ(got.response.header("WWW-Authenticate"),
           "Bearer realm=\"lectern\", error=\"invalid_token\"");
}

}  // namespace

int main() {
  return lectern_test::run(
      "access", {TEST(while_the_meeting_is_open), TEST(before_the_meeting_opens),
                 TEST(after_the_meeting_has_ended), TEST(a_guest_of_another_meeting_is_a_stranger),
                 TEST(a_guests_refresh_ends_with_the_meeting),
                 TEST(an_ended_session_is_told_as_an_invalid_token)});
}
