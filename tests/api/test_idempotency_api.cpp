// SPDX-License-Identifier: MIT
// Idempotency-Key (draft-ietf-httpapi-idempotency-key-header) at every route that changes
// something.
#include <thread>

#include "api/idempotency.hpp"
#include "api/openapi.hpp"
#include "api/routes.hpp"
#include "tests/api/api_world.hpp"

using namespace lectern_test;
using api::Method;

namespace {

api::Request keyed(api::Request request, const std::string& key) {
  request.headers["idempotency-key"] = key;
  return request;
}

struct School : ApiWorld {
  std::string host = sign_up("host");

  Got create(const std::string& key, const std::string& title = "Latin",
             const std::string& token = "") const {
    return send(keyed(request(Method::post, "/api/meeting/create", "{\"title\":\"" + title + "\"}",
                              token.empty() ? host : token),
                      key));
  }
  std::size_t meetings() const { return get("/api/meetings", host).json["meetings"].size(); }
};

void a_key_is_read_as_a_string_or_bare() {
  using api::read_idempotency_key;
  CHECK(read_idempotency_key("\"8e03978e-40d5\"") == "8e03978e-40d5");
  CHECK(read_idempotency_key(" 8e03978e-40d5 ") == "8e03978e-40d5");
  CHECK(read_idempotency_key(std::string(255, 'k')) == std::string(255, 'k'));
  for (const std::string& bad :
       {std::string{}, std::string{"\"\""}, std::string{"a\"b"}, std::string{"a\\b"},
        std::string{"a\tb"}, std::string{"k\xc3\xa4"}, std::string{"\"a\";p=1"},
        std::string(256, 'k'), std::string("a\0b", 3), std::string{"a\x7f"}})
    CHECK(!read_idempotency_key(bad));
}

// draft-ietf-httpapi-idempotency-key-header 2.6: the same request gets the same answer.
void a_request_is_carried_out_once() {
  const School school;
  const Got first = school.create("k1");
  CHECK_EQ(first.status(), 201);
  CHECK_EQ(first.response.header("Idempotency-Replayed"), "");
  const Got second = school.create("\"k1\"");
  CHECK_EQ(second.status(), 201);
  CHECK_EQ(second.response.header("Idempotency-Replayed"), "true");
  CHECK_EQ(second.response.text(), first.response.text());
  CHECK_EQ(second.response.header("ETag"), first.response.header("ETag"));
  CHECK_EQ(second.response.header("Content-Type"), "application/json");
  CHECK_EQ(school.meetings(), 1u);
  CHECK_EQ(school.create("k2").status(), 201);
  CHECK_EQ(school.meetings(), 2u);
}

void another_request_with_the_key_is_refused() {
  const School school;
  CHECK_EQ(school.create("k1").status(), 201);
  const Got other = school.create("k1", "Greek");
  CHECK_EQ(other.status(), 409);
  CHECK_EQ(other.code(), "idempotency-conflict");
  CHECK_EQ(school.create("k1", "Greek", school.sign_up("other")).status(), 201);
}

void a_refused_request_leaves_the_key_free() {
  const School school;
  CHECK_EQ(school.create("k1", "").status(), 422);
  CHECK_EQ(school.create("k1").status(), 201);
}

void what_is_no_longer_allowed_is_not_told_again() {
  const School school;
  const Got made =
      school.post("/api/me/tokens", R"({"name":"x","scopes":["meetings:write"]})", school.host);
  const std::string token = made.text("token");
  CHECK_EQ(school.create("k1", "Latin", token).status(), 201);
  // The person's session gets the same answer: the person is the same.
  CHECK_EQ(school.create("k1").response.header("Idempotency-Replayed"), "true");
  CHECK_EQ(school.create("k1", "Latin", "nonsense").code(), "token-invalid");
  const Got reader =
      school.post("/api/me/tokens", R"({"name":"y","scopes":["meetings:read"]})", school.host);
  CHECK_EQ(school.create("k1", "Latin", reader.text("token")).code(), "scope-missing");
  CHECK_EQ(school
               .send(ApiWorld::request(Method::delete_, "/api/me/tokens/" + made.text("id"), "",
                                       school.host))
               .status(),
           204);
  CHECK_EQ(school.create("k1", "Latin", token).code(), "token-invalid");
}

// The first one runs: its turn is held here.
void a_second_request_is_refused_while_the_first_runs() {
  School school;
  const Got me = school.get("/api/me", school.host);
  const auto turn = OK(school.world.idempotency.begin(
      {"person " + me.text("id"), "POST /api/meeting/create", "k1", {}}));
  const Got second = school.create("k1");
  CHECK_EQ(second.status(), 409);
  CHECK_EQ(second.code(), "idempotency-busy");
  CHECK_EQ(second.response.header("Retry-After"), "1");
}

std::string path_of(const api::Route& route, const std::string& code) {
  std::string path{route.pattern};
  for (std::size_t open; (open = path.find('{')) != std::string::npos;) {
    const std::size_t length = path.find('}') - open + 1;
    const bool meeting = path.substr(open, length) == "{meeting_id}";
    path.replace(open, length, meeting ? code : "00000000-0000-4000-8000-000000000000");
  }
  return path;
}

// Also a route whose answer is a refusal reads the field first.
void every_route_that_changes_something_reads_the_field() {
  School school;
  const std::string code =
      text_of(static_cast<const ApiWorld&>(school).create(school.host), "code");
  std::size_t reading = 0;
  for (const api::Route& route : api::routes()) {
    const std::string body = route.method == Method::get ? "" : "{}";
    const Got got = school.send(
        keyed(ApiWorld::request(route.method, path_of(route, code), body, school.host), "\""));
    const bool reads = got.code() == "bad-idempotency-key";
    if (reads != api::takes_idempotency_key(route.method, route.pattern))
      check_failed(api::operation_name(route), __FILE__, __LINE__);
    if (reads) CHECK_EQ(got.status(), 400);
    reading += reads;
    school.world.clock.advance(std::chrono::seconds{2});
  }
  CHECK(reading >= 30);
}

// One request of each kind that succeeds; the second one gets the answer of the first.
void answers_of_all_kinds_are_kept() {
  const School school;
  const auto meeting = static_cast<const ApiWorld&>(school).create(school.host);
  const std::string code = text_of(meeting, "code");
  const Got login =
      school.post("/api/auth/login", R"({"email":"host@example.org","password":"correct horse"})");
  const std::string soon = R"({"emails":["a@example.org"]})";
  int number = 0;
  for (const auto& [method, path, body] : {
           std::tuple{Method::post, std::string{"/api/auth/register"},
                      std::string{R"({"email":"new@example.org","name":"New",)"
                                  R"("password":"correct horse"})"}},
           std::tuple{Method::post, std::string{"/api/auth/login"},
                      std::string{R"({"email":"host@example.org","password":"correct horse"})"}},
           std::tuple{Method::post, std::string{"/api/auth/refresh"},
                      R"({"refresh":")" + login.text("refresh") + "\"}"},
           std::tuple{Method::post, std::string{"/api/auth/password-reset"},
                      std::string{R"({"email":"host@example.org"})"}},
           std::tuple{Method::patch, std::string{"/api/me"}, std::string{R"({"name":"Host"})"}},
           std::tuple{Method::post, std::string{"/api/me/tokens"},
                      std::string{R"({"name":"x","scopes":["meetings:read"]})"}},
           std::tuple{Method::patch, "/api/meeting/" + code, std::string{R"({"locked":true})"}},
           std::tuple{Method::post, "/api/meeting/join/" + code, std::string{}},
           std::tuple{Method::post, "/api/meeting/" + code + "/invite", soon},
           std::tuple{Method::post, "/api/meeting/leave/" + code, std::string{}},
           std::tuple{Method::delete_, "/api/meeting/" + code, std::string{}},
           std::tuple{Method::post, std::string{"/api/me/password"},
                      std::string{R"({"old_password":"correct horse",)"
                                  R"("password":"battery staple"})"}},
           std::tuple{Method::delete_, std::string{"/api/me/sessions"}, std::string{}},
       }) {
    const api::Request request = keyed(ApiWorld::request(method, path, body, school.host),
                                       "key-" + std::to_string(++number));
    const Got first = school.send(request);
    const Got second = school.send(request);
    if (first.status() >= 300 || second.status() != first.status() ||
        second.response.text() != first.response.text() ||
        second.response.header("Idempotency-Replayed") != "true")
      check_failed(path + ": " + std::string{second.response.text()}, __FILE__, __LINE__);
  }
  // The password of the account was changed once.
  CHECK_EQ(
      school.post("/api/auth/login", R"({"email":"host@example.org","password":"battery staple"})")
          .status(),
      200);
}

void people_without_a_token_are_known_by_address() {
  const School school;
  api::Request ask = keyed(ApiWorld::request(Method::post, "/api/auth/password-reset",
                                             R"({"email":"host@example.org"})"),
                           "k");
  CHECK_EQ(school.send(ask).response.header("Idempotency-Replayed"), "");
  CHECK_EQ(school.send(ask).response.header("Idempotency-Replayed"), "true");
  ask.client = *base::Endpoint::parse("192.0.2.77:1");
  CHECK_EQ(school.send(ask).response.header("Idempotency-Replayed"), "");
}

void crowds_with_one_key_make_one_meeting() {
  const School school;
  std::atomic<int> made{0}, told{0}, busy{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 4; ++k) {
        const api::Request request = keyed(ApiWorld::request(Method::post, "/api/meeting/create",
                                                             R"({"title":"Latin"})", school.host),
                                           "k");
        const api::Response response = school.handler(request, &school.world.passwords);
        if (response.status == 409) {
          busy += response.header("Retry-After") == "1";
        } else {
          (response.header("Idempotency-Replayed") == "true" ? told : made) +=
              response.status == 201;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK_EQ(made.load(), 1);
  CHECK_EQ(made + told + busy, 32);
  CHECK_EQ(school.meetings(), 1u);
}

}  // namespace

int main() {
  return run(
      "idempotency_api",
      {TEST(a_key_is_read_as_a_string_or_bare), TEST(a_request_is_carried_out_once),
       TEST(another_request_with_the_key_is_refused), TEST(a_refused_request_leaves_the_key_free),
       TEST(what_is_no_longer_allowed_is_not_told_again),
       TEST(a_second_request_is_refused_while_the_first_runs),
       TEST(every_route_that_changes_something_reads_the_field),
       TEST(answers_of_all_kinds_are_kept), TEST(people_without_a_token_are_known_by_address),
       TEST(crowds_with_one_key_make_one_meeting)});
}
