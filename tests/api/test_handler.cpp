// SPDX-License-Identifier: MIT
// The rules for every path: refusals of bodies and tokens, methods, headers, the web UI beside the
// API, health, metrics.
#include "api/handler.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tests/api/api_world.hpp"

namespace {

using namespace lectern_test;
using api::Method;

struct Route {
  Method method;
  const char* path;
  bool signed_in;
  bool body;           // a JSON object must come
  bool optional_body;  // … or nothing at all
};

constexpr Route kRoutes[] = {
    {Method::post, "/api/auth/register", false, true, false},
    {Method::post, "/api/auth/login", false, true, false},
    {Method::post, "/api/auth/refresh", false, true, false},
    {Method::post, "/api/auth/logout", false, true, false},
    {Method::post, "/api/auth/guest", false, true, false},
    {Method::get, "/api/me", true, false, false},
    {Method::patch, "/api/me", true, true, false},
    {Method::post, "/api/meeting/create/", true, true, false},
    {Method::post, "/api/meeting/join/bamo-lita-refo/", true, true, true},
    {Method::post, "/api/meeting/leave/bamo-lita-refo/", true, false, false},
    {Method::post, "/api/meeting/end/bamo-lita-refo/", true, false, false},
    {Method::get, "/api/meeting/bamo-lita-refo/participants/", true, false, false},
    {Method::get, "/api/meetings/", true, false, false},
    {Method::get, "/api/ice-servers", true, false, false},
};

void who_must_sign_in_is_told() {
  ApiWorld api;
  const std::string token = api.sign_up("ada");
  for (const Route& route : kRoutes) {
    if (!route.signed_in) continue;
    const auto status_with = [&](const char* authorization) {
      api::Request request = ApiWorld::request(route.method, route.path, route.body ? "{}" : "");
      if (*authorization != '\0') request.headers["authorization"] = authorization;
      return api.send(request);
    };
    const Got without = status_with("");
    if (without.status() != 401 || without.code() != "not-signed-in")
      check_failed(route.path, __FILE__, __LINE__);
    CHECK_EQ(without.response.header("WWW-Authenticate"), "Bearer realm=\"lectern\"");
    CHECK_EQ(without.response.header("Retry-After"), "");
    CHECK_EQ(status_with("Basic YTpi").code(), "not-signed-in");
    CHECK_EQ(status_with("Bearer").code(), "not-signed-in");
    CHECK_EQ(status_with("Bearer x.y.z").code(), "token-invalid");
    CHECK_EQ(status_with("bearer nonsense").code(), "token-invalid");
  }
  api.world.clock.advance(std::chrono::minutes{16});
  for (const Route& route : kRoutes) {
    if (!route.signed_in) continue;
    CHECK_EQ(
        api.send(ApiWorld::request(route.method, route.path, route.body ? "{}" : "", token)).code(),
        "token-expired");
  }
  // Where signing in is a choice, a token that is refused is told all the same, so that the client
  // renews it.
  CHECK_EQ(api.get("/api/meeting/bamo-lita-refo", token).code(), "token-expired");
}

void bodies_are_refused_alike_everywhere() {
  const ApiWorld api;
  const std::string token = api.sign_up("ada");
  for (const Route& route : kRoutes) {
    if (!route.body) continue;
    const auto sent = [&](std::string body, const char* type) {
      api::Request request = ApiWorld::request(route.method, route.path, std::move(body), token);
      request.headers["content-type"] = type;
      return api.send(request);
    };
    const auto expect = [&](const Got& got, int status, const char* code) {
      if (got.status() != status || got.code() != code) {
        check_failed(std::string{route.path} + " -> " + std::string{got.response.text()}, __FILE__,
                     __LINE__);
      }
    };
    if (!route.optional_body) expect(sent("", "application/json"), 400, "bad-json");
    expect(sent("{\"a\":", "application/json"), 400, "bad-json");
    expect(sent("[1]", "application/json"), 400, "bad-json");
    expect(sent("{\"a\":\"\xc3\x28\"}", "application/json"), 400, "bad-json");
    expect(sent("a=b", "application/x-www-form-urlencoded"), 415, "unsupported-media-type");
    expect(sent("{}", "text/plain"), 415, "unsupported-media-type");
  }
}

void wrong_types_and_lengths_name_their_field() {
  const ApiWorld api;
  const std::string token = api.sign_up("ada");
  const std::string long_text(60'000, 'x');
  struct Case {
    Method method;
    const char* path;
    std::string body;
    const char* field;
  };
  const Case cases[] = {
      {Method::post, "/api/auth/register", R"({"name":"A","password":"x7!x7?x9"})", "email"},
      {Method::post, "/api/auth/register",
       R"({"email":"nonsense","name":"A","password":"x7!x7?x9"})", "email"},
      {Method::post, "/api/auth/register", R"({"email":"a@b.org","name":"A","password":"1234567"})",
       "password"},
      {Method::post, "/api/auth/register",
       R"({"email":"a@b.org","name":["A"],"password":"x7!x7?x9"})", "name"},
      {Method::post, "/api/auth/register",
       R"({"email":"a@b.org","name":")" + long_text + R"(","password":"x7!x7?x9"})", "name"},
      {Method::post, "/api/auth/register",
       R"({"email":"a@b.org","name":"A\u0007","password":"x7!x7?x9"})", "name"},
      {Method::post, "/api/auth/register",
       R"({"email":"a@b.org","name":"A","password":"x7!x7?x9","invitation":7})", "invitation"},
      {Method::post, "/api/auth/login", R"({"email":7,"password":"x"})", "email"},
      {Method::post, "/api/auth/login", R"({"email":"a@b.org"})", "password"},
      {Method::post, "/api/auth/refresh", R"({"refresh":null})", "refresh"},
      {Method::post, "/api/auth/logout", R"({})", "refresh"},
      {Method::post, "/api/auth/guest", R"({"code":7,"name":"G"})", "code"},
      {Method::post, "/api/auth/guest", R"({"code":"bamo-lita-refo"})", "name"},
      {Method::patch, "/api/me", R"({"name":7})", "name"},
      {Method::post, "/api/meeting/join/bamo-lita-refo", R"({"password":7})", "password"},
      {Method::post, "/api/meeting/join/bamo-lita-refo", R"({"name":{}})", "name"},
  };
  for (const Case& c : cases) {
    const Got got = api.send(ApiWorld::request(c.method, c.path, c.body, token));
    if (got.status() != 422 || got.field() != c.field) {
      check_failed(std::string{c.path} + ' ' + c.body.substr(0, 80) + " -> " +
                       std::string{got.response.text()},
                   __FILE__, __LINE__);
    }
  }
  // What is long but well-formed is wrong like any other.
  CHECK_EQ(
      api.post("/api/auth/login", R"({"email":")" + long_text + R"(","password":"x"})").status(),
      401);
  CHECK_EQ(api.post("/api/auth/refresh", R"({"refresh":")" + long_text + "\"}").code(),
           "refresh-invalid");
}

void methods_and_paths_are_told_apart() {
  const ApiWorld api;
  const Got wrong = api.get("/api/auth/login");
  CHECK_EQ(wrong.status(), 405);
  CHECK_EQ(wrong.code(), "method-not-allowed");
  CHECK_EQ(wrong.response.header("Allow"), "POST, OPTIONS");
  CHECK_EQ(api.send(ApiWorld::request(Method::other, "/api/site")).status(), 405);
  CHECK_EQ(api.send(ApiWorld::request(Method::delete_, "/livez")).status(), 405);
  for (const char* path : {"/api", "/api/", "/api/nothing", "/api/meeting/a/b/c", "/metrics",
                           "/health/x", "/api/auth/login/x"}) {
    const Got got = api.get(path);
    CHECK_EQ(got.status(), 404);
    CHECK_EQ(got.code(), "not-found");
  }
  const Got websocket = api.get("/ws");
  CHECK_EQ(websocket.status(), 426);
  CHECK_EQ(websocket.response.header("Upgrade"), "websocket");
  CHECK_EQ(api.get("/ws/").status(), 426);
  CHECK_EQ(api.get("/ws/x").code(), "not-found");
}

void foreign_pages_ask_first() {
  api::Policy policy;
  policy.cors_origins = {"https://portal.example.org"};
  const ApiWorld api{meetings::Registration::open, {}, policy};
  api::Request preflight = ApiWorld::request(Method::options, "/api/auth/login");
  preflight.headers["origin"] = "https://portal.example.org";
  const Got allowed = api.send(preflight);
  CHECK_EQ(allowed.status(), 204);
  CHECK_EQ(allowed.response.header("Access-Control-Allow-Origin"), "https://portal.example.org");
  CHECK_EQ(allowed.response.header("Access-Control-Allow-Methods"), "POST, OPTIONS");
  CHECK_EQ(api.send(ApiWorld::request(Method::options, "/api/nothing")).status(), 404);
  CHECK_EQ(api.send(ApiWorld::request(Method::options, "/create")).status(), 204);
}

void every_answer_carries_the_secure_headers() {
  const ApiWorld api;
  for (const char* path :
       {"/api/site", "/api/me", "/api/nothing", "/livez", "/missing.js", "/ws"}) {
    const Got got = api.get(path);
    CHECK(!got.response.header("Content-Security-Policy").empty());
    CHECK_EQ(got.response.header("X-Content-Type-Options"), "nosniff");
    CHECK_EQ(got.response.header("X-Request-Id"), "test-1");
  }
}

void the_web_ui_stands_beside_the_api() {
  const TempFolder folder;
  std::ofstream(folder.file("index.html")) << "<title>Lectern</title>";
  ApiWorld api;
  api.files = CHECK_OK(api::StaticFiles::load(folder.path().string()));
  CHECK(api.get("/").response.text().starts_with("<title>Example School</title>"));
  CHECK_EQ(api.get("/j/kabo-rine-tuda").status(), 200);
  CHECK_EQ(api.get("/apiary").status(), 200);  // no path of the API
  CHECK_EQ(api.get("/missing.js").status(), 404);
  CHECK_EQ(api.get("/api/j").status(), 404);
  CHECK_EQ(api.send(ApiWorld::request(Method::head, "/")).status(), 200);
  CHECK_EQ(api.send(ApiWorld::request(Method::head, "/missing.js")).status(), 404);
  for (const char* path : {"/api/j", "/ws/j", "/livez/j", "/readyz/j", "/health/j", "/metrics/j"})
    CHECK_EQ(api.get(path).status(), 404);
  for (const char* path : {"/wsx", "/livezx", "/readyzx", "/healthy", "/metricsx"})
    CHECK_EQ(api.get(path).status(), 200);
  CHECK_EQ(api.post("/j/kabo-rine-tuda").status(), 405);
  CHECK_EQ(api.post("/j/kabo-rine-tuda").response.header("Allow"), "GET, HEAD, OPTIONS");
}

void what_blocks_is_left_to_the_workers() {
  const ApiWorld api;
  const auto quick = [&](Method method, const char* path) {
    return std::holds_alternative<api::Response>(
        api.handler.quick(ApiWorld::request(method, path)));
  };
  for (const char* path :
       {"/livez", "/readyz", "/health", "/api/site", "/", "/j/x", "/missing.js", "/api/nothing"}) {
    CHECK(quick(Method::get, path));
  }
  CHECK(quick(Method::get, "/api/auth/login"));  // a 405
  CHECK(quick(Method::options, "/api/me"));
  for (const char* path : {"/api/me", "/api/meetings/", "/api/meeting/x", "/api/ice-servers"})
    CHECK(!quick(Method::get, path));
  CHECK(!quick(Method::post, "/api/auth/login"));
}

void health_is_told_part_by_part() {
  ApiWorld api;
  api.world.clock.advance(std::chrono::seconds{90});
  CHECK_EQ(api.get("/livez").response.text(), "ok\n");
  CHECK_EQ(api.get("/readyz").status(), 200);
  CHECK_EQ(api.get("/readyz").response.text(), "ok\n");
  CHECK_EQ(api.get("/health").status(), 200);
  CHECK_EQ(api.get("/health").response.text(),
           R"({"status":"ok","version":"1.2.3","uptime_seconds":90,)"
           R"("parts":{"store":"ok","turn":"ok","signaling":"ok"}})");
  api.health = api::Health{false, false, {{"store", "the disk is full"}}};
  CHECK_EQ(api.get("/readyz").status(), 503);
  CHECK_EQ(api.get("/readyz").response.text(), "not ready\n");
  const Got degraded = api.get("/health");
  CHECK_EQ(degraded.status(), 503);
  CHECK_EQ(degraded.text("status"), "degraded");
  CHECK_EQ(text_of(degraded.json["parts"], "store"), "the disk is full");
  CHECK_EQ(api.get("/livez").status(), 200);
}

// A load balancer sends nobody new; a supervisor leaves it alone.
void draining_is_not_ready_and_not_ill() {
  ApiWorld api;
  api.health = api::Health{false, true, {{"store", "ok"}}};
  const Got ready = api.get("/readyz");
  CHECK_EQ(ready.status(), 503);
  CHECK_EQ(ready.response.text(), "draining\n");
  CHECK_EQ(api.get("/health").text("status"), "draining");
  CHECK_EQ(api.get("/health").status(), 503);
  CHECK(!api::Health{}.ready && !api::Health{}.draining);  // until the parts have told
  CHECK_EQ(api.get("/livez").status(), 200);
}

void a_mistake_of_ours_is_a_500_without_details() {
  ApiWorld api;
  api.handler = api::make_handler(
      api::Dependencies{api.world.accounts,
                        api.world.own_account,
                        api.world.api_tokens,
                        api.world.email_proofs,
                        api.world.administration,
                        api.world.oidc,
                        api.world.rooms,
                        api.world.series,
                        api.world.bans,
                        api.world.requests,
                        api.world.invitations,
                        api.world.roles,
                        api.world.persons,
                        api.world.notifications,
                        api.world.ratings,
                        api.world.reminders,
                        api.world.calendar_feeds,
                        api.world.google,
                        api.world.webhooks,
                        api.world.uploads,
                        api.world.recordings,
                        api.world.authentication,
                        api.world.presence,
                        api.ice,
                        api.nodes,
                        api.world.site_meetings,
                        api.world.settings,
                        api.operations,
                        api.world.idempotency,
                        api.limits,
                        api.files,
                        api.world.clock,
                        api.world.log,
                        {},
                        {},
                        []() -> api::Health { throw std::runtime_error("secret detail"); }});
  const Got got = api.get("/health");
  CHECK_EQ(got.status(), 500);
  CHECK_EQ(got.code(), "internal");
  CHECK(got.response.text().find("secret detail") == std::string_view::npos);
}

void metrics_answer_on_their_own_handler_only() {
  base::Metrics metrics;
  metrics.counter("lectern_things_total", "Things").add(3);
  api::Health health{true, false, {}};
  const api::Handler handler = api::make_metrics_handler(metrics, [&] { return health; });
  const auto get = [&](const char* path) { return handler(ApiWorld::request(Method::get, path)); };
  CHECK_EQ(get("/metrics").status, 200);
  CHECK_EQ(get("/metrics").header("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  CHECK(get("/metrics/").text().find("lectern_things_total 3\n") != std::string_view::npos);
  CHECK_EQ(get("/livez").status, 200);
  CHECK_EQ(get("/api/site").status, 404);
  CHECK_EQ(handler(ApiWorld::request(Method::post, "/metrics")).status, 405);
  CHECK_EQ(handler(ApiWorld::request(Method::post, "/livez")).status, 405);
  CHECK_EQ(handler(ApiWorld::request(Method::post, "/metrics")).header("Allow"), "GET, HEAD");
  CHECK_EQ(handler(ApiWorld::request(Method::head, "/metrics")).status, 200);
  CHECK_EQ(handler(ApiWorld::request(Method::head, "/livez/")).status, 200);
  CHECK_EQ(get("/livez").text(), "ok\n");
  CHECK_EQ(get("/readyz").text(), "ok\n");
  health = {false, true, {}};
  CHECK_EQ(get("/readyz").status, 503);
  CHECK_EQ(get("/readyz").text(), "draining\n");
  CHECK_EQ(handler(ApiWorld::request(Method::post, "/readyz")).status, 405);
  // Health waits for no scrape.
  for (const char* path : {"/livez", "/readyz"})
    CHECK(
        std::holds_alternative<api::Response>(handler.quick(ApiWorld::request(Method::get, path))));
  CHECK_EQ(get("/metrics").header("Cache-Control"), "no-store");
  CHECK_EQ(get("/metrics").header("X-Request-Id"), "test-1");
  for (const char* path : {"/", "", "/metric", "/metrics//", "/metricsx", "metrics"})
    CHECK_EQ(get(path).status, 404);
  CHECK(!std::holds_alternative<api::Response>(
      handler.quick(ApiWorld::request(Method::get, "/metrics"))));
}

}  // namespace

int main() {
  return lectern_test::run(
      "handler",
      {TEST(who_must_sign_in_is_told), TEST(bodies_are_refused_alike_everywhere),
       TEST(wrong_types_and_lengths_name_their_field), TEST(methods_and_paths_are_told_apart),
       TEST(foreign_pages_ask_first), TEST(every_answer_carries_the_secure_headers),
       TEST(the_web_ui_stands_beside_the_api), TEST(what_blocks_is_left_to_the_workers),
       TEST(health_is_told_part_by_part), TEST(draining_is_not_ready_and_not_ill),
       TEST(a_mistake_of_ours_is_a_500_without_details),
       TEST(metrics_answer_on_their_own_handler_only)});
}
