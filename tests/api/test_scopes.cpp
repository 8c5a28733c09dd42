// SPDX-License-Identifier: MIT
// Every route of api/routes.cpp, asked with an API token of each scope: it opens what the table
// below says and nothing else. And /api/me/tokens/ as docs/api.md describes it.
#include <map>

#include "api/routes.hpp"
#include "tests/api/api_world.hpp"

namespace {

using namespace lectern_test;
using api::Method;

// What each route needs. A new route needs a row here: "-" reads no token, "any" takes every API
// token, "session" takes none, everything else is a scope.
const std::map<std::string, std::string_view> kTable{
    {"GET /api/site", "-"},
    {"POST /api/auth/register", "-"},
    {"POST /api/auth/login", "-"},
    {"POST /api/auth/refresh", "-"},
    {"POST /api/auth/logout", "-"},
    {"POST /api/auth/guest", "-"},
    {"POST /api/auth/password-reset", "-"},
    {"POST /api/auth/password-reset/confirm", "-"},
    {"POST /api/auth/verify-email", "-"},
    {"POST /api/auth/verify-email/resend", "session"},
    {"GET /api/auth/providers", "-"},
    {"GET /api/auth/oidc/{provider}/start", "-"},
    {"GET /api/auth/oidc/{provider}/callback", "-"},
    {"POST /api/auth/oidc/{provider}/backchannel-logout", "-"},
    {"GET /api/me", "any"},
    {"PATCH /api/me", "session"},
    {"DELETE /api/me", "session"},
    {"GET /api/me/export", "session"},
    {"GET /api/me/sessions", "session"},
    {"DELETE /api/me/sessions", "session"},
    {"DELETE /api/me/sessions/{session_id}", "session"},
    {"GET /api/me/tokens", "session"},
    {"POST /api/me/tokens", "session"},
    {"DELETE /api/me/tokens/{token_id}", "session"},
    {"POST /api/me/password", "session"},
    {"POST /api/meeting/create", "meetings:write"},
    {"GET /api/meeting/{meeting_id}", "meetings:read"},
    {"POST /api/meeting/join/{meeting_id}", "meetings:write"},
    {"POST /api/meeting/leave/{meeting_id}", "meetings:write"},
    {"POST /api/meeting/{meeting_id}/rating", "meetings:write"},
    {"POST /api/meeting/end/{meeting_id}", "meetings:write"},
    {"GET /api/meeting/{meeting_id}/participants", "meetings:read"},
    {"GET /api/meetings", "meetings:read"},
    {"PATCH /api/meeting/{meeting_id}", "meetings:write"},
    {"DELETE /api/meeting/{meeting_id}", "meetings:write"},
    {"GET /api/meeting/{meeting_id}/occurrences", "meetings:read"},
    {"GET /api/meeting/{meeting_id}/calendar.ics", "meetings:read"},
    {"GET /api/meeting/{meeting_id}/join-requests", "meetings:read"},
    {"POST /api/meeting/{meeting_id}/join-requests/respond", "meetings:write"},
    {"POST /api/meeting/join-request/{request_id}/respond", "meetings:write"},
    {"GET /api/meeting/{meeting_id}/join-request/{request_id}/status", "meetings:read"},
    {"DELETE /api/meeting/{meeting_id}/join-request/{request_id}", "meetings:write"},
    {"POST /api/meeting/{meeting_id}/invite", "meetings:write"},
    {"GET /api/meeting/{meeting_id}/invite", "meetings:read"},
    {"DELETE /api/meeting/{meeting_id}/invite/{invite_id}", "meetings:write"},
    {"POST /api/meeting/invite/{invite_id}/respond", "meetings:write"},
    {"GET /api/invitations", "meetings:read"},
    {"GET /api/invitation/{token}", "-"},
    {"GET /api/mail/unsubscribe/{token}", "-"},
    {"POST /api/mail/unsubscribe/{token}", "-"},
    {"GET /api/calendar", "meetings:read"},
    {"DELETE /api/calendar", "meetings:write"},
    {"POST /api/calendar/reset", "meetings:write"},
    {"POST /api/calendar/google", "session"},
    {"GET /api/calendar/google/start", "-"},
    {"GET /api/calendar/google/callback", "-"},
    {"DELETE /api/calendar/google", "session"},
    {"GET /api/calendar/{secret}", "-"},
    {"POST /api/invitation/{token}/respond", "meetings:write"},
    {"POST /api/meeting/{meeting_id}/cohosts", "meetings:write"},
    {"GET /api/meeting/{meeting_id}/bans", "meetings:read"},
    {"POST /api/meeting/{meeting_id}/bans", "meetings:write"},
    {"DELETE /api/meeting/{meeting_id}/bans/{ban_id}", "meetings:write"},
    {"GET /api/meeting/{meeting_id}/recordings", "recordings:read"},
    {"GET /api/recordings", "recordings:read"},
    {"GET /api/recordings/storage", "recordings:read"},
    {"POST /api/recordings/upload", "session"},
    {"HEAD /api/recordings/upload/{recording_id}", "session"},
    {"PATCH /api/recordings/upload/{recording_id}", "session"},
    {"POST /api/recordings/upload/{recording_id}", "session"},
    {"DELETE /api/recordings/upload/{recording_id}", "session"},
    {"POST /api/recordings/upload/{recording_id}/end", "session"},
    {"GET /api/recording/{recording_id}", "recordings:read"},
    {"PATCH /api/recording/{recording_id}", "session"},
    {"DELETE /api/recording/{recording_id}", "session"},
    {"POST /api/recording/{recording_id}/share", "session"},
    {"DELETE /api/recording/{recording_id}/share", "session"},
    {"GET /api/recording/{recording_id}/media", "-"},
    {"GET /api/recording/shared/{token}", "-"},
    {"GET /api/notifications", "meetings:read"},
    {"POST /api/notifications/read", "meetings:write"},
    {"GET /api/ice-servers", "meetings:write"},
    {"GET /api/admin/users", "admin"},
    {"PATCH /api/admin/users/{user_id}", "admin"},
    {"DELETE /api/admin/users/{user_id}", "admin"},
    {"GET /api/admin/users/{user_id}/export", "admin"},
    {"GET /api/admin/users/{user_id}/sessions", "admin"},
    {"DELETE /api/admin/users/{user_id}/sessions", "admin"},
    {"DELETE /api/admin/users/{user_id}/sessions/{session_id}", "admin"},
    {"GET /api/admin/overview", "admin"},
    {"GET /api/admin/charts", "admin"},
    {"GET /api/site/logo", "-"},
    {"GET /api/admin/settings", "admin"},
    {"PATCH /api/admin/settings", "admin"},
    {"PUT /api/admin/settings/logo", "admin"},
    {"DELETE /api/admin/settings/logo", "admin"},
    {"POST /api/admin/mail/test", "admin"},
    {"GET /api/admin/meetings", "admin"},
    {"POST /api/admin/meetings/{meeting_id}/end", "admin"},
    {"GET /api/admin/allocations", "admin"},
    {"DELETE /api/admin/allocations/{allocation_id}", "admin"},
    {"POST /api/admin/outbox/{entry_id}/retry", "admin"},
    {"DELETE /api/admin/outbox/{entry_id}", "admin"},
    {"GET /api/admin/audit", "admin"},
    {"GET /api/admin/outbox", "admin"},
    {"GET /api/admin/nodes", "admin"},
    {"GET /api/webhooks", "admin"},
    {"POST /api/webhooks", "admin"},
    {"GET /api/webhooks/{webhook_id}", "admin"},
    {"PATCH /api/webhooks/{webhook_id}", "admin"},
    {"DELETE /api/webhooks/{webhook_id}", "admin"},
    {"GET /api/webhooks/{webhook_id}/deliveries", "admin"},
    {"POST /api/webhooks/{webhook_id}/test", "admin"},
    {"POST /api/admin/invitations", "admin"},
    {"GET /livez", "-"},
    {"GET /api/openapi.json", "-"},
    {"GET /api/signaling.schema.json", "-"},
    {"GET /readyz", "-"},
    {"GET /health", "-"},
};

std::string name_of(const api::Route& route) {
  return std::string{to_string(route.method)} + ' ' + std::string{route.pattern};
}

// An administrator, a meeting and a token of one scope.
struct School {
  explicit School(const std::string& scope) {
    OK(api.world.accounts.create_user("root@example.org", "root", "correct horse",
                                      meetings::UserRole::admin));
    session =
        api.post("/api/auth/login", R"({"email":"root@example.org","password":"correct horse"})")
            .text("access");
    meeting = text_of(api.create(session), "code");
    const Got made =
        api.post("/api/me/tokens/", R"({"name":"x","scopes":[")" + scope + R"("]})", session);
    CHECK_EQ(made.status(), 201);
    token = made.text("token");
  }
  Got ask(const api::Route& route, const std::string& with) const {
    std::string path{route.pattern};
    if (const std::size_t open = path.find('{'); open != std::string::npos)
      path.replace(open, path.find('}') - open + 1, meeting);
    return api.send(
        ApiWorld::request(route.method, path, route.method == Method::get ? "" : "{}", with));
  }

  Got ask_with_token(const api::Route& route) const { return ask(route, token); }

  ApiWorld api;
  std::string session, token, meeting;
};

bool is_scope_refusal(const Got& got) {
  return got.code() == "scope-missing" ||
         got.text("detail") == "An API token does not open this: sign in.";
}

void a_token_opens_what_its_scope_names() {
  for (const meetings::Scope scope : meetings::kScopes) {
    const std::string name{to_string(scope)};
    const School unchanged{name};
    for (const api::Route& route : api::routes()) {
      const std::string_view needs = kTable.at(name_of(route));
      const bool opens = needs == "-" || needs == "any" || needs == name;
      // Only what is let in can change a school; each such request gets one of its own.
      const bool changes = opens && route.method != Method::get;
      const Got got =
          changes ? School{name}.ask_with_token(route) : unchanged.ask_with_token(route);
      if (opens == is_scope_refusal(got))
        check_failed(name_of(route) + " with the scope " + name, __FILE__, __LINE__);
      if (opens) continue;
      CHECK_EQ(got.status(), 403);
      CHECK_EQ(got.code(), needs == "session" ? "forbidden" : "scope-missing");
      if (needs != "session") {
        CHECK_EQ(got.response.header("WWW-Authenticate"),
                 R"(Bearer realm="lectern", error="insufficient_scope", scope=")" +
                     std::string{needs} + '"');
      }
    }
  }
}

void a_session_opens_every_route() {
  for (const api::Route& route : api::routes()) {
    const School school{"admin"};
    if (is_scope_refusal(school.ask(route, school.session)))
      check_failed(name_of(route) + " with a session", __FILE__, __LINE__);
  }
}

void the_table_names_every_route_once() {
  CHECK_EQ(kTable.size(), api::routes().size());
  for (const api::Route& route : api::routes()) CHECK(kTable.contains(name_of(route)));
}

// A token that leaks makes no other one, and keeps nobody out.
void a_token_makes_no_token_and_changes_no_password() {
  const School school{"admin"};
  const auto& api = school.api;
  for (const auto& [path, body] :
       {std::pair{"/api/me/tokens/", R"({"name":"x","scopes":["meetings:read"]})"},
        std::pair{"/api/me/password",
                  R"({"old_password":"correct horse","password":"battery staple"})"}})
    CHECK_EQ(api.post(path, body, school.token).code(), "forbidden");
  CHECK_EQ(
      api.send(ApiWorld::request(Method::delete_, "/api/me/sessions/", "", school.token)).code(),
      "forbidden");
}

void tokens_are_made_listed_and_removed() {
  const ApiWorld api;
  const std::string ada = api.sign_up("ada");
  const Got made =
      api.post("/api/me/tokens/",
               R"({"name":" nightly ","scopes":["meetings:write","meetings:read"]})", ada);
  CHECK_EQ(made.status(), 201);
  CHECK_EQ(made.text("name"), "nightly");
  CHECK(made.text("token").starts_with("lectern_"));
  CHECK_EQ(made.json["scopes"].print(), R"(["meetings:read","meetings:write"])");
  CHECK(made.json["last_used_at"].is_null());
  CHECK_EQ(api.post("/api/meeting/create/", R"({"title":"Latin"})", made.text("token")).status(),
           201);
  const Got list = api.get("/api/me/tokens/", ada);
  CHECK_EQ(list.json["tokens"].size(), 1u);
  CHECK(list.response.text().find(made.text("token")) == std::string_view::npos);
  CHECK(!list.json["tokens"].at(0)["last_used_at"].is_null());
  const std::string path = "/api/me/tokens/" + made.text("id") + "/";
  const auto remove = [&] { return api.send(ApiWorld::request(Method::delete_, path, "", ada)); };
  CHECK_EQ(remove().status(), 204);
  CHECK_EQ(remove().code(), "not-found");
  const Got refused = api.get("/api/me", made.text("token"));
  CHECK_EQ(refused.code(), "token-invalid");
  for (const auto& [body, field] :
       {std::pair{R"({"scopes":["admin"]})", "name"}, std::pair{R"({"name":"x"})", "scopes"},
        std::pair{R"({"name":"x","scopes":"admin"})", "scopes"},
        std::pair{R"({"name":"x","scopes":[1]})", "scopes"},
        std::pair{R"({"name":"x","scopes":["meetings:read"],"expires_at":"soon"})", "expires_at"}})
    CHECK_EQ(api.post("/api/me/tokens/", body, ada).field(), field);
}

// A wrong token has to be looked up, so it costs its address.
void wrong_tokens_are_limited_by_address() {
  ApiWorld api;
  const std::string wrong = "lectern_" + std::string(43, 'A');
  const auto ask = [&](const char* from) {
    api::Request request = ApiWorld::request(Method::get, "/api/me", "", wrong);
    request.client = *base::Endpoint::parse(from);
    return api.send(request).code();
  };
  for (int i = 0; i < 60; ++i) CHECK_EQ(ask("192.0.2.9:1"), "token-invalid");
  CHECK_EQ(ask("192.0.2.9:1"), "rate-limited");
  CHECK_EQ(ask("192.0.2.10:1"), "token-invalid");
}

}  // namespace

int main() {
  return lectern_test::run(
      "scopes",
      {TEST(a_token_opens_what_its_scope_names), TEST(a_session_opens_every_route),
       TEST(the_table_names_every_route_once), TEST(a_token_makes_no_token_and_changes_no_password),
       TEST(tokens_are_made_listed_and_removed), TEST(wrong_tokens_are_limited_by_address)});
}
