// SPDX-License-Identifier: MIT
// /api/site, /api/auth/…, /api/me, /api/ice-servers as docs/api.md describes them.
#include "tests/api/api_world.hpp"

namespace {

using namespace lectern_test;

void the_site_is_open_to_all() {
  const ApiWorld api{meetings::Registration::invited};
  const Got got = api.get("/api/site");
  CHECK_EQ(got.status(), 200);
  CHECK_EQ(got.response.text(),
           R"({"name":"Example School","registration":"invited","version":"1.2.3"})");
}

void registering_signs_in() {
  const ApiWorld api;
  const Got got =
      api.post("/api/auth/register",
               R"({"email":"Ada@Example.org","name":"Ada","password":"correct horse"})");
  CHECK_EQ(got.status(), 201);
  CHECK(!got.text("access").empty() && !got.text("refresh").empty());
  CHECK_EQ(got.json["expires_in"].as_integer(), 900);
  CHECK_EQ(got.text("token_type"), "Bearer");
  CHECK_EQ(text_of(got.json["user"], "email"), "ada@example.org");
  CHECK_EQ(text_of(got.json["user"], "role"), "user");
  CHECK_EQ(got.response.header("Cache-Control"), "no-store");
  const Got again =
      api.post("/api/auth/register",
               R"({"email":"ada@example.org","name":"Ada","password":"correct horse"})");
  CHECK_EQ(again.status(), 409);
  CHECK_EQ(again.code(), "email-taken");
}

void registration_may_be_closed_or_invited() {
  const std::string body = R"({"email":"ada@example.org","name":"Ada","password":"correct horse")";
  const ApiWorld closed{meetings::Registration::closed};
  CHECK_EQ(closed.post("/api/auth/register", body + "}").code(), "registration-closed");
  ApiWorld invited{meetings::Registration::invited};
  CHECK_EQ(invited.post("/api/auth/register", body + "}").code(), "registration-closed");
  const Got wrong = invited.post("/api/auth/register", body + R"(,"invitation":"nonsense"})");
  CHECK_EQ(wrong.status(), 403);
  CHECK_EQ(wrong.code(), "invitation-invalid");
  const auto invitation = OK(
      invited.world.accounts.create_invitation(meetings::UserRole::admin, std::chrono::hours{1}));
  const Got admin =
      invited.post("/api/auth/register", body + R"(,"invitation":")" + invitation.token + "\"}");
  CHECK_EQ(admin.status(), 201);
  CHECK_EQ(text_of(admin.json["user"], "role"), "admin");
}

void signing_in_refreshing_and_out() {
  const ApiWorld api;
  (void)api.sign_up("ada");
  const Got in =
      api.post("/api/auth/login", R"({"email":"ada@example.org","password":"correct horse"})");
  CHECK_EQ(in.status(), 200);
  const Got next = api.post("/api/auth/refresh", R"({"refresh":")" + in.text("refresh") + "\"}");
  CHECK_EQ(next.status(), 200);
  CHECK(next.text("refresh") != in.text("refresh"));
  const Got out = api.post("/api/auth/logout", R"({"refresh":")" + next.text("refresh") + "\"}");
  CHECK_EQ(out.status(), 204);
  CHECK(out.response.body == nullptr);
  const Got dead = api.post("/api/auth/refresh", R"({"refresh":")" + next.text("refresh") + "\"}");
  CHECK_EQ(dead.status(), 401);
  CHECK_EQ(dead.code(), "refresh-invalid");
}

void a_wrong_password_and_an_unknown_email_look_alike() {
  const ApiWorld api;
  (void)api.sign_up("ada");
  const Got wrong =
      api.post("/api/auth/login", R"({"email":"ada@example.org","password":"wrong horse"})");
  const Got unknown =
      api.post("/api/auth/login", R"({"email":"bob@example.org","password":"wrong horse"})");
  CHECK_EQ(wrong.status(), 401);
  CHECK_EQ(wrong.code(), "invalid-credentials");
  CHECK_EQ(wrong.response.text(), unknown.response.text());
}

void guessing_at_an_account_is_slowed_down() {
  ApiWorld api;
  (void)api.sign_up("ada");
  const auto login = [&](const char* password, const char* client) {
    api::Request request = ApiWorld::request(
        api::Method::post, "/api/auth/login",
        std::string{R"({"email":" ADA@example.org","password":")"} + password + "\"}");
    request.client = *base::Endpoint::parse(client);
    return api.send(request);
  };
  for (int i = 0; i < 30; ++i)
    CHECK(login("correct horse", "192.0.2.1:1").status() != 429);  // honest use costs hashes only
  int refused_at = 0;
  for (int i = 1; i <= 12 && refused_at == 0; ++i) {
    if (login("wrong horse", "192.0.2.3:1").status() == 429) refused_at = i;
  }
  CHECK_EQ(refused_at, 11);
  const Got limited = login("correct horse", "192.0.2.3:1");
  CHECK_EQ(limited.code(), "rate-limited");
  CHECK_EQ(limited.response.header("Retry-After"), "20");
  // Its owner is not locked out, neither elsewhere nor at a known address.
  CHECK(login("correct horse", "192.0.2.2:1").status() != 429);
  CHECK(login("correct horse", "192.0.2.1:1").status() != 429);
  api.world.clock.advance(std::chrono::seconds{20});
  CHECK(login("wrong horse", "192.0.2.3:1").status() != 429);
}

void floods_from_one_address_are_stopped() {
  meetings::Rates rates;
  rates.register_by_address = {2, std::chrono::milliseconds{5000}};
  rates.guest_by_address = {2, std::chrono::milliseconds{5000}};
  rates.refresh_by_address = {2, std::chrono::milliseconds{5000}};
  rates.hash_by_address = {3, std::chrono::milliseconds{5000}};
  rates.join_by_address = {2, std::chrono::milliseconds{5000}};
  rates.create_by_account = {2, std::chrono::milliseconds{5000}};
  const ApiWorld api{meetings::Registration::open, rates};
  const std::string token = api.sign_up("ada");
  const auto third_is_limited = [&](const char* path, const char* body, int before) {
    for (int i = before; i < 2; ++i) CHECK(api.post(path, body, token).status() != 429);
    const Got got = api.post(path, body, token);
    if (got.status() != 429) check_failed(path, __FILE__, __LINE__);
    CHECK_EQ(got.code(), "rate-limited");
    CHECK_EQ(got.response.header("Retry-After"), "5");
  };
  third_is_limited("/api/auth/register", "{}", 1);
  third_is_limited("/api/auth/guest", "{}", 0);
  third_is_limited("/api/auth/refresh", "{}", 0);
  third_is_limited("/api/auth/login", R"({"email":"a","password":"b"})", 0);
  third_is_limited("/api/meeting/join/kabo-rine-tuda/", "{}", 0);
  third_is_limited("/api/meeting/create/", "{}", 0);
}

// A wait of one second is a wait.
void a_flood_waits_at_least_a_second() {
  meetings::Rates rates;
  rates.guest_by_address = {1, std::chrono::milliseconds{1000}};
  const ApiWorld api{meetings::Registration::open, rates};
  CHECK(api.post("/api/auth/guest", "{}").status() != 429);
  const Got limited = api.post("/api/auth/guest", "{}");
  CHECK_EQ(limited.status(), 429);
  CHECK_EQ(limited.response.header("Retry-After"), "1");
}

void guests_are_bound_to_their_meeting() {
  const ApiWorld api;
  const std::string host = api.sign_up("ada");
  const base::Json meeting = api.create(host);
  const base::Json other = api.create(host);
  const Got guest =
      api.post("/api/auth/guest", R"({"code":")" + text_of(meeting, "code") + R"(","name":"Gus"})");
  CHECK_EQ(guest.status(), 200);
  CHECK_EQ(text_of(guest.json["meeting"], "meeting_id"), text_of(meeting, "meeting_id"));
  CHECK_EQ(text_of(guest.json["user"], "role"), "guest");
  CHECK(!guest.json["user"].has("email"));
  const Got by_id =
      api.post("/api/auth/guest",
               R"({"meeting_id":")" + text_of(meeting, "meeting_id") + R"(","name":"Gia"})");
  CHECK_EQ(by_id.status(), 200);

  CHECK_EQ(api.get("/api/me", guest.text("access")).text("name"), "Gus");
  CHECK_EQ(api.post("/api/meeting/join/" + text_of(meeting, "code") + "/", "", guest.text("access"))
               .status(),
           200);
  CHECK_EQ(api.post("/api/meeting/join/" + text_of(other, "code") + "/", "", guest.text("access"))
               .status(),
           403);
  CHECK_EQ(api.post("/api/meeting/create/", R"({"title":"x"})", guest.text("access")).status(),
           403);
  const Got ice = api.get("/api/ice-servers", guest.text("access"));
  CHECK(text_of(ice.json["ice_servers"].at(1), "username")
            .ends_with('.' + text_of(meeting, "meeting_id")));

  CHECK_EQ(api.post("/api/auth/guest", R"({"code":"bamo-lita-refo","name":"Gus"})").status(), 404);
  const Got neither = api.post("/api/auth/guest", R"({"name":"Gus"})");
  CHECK_EQ(neither.status(), 422);
  CHECK_EQ(neither.field(), "meeting_id");
  const Got nothing = api.post("/api/auth/guest", "{}");  // the first field that is missing
  CHECK_EQ(nothing.status(), 422);
  CHECK_EQ(nothing.field(), "name");
  // A guest is not in the meeting yet, and has no role in it.
  CHECK_EQ(guest.json["meeting"]["present"].as_integer(), 0);
  CHECK(guest.json["meeting"]["role"].is_null());
  CHECK_EQ(api.post("/api/meeting/end/" + text_of(meeting, "code") + "/", "", host).status(), 200);
  CHECK_EQ(
      api.post("/api/auth/guest", R"({"code":")" + text_of(meeting, "code") + R"(","name":"Gus"})")
          .status(),
      410);
}

void me_is_read_and_renamed() {
  const ApiWorld api;
  const std::string token = api.sign_up("ada");
  CHECK_EQ(api.get("/api/me/", token).text("name"), "ada");
  const Got renamed =
      api.send(ApiWorld::request(api::Method::patch, "/api/me", R"({"name":"Ada L."})", token));
  CHECK_EQ(renamed.status(), 200);
  CHECK_EQ(api.get("/api/me", token).text("name"), "Ada L.");
  const Got unchanged =
      api.send(ApiWorld::request(api::Method::patch, "/api/me", R"({"email":"x@y.z"})", token));
  CHECK_EQ(unchanged.text("name"), "Ada L.");
  CHECK_EQ(unchanged.text("email"), "ada@example.org");
  const Got bad =
      api.send(ApiWorld::request(api::Method::patch, "/api/me", R"({"name":""})", token));
  CHECK_EQ(bad.status(), 422);
  CHECK_EQ(bad.field(), "name");
}

void ice_servers_have_the_shape_that_browsers_take() {
  const ApiWorld api;
  const Got got = api.get("/api/ice-servers", api.sign_up("ada"));
  CHECK_EQ(got.status(), 200);
  CHECK_EQ(got.json["ttl"].as_integer(), 3600);
  CHECK_EQ(api.ice.wished, "");
  CHECK_EQ(api.get("/api/ice-servers?region=eu-west", api.sign_up("bob")).status(), 200);
  CHECK_EQ(api.ice.wished, "eu-west");
  CHECK_EQ(api.get("/api/ice-servers?region=" + std::string(33, 'x'), api.sign_up("eve")).field(),
           "region");
  const base::Json servers = got.json["ice_servers"];
  CHECK_EQ(servers.size(), 2u);
  CHECK(!servers.at(0).has("username"));
  CHECK_EQ(servers.at(1)["urls"].size(), 2u);
  CHECK_EQ(text_of(servers.at(1), "credential"), "password");
}

}  // namespace

int main() {
  return lectern_test::run(
      "accounts_api",
      {TEST(the_site_is_open_to_all), TEST(registering_signs_in),
       TEST(registration_may_be_closed_or_invited), TEST(signing_in_refreshing_and_out),
       TEST(a_wrong_password_and_an_unknown_email_look_alike),
       TEST(guessing_at_an_account_is_slowed_down), TEST(floods_from_one_address_are_stopped),
       TEST(guests_are_bound_to_their_meeting), TEST(me_is_read_and_renamed),
       TEST(ice_servers_have_the_shape_that_browsers_take), TEST(a_flood_waits_at_least_a_second)});
}
