// SPDX-License-Identifier: MIT
// /api/me/sessions/ and /api/me/password as docs/api.md describes them, and the words of devices.
#include "api/device_words.hpp"
#include "tests/api/api_world.hpp"

namespace {

using namespace lectern_test;
using api::Method;

void a_user_agent_becomes_a_few_words() {
  constexpr std::pair<std::string_view, std::string_view> kTable[] = {
      {"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
       "Firefox on Linux"},
      {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
       "Chrome/126.0.0.0 Safari/537.36",
       "Chrome on Windows"},
      {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
       "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
       "Edge on Windows"},
      {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
       "Version/17.5 Safari/605.1.15",
       "Safari on macOS"},
      {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
       "Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
       "Safari on iPhone"},
      {"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
       "Chrome/126.0.0.0 Mobile Safari/537.36",
       "Chrome on Android"},
      {"curl/7.88.1", "curl"},
      {"python-requests/2.31", "python-requests"},
      {"", ""},
      {"Mozilla/5.0", ""},
      {"<script>alert(1)</script>", ""},
      {"a name with blanks/1", "a"},
      {"ThisProductNameIsFarTooLongForWords/1", ""},
  };
  for (const auto& [user_agent, words] : kTable) CHECK_EQ(api::device_words(user_agent), words);
  CHECK(api::device_words(std::string(60'000, 'x')).empty());
}

Got login_with(const ApiWorld& api, const std::string& user_agent) {
  api::Request request = ApiWorld::request(
      Method::post, "/api/auth/login", R"({"email":"ada@example.org","password":"correct horse"})");
  request.headers["user-agent"] = user_agent;
  return api.send(request);
}

Got del(const ApiWorld& api, const std::string& path, const std::string& token) {
  return api.send(ApiWorld::request(Method::delete_, path, "", token));
}

void sessions_are_listed_and_ended() {
  const ApiWorld api;
  const std::string here = api.sign_up("ada");
  const std::string there =
      login_with(api, "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0")
          .text("access");
  const Got list = api.get("/api/me/sessions/", there);
  CHECK_EQ(list.status(), 200);
  CHECK(list.json["next_cursor"].is_null());
  CHECK_EQ(list.json["sessions"].size(), 2u);
  base::Json current, other;
  for (const base::Json& session : list.json["sessions"].items())
    (session["current"].as_bool() == true ? current : other) = session;
  CHECK_EQ(text_of(current, "device"), "Firefox on Linux");
  CHECK_EQ(text_of(current, "network"), "192.0.2.0/24");
  CHECK(other["device"].is_null());
  CHECK_EQ(text_of(other, "created_at"), text_of(other, "last_used_at"));
  CHECK_EQ(del(api, "/api/me/sessions/" + text_of(other, "id") + "/", there).status(), 204);
  CHECK_EQ(api.get("/api/me", here).code(), "token-invalid");
  CHECK_EQ(del(api, "/api/me/sessions/" + text_of(other, "id"), there).code(), "not-found");
  const std::string third = login_with(api, "curl/7").text("access");
  CHECK_EQ(del(api, "/api/me/sessions/", there).status(), 204);
  CHECK_EQ(api.get("/api/me", third).code(), "token-invalid");
  CHECK_EQ(api.get("/api/me", there).status(), 200);
}

void the_password_is_changed() {
  const ApiWorld api;
  const std::string token = api.sign_up("ada");
  const auto change = [&](const std::string& body) {
    return api.post("/api/me/password", body, token);
  };
  const Got wrong = change(R"({"old_password":"wrong horse","password":"battery staple"})");
  CHECK_EQ(wrong.status(), 401);
  CHECK_EQ(wrong.code(), "password-wrong");
  CHECK_EQ(wrong.field(), "old_password");
  CHECK_EQ(change(R"({"password":"battery staple"})").field(), "old_password");
  CHECK_EQ(change(R"({"old_password":"correct horse"})").field(), "password");
  CHECK_EQ(change(R"({"old_password":"correct horse","password":"qwertz666"})").code(),
           "password-simple");
  CHECK_EQ(change(R"({"old_password":"correct horse","password":"battery staple"})").status(), 204);
  CHECK_EQ(login_with(api, "").code(), "invalid-credentials");
  CHECK_EQ(api.get("/api/me", token).status(), 200);
}

}  // namespace

int main() {
  return lectern_test::run("own_account_api",
                           {TEST(a_user_agent_becomes_a_few_words),
                            TEST(sessions_are_listed_and_ended), TEST(the_password_is_changed)});
}
