// SPDX-License-Identifier: MIT
// The documented answers that no other test of this folder gets. test_documented.cpp checks that
// each one has occurred.
#include "api/routes.hpp"
#include "tests/api/api_world.hpp"

using namespace lectern_test;
using api::Method;

namespace {

struct School : ApiWorld {
  School() : ApiWorld(meetings::Registration::open, no_limits()) {
    host = sign_up("host");
    other = sign_up("other");
    meeting = create(host);
    code = text_of(meeting, "code");
    at = "/api/meeting/" + code;
  }
  Got ask(Method method, const std::string& path, const std::string& body,
          const std::string& token) const {
    return send(request(method, path, body, token));
  }
  std::string user_id(const std::string& token) const { return get("/api/me", token).text("id"); }

  std::string host, other, code, at;
  base::Json meeting;
};

void expect(const Got& got, int status, const std::string& code) {
  CHECK_EQ(got.status(), status);
  CHECK_EQ(got.code(), code);
}

std::string quoted(const std::string& name, const std::string& value) {
  return "{\"" + name + "\":\"" + value + "\"}";
}

void a_meeting_that_does_not_exist_is_not_found() {
  School school;
  const std::string none = "/api/meeting/kabo-rine-tuda";
  const std::string action = quoted("action", "approve");
  const auto all = R"({"action":"approve","request_ids":"all"})";
  const std::string person = quoted("user_id", "00000000-0000-4000-8000-000000000000");
  for (const auto& [method, path, body] : {
           std::tuple{Method::patch, none, std::string{"{}"}},
           std::tuple{Method::delete_, none, std::string{}},
           std::tuple{Method::post, std::string{"/api/meeting/end/kabo-rine-tuda"}, std::string{}},
           std::tuple{Method::post, std::string{"/api/meeting/leave/kabo-rine-tuda"},
                      std::string{}},
           std::tuple{Method::get, none + "/participants", std::string{}},
           std::tuple{Method::get, none + "/join-requests", std::string{}},
           std::tuple{Method::post, none + "/join-requests/respond", std::string{all}},
           std::tuple{Method::post, none + "/invite", std::string{R"({"emails":["a@b.example"]})"}},
           std::tuple{Method::get, none + "/invite", std::string{}},
           std::tuple{Method::post, none + "/cohosts", person},
           std::tuple{Method::get, none + "/bans", std::string{}},
           std::tuple{Method::post, none + "/bans", person},
       })
    expect(school.ask(method, path, body, school.host), 404, "not-found");
  const std::string admin = school.world.sign_up("admin").access;
  auto user = *school.world.stored(meetings::UserId{school.user_id(admin)});
  user.user.role = meetings::UserRole::admin;
  OK(school.world.store->write([&](meetings::UnitOfWork& work) -> meetings::Outcome<void> {
    work.users().update(user);
    return {};
  }));
  expect(school.ask(Method::patch, "/api/admin/users/nobody", R"({"disabled":true})", admin), 404,
         "not-found");
  expect(school.ask(Method::post, "/api/invitation/forged.link/respond", quoted("action", "accept"),
                    ""),
         404, "not-found");
}

void lists_have_a_bound() {
  School school;
  const auto series =
      school.create(school.host, R"(,"type":"scheduled","scheduled_at":"2027-01-15T09:00:00Z",)"
                                 R"("duration_minutes":45,"timezone":"Europe/Berlin",)"
                                 R"("recurrence":"FREQ=DAILY;COUNT=200")");
  const std::string path = "/api/meeting/" + text_of(series, "code");
  std::vector<std::string> dates;
  std::string next =
      path + "/occurrences?limit=100&from=2027-01-14T00:00:00Z&to=2027-10-01T00:00:00Z";
  const auto listed = school.get(next, school.host);
  for (const base::Json& one : listed.json["occurrences"].items())
    dates.push_back(text_of(one, "occurrence"));
  next += "&cursor=" + listed.text("next_cursor");
  for (const base::Json& one : school.get(next, school.host).json["occurrences"].items())
    dates.push_back(text_of(one, "occurrence"));
  CHECK(dates.size() > 101);
  for (std::size_t i = 1; i <= 100; ++i)
    CHECK_EQ(
        school.ask(Method::delete_, path + "?scope=this&occurrence=" + dates[i], "", school.host)
            .status(),
        200);
  const std::string last = path + "?scope=this&occurrence=" + dates[101];
  expect(school.ask(Method::delete_, last, "", school.host), 409, "too-many");
  expect(school.ask(Method::patch, last, quoted("title", "Exam"), school.host), 409, "too-many");

  const std::string token = R"({"name":"x","scopes":["meetings:read"]})";
  for (int i = 0; i < 50; ++i)
    CHECK_EQ(school.post("/api/me/tokens", token, school.host).status(), 201);
  expect(school.post("/api/me/tokens", token, school.host), 409, "too-many");
  expect(school.post("/api/me/tokens", R"({"name":"x","scopes":["admin"]})", school.host), 403,
         "forbidden");

  for (int i = 0; i < 10; ++i) {
    std::string people;
    for (int k = 0; k < 50; ++k)
      people += (k == 0 ? "\"p" : ",\"p") + std::to_string(i * 50 + k) + "@example.org\"";
    CHECK_EQ(
        school.post(school.at + "/invite", "{\"emails\":[" + people + "]}", school.host).status(),
        200);
  }
  expect(school.post(school.at + "/invite", R"({"emails":["q@example.org"]})", school.host), 409,
         "too-many");
}

std::string enter_as_guest(const School& school, const std::string& code) {
  return school.post("/api/auth/guest", R"({"name":"Sam","code":")" + code + "\"}").text("access");
}

void a_meeting_has_twenty_cohosts() {
  School school;
  for (int i = 0; i < 20; ++i) {
    const std::string person = school.user_id(school.sign_up("cohost" + std::to_string(i)));
    CHECK_EQ(school.post(school.at + "/cohosts", quoted("user_id", person), school.host).status(),
             200);
  }
  expect(school.post(school.at + "/cohosts", quoted("user_id", school.user_id(school.other)),
                     school.host),
         409, "too-many");
}

void a_meeting_has_five_hundred_bans() {
  School school;
  const auto ban = [&](const std::string& person) {
    CHECK_EQ(school.post("/api/meeting/join/" + school.code, "", person).status(), 200);
    return school.post(school.at + "/bans", quoted("user_id", school.user_id(person)), school.host);
  };
  for (int i = 0; i < 500; ++i) CHECK_EQ(ban(enter_as_guest(school, school.code)).status(), 201);
  expect(ban(enter_as_guest(school, school.code)), 409, "too-many");
}

void four_hundred_guests_wait_at_a_door() {
  School school;
  const std::string code = text_of(school.create(school.host, R"(,"access":"approval")"), "code");
  const auto knock = [&] {
    return school.post("/api/meeting/join/" + code, "", enter_as_guest(school, code));
  };
  for (int i = 0; i < 400; ++i) CHECK_EQ(knock().status(), 202);
  expect(knock(), 409, "too-many");
}

const std::pair<const char*, const char*> kBadPasswords[] = {
    {"aaaaaaaaaaaa", "password-simple"},
    {"password123", "password-common"},
    {"lecturehall", "password-personal"},
};

void bad_passwords_are_refused_at_each_door() {
  School school;
  CHECK_EQ(school.post("/api/auth/password-reset", quoted("email", "other@example.org")).status(),
           202);
  std::string token;
  for (const base::Json& mail : school.world.mails()) {
    if (text_of(mail, "template") == "password-reset") token = text_of(mail, "token");
  }
  CHECK(!token.empty());
  for (const auto& [password, code] : kBadPasswords) {
    const std::string field = std::string{R"("password":")"} + password + '"';
    expect(school.post("/api/auth/register",
                       R"({"email":"new@example.org","name":"New Person",)" + field + '}'),
           422, code);
    expect(school.post("/api/me/password", R"({"old_password":"correct horse",)" + field + '}',
                       school.other),
           422, code);
    expect(school.post("/api/auth/password-reset/confirm",
                       R"({"token":")" + token + "\"," + field + '}'),
           422, code);
  }
}

// A person who takes part learns that hosts answer; a stranger learns nothing.
void a_participant_answers_no_request() {
  School school;
  const std::string code = text_of(school.create(school.host, R"(,"access":"approval")"), "code");
  const auto knock = [&](const std::string& who) {
    return school.post("/api/meeting/join/" + code, "", who).text("request_id");
  };
  const std::string other = knock(school.other);
  const std::string path = "/api/meeting/join-request/";
  CHECK_EQ(
      school.post(path + other + "/respond", quoted("action", "approve"), school.host).status(),
      200);
  CHECK_EQ(school.post("/api/meeting/join/" + code, "", school.other).status(), 200);
  const std::string third = knock(school.sign_up("third"));
  expect(school.post(path + third + "/respond", quoted("action", "approve"), school.other), 403,
         "forbidden");
}

void nobody_answers_an_invitation_to_what_is_over() {
  School school;
  const Got sent =
      school.post(school.at + "/invite", R"({"emails":["x@example.org"]})", school.host);
  const std::string token = school.world.invitations.link_of(
      meetings::InviteId{text_of(sent.json["invitations"].at(0), "invite_id")});
  CHECK_EQ(school.post("/api/meeting/end/" + school.code, "", school.host).status(), 200);
  expect(school.post("/api/invitation/" + token + "/respond", quoted("action", "accept")), 410,
         "ended");
}

void a_guest_of_an_ended_meeting_gets_no_new_tokens() {
  School school;
  const std::string refresh =
      school.post("/api/auth/guest", R"({"name":"Sam","code":")" + school.code + "\"}")
          .text("refresh");
  CHECK_EQ(school.post("/api/meeting/end/" + school.code, "", school.host).status(), 200);
  expect(school.post("/api/auth/refresh", quoted("refresh", refresh)), 401, "refresh-invalid");
}

}  // namespace

int main() {
  return run(
      "answers",
      {TEST(a_meeting_that_does_not_exist_is_not_found), TEST(lists_have_a_bound),
       TEST(a_meeting_has_twenty_cohosts), TEST(a_meeting_has_five_hundred_bans),
       TEST(four_hundred_guests_wait_at_a_door), TEST(bad_passwords_are_refused_at_each_door),
       TEST(a_participant_answers_no_request), TEST(nobody_answers_an_invitation_to_what_is_over),
       TEST(a_guest_of_an_ended_meeting_gets_no_new_tokens)});
}
