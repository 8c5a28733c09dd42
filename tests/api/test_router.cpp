// SPDX-License-Identifier: MIT
#include "api/router.hpp"

#include "api/routes.hpp"
#include "tests/support/check.hpp"

namespace {

using namespace api;

Answer one(const Dependencies&, const Call&) { return text_response(200, "one"); }
Answer two(const Dependencies&, const Call&) { return text_response(200, "two"); }
Answer three(const Dependencies&, const Call&) { return text_response(200, "three"); }

Answer with_hasher(const Dependencies&, const Call&, const meetings::PasswordHasher&) {
  return text_response(200, "hashed");
}

// The thread is known before the request is posted. What does not hash never waits for hashes.
void what_hashes_goes_to_the_hash_pool() {
  const Router router{{{Method::post, "/always", Needs::session, with_hasher, Unlimited{}},
                       {Method::post, "/sometimes", Needs::session, one, with_hasher, Unlimited{}},
                       {Method::post, "/never", Needs::session, two, Unlimited{}}}};
  CHECK_EQ(router.match(Method::post, "/always").runs, Runs::hasher);
  CHECK(router.match(Method::post, "/always").endpoint == nullptr);
  CHECK(router.match(Method::post, "/always").hashing == &with_hasher);
  for (const char* body : {"", "{}", R"({"name":"Ada"})"}) {
    const Match match = router.match(Method::post, "/sometimes", body);
    CHECK_EQ(match.runs, Runs::worker);
    CHECK(match.endpoint == &one);
  }
  for (const char* body : {R"({"password":"x"})", R"({"p\u0061ssword":"x"})"}) {
    const Match match = router.match(Method::post, "/sometimes", body);
    CHECK_EQ(match.runs, Runs::hasher);
    CHECK(match.hashing == &with_hasher);
    CHECK_EQ(router.match(Method::post, "/never", body).runs, Runs::worker);
  }
}

void the_api_hashes_where_its_documentation_says_so() {
  const Router router{routes()};
  const auto runs = [&](const char* path, const char* body) {
    const Match match = router.match(Method::post, path, body);
    CHECK(match.found());
    return match.runs;
  };
  constexpr const char* kWith = R"({"password":"x"})";
  for (const char* path : {"/api/auth/login", "/api/auth/register",
                           "/api/auth/password-reset/confirm", "/api/me/password"})
    CHECK_EQ(runs(path, "{}"), Runs::hasher);
  for (const char* path : {"/api/meeting/create", "/api/meeting/join/kabo-rine-tuda"}) {
    CHECK_EQ(runs(path, kWith), Runs::hasher);
    CHECK_EQ(runs(path, "{}"), Runs::worker);
  }
  for (const char* path : {"/api/auth/refresh", "/api/auth/guest", "/api/meeting/end/x"})
    CHECK_EQ(runs(path, kWith), Runs::worker);
}

Router sample() {
  return Router{{{Method::get, "/api/things/{id}", Needs::session, one, Unlimited{}},
                 {Method::get, "/api/things/new", Needs::session, two, Limit::read_by_account},
                 {Method::post, "/api/things/{id}/parts/{part}", Needs::session, three, Unlimited{},
                  Runs::loop}}};
}

void works_with_and_without_the_trailing_slash() {
  const Router router = sample();
  CHECK(router.match(Method::get, "/api/things/7").endpoint == &one);
  CHECK(router.match(Method::get, "/api/things/7/").endpoint == &one);
  CHECK(router.match(Method::get, "/api/things/7//").endpoint == nullptr);
  CHECK(router.match(Method::get, "/api/things/").endpoint == nullptr);
  CHECK(router.match(Method::get, "/api//things/7").endpoint == nullptr);
}

void literals_win_over_parameters() {
  const Router router = sample();
  CHECK(router.match(Method::get, "/api/things/new").endpoint == &two);
  CHECK(router.match(Method::get, "/api/things/new/").parameters.empty());
}

void hands_over_decoded_parameters() {
  const Match match = sample().match(Method::post, "/api/things/a%20b%2Fc/parts/%C3%A4/");
  CHECK(match.endpoint == &three);
  CHECK_EQ(match.runs, Runs::loop);
  CHECK_EQ(match.parameters.size(), 2u);
  CHECK_EQ(match.parameters[0], "a b/c");
  CHECK_EQ(match.parameters[1], "\xc3\xa4");
}

void a_match_is_by_whole_segments() {
  const Router router = sample();
  CHECK(router.match(Method::get, "/api/things/new/").allow == "GET, HEAD, OPTIONS");
  for (const char* path : {"/api/things", "/api/things/7/parts", "/api/thing/7", "/api/things/7/8",
                           "/xapi/things/7", "/api/things/7/parts/1/2"}) {
    if (!router.match(Method::get, path).allow.empty())
      lectern_test::check_failed(path, __FILE__, __LINE__);
  }
  const Match none = router.match(Method::get, "/nothing");
  CHECK(none.endpoint == nullptr);
  CHECK_EQ(none.runs, Runs::worker);
}

void head_is_get() { CHECK(sample().match(Method::head, "/api/things/7").endpoint == &one); }

void tells_a_wrong_method_from_a_wrong_path() {
  const Router router = sample();
  const Match wrong_method = router.match(Method::delete_, "/api/things/7");
  CHECK(wrong_method.endpoint == nullptr);
  CHECK_EQ(wrong_method.allow, "GET, HEAD, OPTIONS");
  CHECK_EQ(router.match(Method::get, "/api/things/7/parts/1").allow, "POST, OPTIONS");
  CHECK_EQ(router.match(Method::get, "/api/nothing").allow, "");
}

void refuses_paths_that_are_none() {
  for (const char* path : {"", "*", "api/things/7", "/api/things/..", "/api/things/.",
                           "/api/things/%2e%2e", "/api/things/%", "/api/things/%zz",
                           "/api/things/%00", "/api/things/%ff", "/api/things/%c0%af"}) {
    if (!sample().match(Method::get, path).allow.empty())
      lectern_test::check_failed(path, __FILE__, __LINE__);
  }
  std::string deep;
  for (int i = 0; i < 16; ++i) deep += "/a";
  CHECK_EQ(split_path(deep).value().size(), 16u);
  CHECK_EQ(split_path(deep + "/").value().size(), 16u);
  CHECK(!split_path(deep + "/a"));
  CHECK(split_path("/").value().empty());
  CHECK_EQ(split_path("/a//b").value().size(), 3u);
  CHECK_EQ(split_path("/a+b").value().at(0), "a+b");  // '+' is a space in queries only
}

// docs/api.md: the paths of the older stack's clients are fixed, with their trailing slashes.
void the_table_knows_every_documented_path() {
  const Router router{routes()};
  const std::pair<Method, const char*> documented[] = {
      {Method::get, "/api/site"},
      {Method::post, "/api/auth/register"},
      {Method::post, "/api/auth/login"},
      {Method::post, "/api/auth/refresh"},
      {Method::post, "/api/auth/logout"},
      {Method::post, "/api/auth/guest"},
      {Method::get, "/api/me"},
      {Method::patch, "/api/me"},
      {Method::post, "/api/meeting/create/"},
      {Method::get, "/api/meeting/kabo-rine-tuda/"},
      {Method::post, "/api/meeting/join/kabo-rine-tuda/"},
      {Method::post, "/api/meeting/leave/kabo-rine-tuda/"},
      {Method::post, "/api/meeting/end/kabo-rine-tuda/"},
      {Method::get, "/api/meeting/kabo-rine-tuda/participants/"},
      {Method::get, "/api/meetings/"},
      {Method::get, "/api/ice-servers"},
      {Method::get, "/livez"},
      {Method::get, "/readyz"},
      {Method::get, "/health"},
  };
  for (const auto& [method, path] : documented) {
    if (!router.match(method, path).found()) lectern_test::check_failed(path, __FILE__, __LINE__);
  }
  CHECK_EQ(router.match(Method::put, "/api/me").allow, "GET, HEAD, PATCH, DELETE, OPTIONS");
  // GET of "create" is a meeting of that name, which does not exist: still not the POST.
  CHECK(router.match(Method::get, "/api/meeting/create/").endpoint !=
        router.match(Method::post, "/api/meeting/create/").endpoint);
}

}  // namespace

int main() {
  return lectern_test::run(
      "router",
      {TEST(what_hashes_goes_to_the_hash_pool),
       TEST(the_api_hashes_where_its_documentation_says_so),
       TEST(works_with_and_without_the_trailing_slash), TEST(literals_win_over_parameters),
       TEST(hands_over_decoded_parameters), TEST(head_is_get),
       TEST(tells_a_wrong_method_from_a_wrong_path), TEST(refuses_paths_that_are_none),
       TEST(the_table_knows_every_documented_path), TEST(a_match_is_by_whole_segments)});
}
