// SPDX-License-Identifier: MIT
// The browser's journey to Google and back, by its cookie. What Google is asked is in
// tests/integration/google_calendar.py.
#include "tests/api/api_world.hpp"

using namespace lectern_test;
using api::Method;

namespace {

constexpr const char* kSite = "https://meet.example.org";

std::string cookie_in(const Got& got) {
  const std::string line{got.response.header("Set-Cookie")};
  return line.substr(0, line.find(';'));
}

Got follow(const ApiWorld& api, const std::string& path, const std::string& cookie) {
  api::Request request = ApiWorld::request(Method::get, path);
  if (const std::size_t at = path.find('?'); at != std::string::npos) {
    request.path = path.substr(0, at);
    request.query = path.substr(at + 1);
  }
  if (!cookie.empty()) request.headers["cookie"] = cookie;
  return api.send(request);
}

std::string state_in(const std::string& url) {
  const std::size_t at = url.find("&state=");
  return url.substr(at + 7, url.find('&', at + 1) - at - 7);
}

// Google, for one person who says yes.
meetings::google::HttpAnswer agree(const meetings::google::HttpCall& call) {
  if (call.method == "GET") return {200, R"({"summary":"ada@example.org"})", {}};
  return {200, R"({"access_token":"a","expires_in":3599,"refresh_token":"1//r"})", {}};
}

void a_browser_goes_there_and_comes_back() {
  ApiWorld api{meetings::Registration::open, {}, {}, kSite};
  api.world.ask_google = [](const auto& call, const auto&) { return agree(call); };
  const std::string ada = api.sign_up("ada");
  const Got begun = api.post("/api/calendar/google", "", ada);
  CHECK_EQ(begun.status(), 200);
  CHECK_EQ(begun.response.header("Cache-Control"), "no-store");
  const std::string cookie = cookie_in(begun);
  const Got start = follow(api, begun.text("start"), cookie);
  CHECK_EQ(start.status(), 303);
  const std::string google{start.response.header("Location")};
  CHECK(google.starts_with("https://accounts.google.com/"));
  const Got back =
      follow(api, "/api/calendar/google/callback?code=4/0A&state=" + state_in(google), cookie);
  CHECK_EQ(back.status(), 303);
  CHECK_EQ(back.response.header("Location"), std::string{kSite} + "/account#google=connected");
  const base::Json calendar = api.get("/api/calendar", ada).json["google"];
  CHECK_EQ(calendar["connected"].as_bool(), true);
  CHECK_EQ(calendar["name"].text(), "ada@example.org");
  CHECK(calendar["trouble"].is_null());
  const auto remove = [&] {
    return api.send(api.request(Method::delete_, "/api/calendar/google", "", ada)).status();
  };
  CHECK_EQ(remove(), 204);
  CHECK_EQ(remove(), 204);
  CHECK_EQ(api.get("/api/calendar", ada).json["google"]["connected"].as_bool(), false);
}

void without_the_cookie_nothing_happens() {
  ApiWorld api{meetings::Registration::open, {}, {}, kSite};
  const std::string failed = std::string{kSite} + "/account#google=failed";
  CHECK_EQ(follow(api, "/api/calendar/google/start", "").response.header("Location"), failed);
  CHECK_EQ(
      follow(api, "/api/calendar/google/callback?code=x&state=y", "").response.header("Location"),
      failed);
}

void guests_have_no_calendar() {
  ApiWorld api;
  const std::string ada = api.sign_up("ada");
  const std::string code = text_of(api.create(ada), "code");
  const std::string gwen =
      api.post("/api/auth/guest", R"({"code":")" + code + R"(","name":"Gwen"})").text("access");
  CHECK_EQ(api.post("/api/calendar/google", "", gwen).code(), "forbidden");
  CHECK_EQ(api.send(api.request(Method::delete_, "/api/calendar/google", "", gwen)).code(),
           "forbidden");
}

void a_site_without_a_client_has_no_such_thing() {
  World::connects_google() = false;
  ApiWorld api;
  World::connects_google() = true;
  const std::string ada = api.sign_up("ada");
  CHECK_EQ(api.post("/api/calendar/google", "", ada).code(), "not-found");
  CHECK_EQ(follow(api, "/api/calendar/google/start", "").code(), "not-found");
  CHECK_EQ(follow(api, "/api/calendar/google/callback?code=x", "").code(), "not-found");
  CHECK_EQ(api.get("/api/calendar", ada).json["google"]["available"].as_bool(), false);
}

}  // namespace

int main() {
  return lectern_test::run(
      "google_api",
      {TEST(a_browser_goes_there_and_comes_back), TEST(without_the_cookie_nothing_happens),
       TEST(guests_have_no_calendar), TEST(a_site_without_a_client_has_no_such_thing)});
}
