// SPDX-License-Identifier: MIT
// /api/admin/… and the links of mails as docs/api.md describes them.
#include "tests/api/api_world.hpp"

namespace {

using namespace lectern_test;
using api::Method;

std::string admin(const ApiWorld& api) {
  OK(const_cast<World&>(api.world).accounts.create_user("root@example.org", "root", "correct horse",
                                                        meetings::UserRole::admin));
  return api.post("/api/auth/login", R"({"email":"root@example.org","password":"correct horse"})")
      .text("access");
}

Got patch(const ApiWorld& api, const std::string& path, const std::string& body,
          const std::string& token) {
  return api.send(ApiWorld::request(Method::patch, path, body, token));
}

void users_are_listed_and_changed() {
  const ApiWorld api;
  const std::string root = admin(api), ada = api.sign_up("ada");
  const Got list = api.get("/api/admin/users/?limit=1", root);
  CHECK_EQ(list.status(), 200);
  CHECK_EQ(list.json["users"].size(), 1u);
  const base::Json user = list.json["users"].at(0);
  CHECK_EQ(text_of(user, "email"), "ada@example.org");
  CHECK_EQ(user["disabled"].as_bool(), false);
  CHECK_EQ(user["email_verified"].as_bool(), false);
  const Got rest = api.get("/api/admin/users/?cursor=" + list.text("next_cursor"), root);
  CHECK_EQ(text_of(rest.json["users"].at(0), "role"), "admin");
  CHECK(rest.json["next_cursor"].is_null());
  const std::string path = "/api/admin/users/" + text_of(user, "id") + "/";
  CHECK_EQ(patch(api, path, R"({"role":"guest"})", root).field(), "role");
  CHECK_EQ(patch(api, path, R"({"role":"boss"})", root).field(), "role");
  CHECK_EQ(patch(api, path, R"({"disabled":"yes"})", root).field(), "disabled");
  CHECK_EQ(patch(api, path, R"({"role":"admin"})", ada).code(), "forbidden");
  CHECK_EQ(patch(api, path, R"({"role":"admin"})", root).text("role"), "admin");
  CHECK_EQ(patch(api, path, "{}", root).text("role"), "admin");
  CHECK_EQ(patch(api, path, R"({"disabled":true})", root).json["disabled"].as_bool(), true);
  CHECK_EQ(api.get("/api/me", ada).code(), "token-invalid");
  CHECK_EQ(api.get("/api/admin/users/?limit=x", root).field(), "limit");
  CHECK_EQ(api.get("/api/admin/users/", "").code(), "not-signed-in");
}

void administrators_see_the_nodes() {
  const ApiWorld api;
  const std::string root = admin(api), ada = api.sign_up("ada");
  const Got got = api.get("/api/admin/nodes/", root);
  CHECK_EQ(got.status(), 200);
  const base::Json one = got.json["nodes"].at(0), two = got.json["nodes"].at(1);
  CHECK_EQ(text_of(one, "name"), "one");
  CHECK_EQ(one["here"].as_bool(), true);
  CHECK_EQ(one["rooms"].at(0).text(), "m");
  CHECK_EQ(one["people"].as_integer(), 3);
  CHECK_EQ(one["turn_sessions"].as_integer(), 2);
  CHECK_EQ(one["relay"].at(0).text(), "turn:a:1");
  CHECK(two["region"].is_null());
  CHECK_EQ(two["relay_refused"].as_bool(), true);
  CHECK_EQ(api.get("/api/admin/nodes/", ada).code(), "forbidden");
}

void an_administrator_invites() {
  ApiWorld api{meetings::Registration::closed};
  const std::string root = admin(api);
  const Got made = api.post("/api/admin/invitations/", "", root);
  CHECK_EQ(made.status(), 201);
  CHECK_EQ(made.text("role"), "user");
  CHECK_EQ(made.text("url"),
           "http://school.example:3000/register#invitation=" + made.text("invitation"));
  CHECK_EQ(api.post("/api/auth/register",
                    R"({"email":"eve@example.org","name":"Eve","password":"correct horse",)"
                    R"("invitation":")" +
                        made.text("invitation") + "\"}")
               .status(),
           201);
  CHECK_EQ(api.post("/api/admin/invitations/", R"({"role":"admin"})", root).text("role"), "admin");
  CHECK_EQ(
      api.post("/api/admin/invitations/", R"({"expires_at":"2001-01-01T00:00:00Z"})", root).field(),
      "expires_at");
}

void a_forgotten_password_is_replaced() {
  ApiWorld api;
  const std::string ada = api.sign_up("ada");
  api.world.clock.advance(std::chrono::minutes{2});
  Got known = api.post("/api/auth/password-reset", R"({"email":"ada@example.org"})");
  Got unknown = api.post("/api/auth/password-reset", R"({"email":"eve@example.org"})");
  for (Got* got : {&known, &unknown})  // the second request has less left
    std::erase_if(got->response.headers, [](const auto& h) { return h.first == "RateLimit"; });
  CHECK_EQ(known.status(), 202);
  CHECK_EQ(known.response.text(), unknown.response.text());
  CHECK_EQ(known.response.headers, unknown.response.headers);
  const auto mails = api.world.mails();
  CHECK_EQ(mails.size(), 2u);  // and the one of the registration
  const std::string token = mails[1]["token"].text();
  const auto confirm = [&](const std::string& with) {
    return api.post("/api/auth/password-reset/confirm",
                    R"({"token":")" + with + R"(","password":"battery staple"})");
  };
  CHECK_EQ(confirm("x").code(), "link-invalid");
  CHECK_EQ(confirm("x").status(), 403);
  CHECK_EQ(confirm(token).status(), 204);
  CHECK_EQ(confirm(token).code(), "link-invalid");
  CHECK_EQ(api.get("/api/me", ada).code(), "token-invalid");
}

void an_address_is_verified() {
  ApiWorld api;
  const std::string ada = api.sign_up("ada");
  CHECK_EQ(api.get("/api/me", ada).json["email_verified"].as_bool(), false);
  const Got again = api.post("/api/auth/verify-email/resend", "", ada);
  CHECK_EQ(again.status(), 202);
  CHECK_EQ(again.text("status"), "sent");
  const std::string body = R"({"token":")" + api.world.mails().at(0)["token"].text() + "\"}";
  CHECK_EQ(api.post("/api/auth/verify-email", body).status(), 204);
  CHECK_EQ(api.post("/api/auth/verify-email", body).code(), "link-invalid");
  CHECK_EQ(api.get("/api/me", ada).json["email_verified"].as_bool(), true);
  CHECK_EQ(api.post("/api/auth/verify-email/resend", "", ada).text("status"), "verified");
  CHECK_EQ(api.post("/api/auth/verify-email/resend").code(), "not-signed-in");
}

// tests/integration/sign_in_at_provider.py has a provider.
void without_providers_there_is_nowhere_to_go() {
  const ApiWorld api;
  CHECK_EQ(api.get("/api/auth/providers").response.text(), R"({"providers":[]})");
  for (const char* path : {"/api/auth/oidc/campus/start", "/api/auth/oidc/campus/callback?code=x"})
    CHECK_EQ(api.get(path).code(), "not-found");
  // Nobody who tells of a logout, either.
  api::Request told = ApiWorld::request(
      api::Method::post, "/api/auth/oidc/campus/backchannel-logout", "logout_token=x");
  CHECK_EQ(api.send(told).code(), "unsupported-media-type");
  told.headers["content-type"] = "application/x-www-form-urlencoded; charset=utf-8";
  CHECK_EQ(api.send(told).code(), "not-found");
  for (const char* body : {"", "token=x"}) {
    told.body = body;
    CHECK_EQ(api.send(told).code(), "bad-request");
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "administration_api",
      {TEST(users_are_listed_and_changed), TEST(administrators_see_the_nodes),
       TEST(an_administrator_invites), TEST(a_forgotten_password_is_replaced),
       TEST(an_address_is_verified), TEST(without_providers_there_is_nowhere_to_go)});
}
