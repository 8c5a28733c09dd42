// SPDX-License-Identifier: MIT
// Every route that changes something leaves an entry in the audit log, or says why not. A new route
// without a row here fails the test.
#include <algorithm>
#include <functional>

#include "api/routes.hpp"
#include "tests/api/api_world.hpp"

using namespace lectern_test;
using api::Method;

namespace {

// A PNG of 16 by 16 pixels, as far as its signature, sizes and end tell.
const std::string kLogo =
    std::string{"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0\0\0\0\0", 33} +
    std::string(12, '\0') + std::string{"\0\0\0\0IEND\xae\x42\x60\x82", 12};

struct Scene {
  ApiWorld api;
  std::string root, ada, bob;
  base::Json meeting;

  Scene() {
    OK(api.world.accounts.create_user("root@example.org", "root", "correct horse",
                                      meetings::UserRole::admin));
    root = api.post("/api/auth/login", R"({"email":"root@example.org","password":"correct horse"})")
               .text("access");
    ada = api.sign_up("ada");
    bob = api.sign_up("bob");
    meeting = api.create(ada, R"(,"access":"approval")");
  }
  Got send(Method method, const std::string& path, const std::string& body,
           const std::string& token) {
    return api.send(ApiWorld::request(method, path, body, token));
  }
  std::string room() const { return "/api/meeting/" + text_of(meeting, "meeting_id") + "/"; }
  std::string id_of(const std::string& token) { return api.world.claims(token).user_id.value(); }
  std::string ask() {
    const Got got =
        send(Method::post, "/api/meeting/join/" + text_of(meeting, "code") + "/", "{}", bob);
    CHECK_EQ(got.status(), 202);
    return got.text("request_id");
  }
  std::string invite() {
    const Got got =
        send(Method::post, room() + "invite/", R"({"emails":["eve@example.org"]})", ada);
    return text_of(got.json["invitations"].at(0), "invite_id");
  }
  std::string webhook() {
    return send(Method::post, "/api/webhooks", R"({"url":"https://x.example/"})", root)
        .text("webhook_id");
  }
  // At Google, without going there.
  void connect_calendar(const std::string& token) {
    OK(api.world.store->write([&](meetings::UnitOfWork& work) -> meetings::Outcome<void> {
      const meetings::UserId user{id_of(token)};
      work.google_calendars().put(
          {user, meetings::seal_google_token(api.world.services(), user, "1//r"), "ada", {}});
      return {};
    }));
  }
  // The path of a new recording.
  std::string recording() {
    const auto begun = OK(api.world.uploads.begin(
        api.world.claims(ada), {text_of(meeting, "meeting_id"), "x", "video/webm", 3}, kClient));
    return "/api/recording/" + begun.recording.id.value();
  }
  // The id of a mail that waits: the one of a registration.
  std::string mail() {
    const Got got = send(Method::get, "/api/admin/outbox/", "", root);
    return std::to_string(got.json["entries"].at(0)["id"].as_integer().value_or(0));
  }
  std::string ban() {
    const Got got =
        send(Method::post, room() + "bans/", R"({"user_id":")" + id_of(bob) + "\"}", ada);
    return got.text("ban_id");
  }
};

using Does = std::function<Got(Scene&)>;

// What a route leaves: an entry of this kind, after the act; or nothing, because.
struct Row {
  Method method;
  std::string_view pattern;
  std::string_view kind;  // "" for nothing
  std::string_view because;
  Does act;
};

Row noted(Method method, std::string_view pattern, std::string_view kind, Does act) {
  return {method, pattern, kind, "", std::move(act)};
}
Row none(Method method, std::string_view pattern, std::string_view because) {
  return {method, pattern, "", because, {}};
}

const std::vector<Row>& rows() {
  using enum Method;
  static const std::vector<Row> kRows{
      noted(post, "/api/auth/register", "user.created",
            [](Scene& s) {
              return s.api.post(
                  "/api/auth/register",
                  R"({"email":"new@example.org","name":"New","password":"correct horse"})");
            }),
      none(post, "/api/auth/login", "the session is the record, and its owner sees it"),
      none(post, "/api/auth/refresh", "it goes on with a session"),
      none(post, "/api/notifications/read", "it concerns nobody else"),
      none(post, "/api/auth/logout", "people sign out every day, of their own session"),
      none(post, "/api/auth/guest", "the guest is the record"),
      none(post, "/api/auth/oidc/{provider}/backchannel-logout",
           "the provider ends what it began; it has the record"),
      none(post, "/api/auth/password-reset", "it only sends a mail; who asks is not known"),
      noted(post, "/api/auth/password-reset/confirm", "password.reset",
            [](Scene& s) {
              s.api.world.clock.advance(std::chrono::minutes{2});
              s.api.post("/api/auth/password-reset", R"({"email":"ada@example.org"})");
              const std::string token = s.api.world.mails().back()["token"].text();
              return s.api.post("/api/auth/password-reset/confirm",
                                R"({"token":")" + token + R"(","password":"battery staple"})");
            }),
      none(post, "/api/auth/verify-email", "the account shows it"),
      none(post, "/api/auth/verify-email/resend", "it only sends a mail"),
      none(patch, "/api/me", "the own name"),
      noted(delete_, "/api/me", "user.erased",
            [](Scene& s) {
              return s.send(delete_, "/api/me", R"({"password":"correct horse"})", s.ada);
            }),
      noted(get, "/api/me/export", "user.exported",
            [](Scene& s) { return s.api.get("/api/me/export", s.ada); }),
      noted(delete_, "/api/me/sessions", "session.ended",
            [](Scene& s) { return s.send(delete_, "/api/me/sessions", "", s.ada); }),
      noted(delete_, "/api/me/sessions/{session_id}", "session.ended",
            [](Scene& s) {
              return s.send(delete_, "/api/me/sessions/" + s.api.world.claims(s.ada).session_id, "",
                            s.ada);
            }),
      noted(post, "/api/me/tokens", "token.created",
            [](Scene& s) {
              return s.send(post, "/api/me/tokens", R"({"name":"x","scopes":["meetings:read"]})",
                            s.ada);
            }),
      noted(delete_, "/api/me/tokens/{token_id}", "token.removed",
            [](Scene& s) {
              const Got made = s.send(post, "/api/me/tokens",
                                      R"({"name":"x","scopes":["meetings:read"]})", s.ada);
              return s.send(delete_, "/api/me/tokens/" + made.text("id"), "", s.ada);
            }),
      noted(post, "/api/me/password", "password.changed",
            [](Scene& s) {
              return s.send(post, "/api/me/password",
                            R"({"old_password":"correct horse","password":"battery staple"})",
                            s.ada);
            }),
      none(post, "/api/meeting/create", "the meeting is the record"),
      noted(patch, "/api/meeting/{meeting_id}", "meeting.updated",
            [](Scene& s) { return s.send(patch, s.room(), R"({"locked":true})", s.ada); }),
      noted(delete_, "/api/meeting/{meeting_id}", "meeting.cancelled",
            [](Scene& s) { return s.send(delete_, s.room(), "", s.ada); }),
      none(post, "/api/meeting/join/{meeting_id}", "attendance is the record"),
      none(post, "/api/meeting/leave/{meeting_id}", "attendance is the record"),
      none(post, "/api/meeting/{meeting_id}/rating", "only a sum is kept"),
      noted(post, "/api/meeting/end/{meeting_id}", "meeting.ended",
            [](Scene& s) {
              return s.send(post, "/api/meeting/end/" + text_of(s.meeting, "meeting_id"), "",
                            s.ada);
            }),
      noted(post, "/api/meeting/{meeting_id}/join-requests/respond", "join-request.answered",
            [](Scene& s) {
              s.ask();
              return s.send(post, s.room() + "join-requests/respond",
                            R"({"action":"approve","request_ids":"all"})", s.ada);
            }),
      noted(post, "/api/meeting/join-request/{request_id}/respond", "join-request.answered",
            [](Scene& s) {
              return s.send(post, "/api/meeting/join-request/" + s.ask() + "/respond",
                            R"({"action":"deny"})", s.ada);
            }),
      none(delete_, "/api/meeting/{meeting_id}/join-request/{request_id}", "the own request"),
      noted(post, "/api/meeting/{meeting_id}/invite", "invitation.sent",
            [](Scene& s) {
              return s.send(post, s.room() + "invite", R"({"emails":["eve@example.org"]})", s.ada);
            }),
      noted(delete_, "/api/meeting/{meeting_id}/invite/{invite_id}", "invitation.revoked",
            [](Scene& s) { return s.send(delete_, s.room() + "invite/" + s.invite(), "", s.ada); }),
      none(post, "/api/meeting/invite/{invite_id}/respond", "the own answer"),
      none(post, "/api/invitation/{token}/respond", "the own answer"),
      none(post, "/api/mail/unsubscribe/{token}", "the own choice"),
      noted(post, "/api/webhooks", "webhook.created",
            [](Scene& s) {
              return s.send(post, "/api/webhooks", R"({"url":"https://x.example/"})", s.root);
            }),
      noted(patch, "/api/webhooks/{webhook_id}", "webhook.changed",
            [](Scene& s) {
              return s.send(patch, "/api/webhooks/" + s.webhook(), R"({"enabled":false})", s.root);
            }),
      noted(delete_, "/api/webhooks/{webhook_id}", "webhook.removed",
            [](Scene& s) { return s.send(delete_, "/api/webhooks/" + s.webhook(), "", s.root); }),
      none(post, "/api/webhooks/{webhook_id}/test", "the log of deliveries has it"),
      noted(post, "/api/calendar/reset", "calendar.made",
            [](Scene& s) { return s.send(post, "/api/calendar/reset", "", s.ada); }),
      noted(delete_, "/api/calendar", "calendar.removed",
            [](Scene& s) {
              s.send(post, "/api/calendar/reset", "", s.ada);
              return s.send(delete_, "/api/calendar", "", s.ada);
            }),
      none(post, "/api/calendar/google", "the connection is noted when the browser is back"),
      noted(delete_, "/api/calendar/google", "calendar.disconnected",
            [](Scene& s) {
              s.connect_calendar(s.ada);
              return s.send(delete_, "/api/calendar/google", "", s.ada);
            }),
      noted(post, "/api/meeting/{meeting_id}/cohosts", "participant.role-changed",
            [](Scene& s) {
              return s.send(post, s.room() + "cohosts", R"({"user_id":")" + s.id_of(s.bob) + "\"}",
                            s.ada);
            }),
      noted(post, "/api/meeting/{meeting_id}/bans", "participant.banned",
            [](Scene& s) {
              return s.send(post, s.room() + "bans", R"({"user_id":")" + s.id_of(s.bob) + "\"}",
                            s.ada);
            }),
      noted(delete_, "/api/meeting/{meeting_id}/bans/{ban_id}", "participant.unbanned",
            [](Scene& s) { return s.send(delete_, s.room() + "bans/" + s.ban(), "", s.ada); }),
      none(post, "/api/recordings/upload", "it has fields of its own: test_recordings_api.cpp"),
      none(head, "/api/recordings/upload/{recording_id}", "it changes nothing"),
      none(patch, "/api/recordings/upload/{recording_id}", "the beginning is noted"),
      none(post, "/api/recordings/upload/{recording_id}", "the beginning is noted"),
      none(delete_, "/api/recordings/upload/{recording_id}", "the own upload, which nobody saw"),
      none(post, "/api/recordings/upload/{recording_id}/end", "the beginning is noted"),
      noted(patch, "/api/recording/{recording_id}", "recording.shared",
            [](Scene& s) {
              return s.send(patch, s.recording(), R"({"for_participants":true})", s.ada);
            }),
      noted(delete_, "/api/recording/{recording_id}", "recording.removed",
            [](Scene& s) { return s.send(delete_, s.recording(), "", s.ada); }),
      noted(post, "/api/recording/{recording_id}/share", "recording.shared",
            [](Scene& s) {
              const auto until = s.api.world.clock.wall_now() + std::chrono::hours{1};
              return s.send(post, s.recording() + "/share",
                            R"({"expires_at":")" + base::print_iso8601(until) + "\"}", s.ada);
            }),
      noted(delete_, "/api/recording/{recording_id}/share", "recording.shared",
            [](Scene& s) { return s.send(delete_, s.recording() + "/share", "", s.ada); }),
      noted(patch, "/api/admin/users/{user_id}", "user.disabled",
            [](Scene& s) {
              return s.send(patch, "/api/admin/users/" + s.id_of(s.ada), R"({"disabled":true})",
                            s.root);
            }),
      noted(delete_, "/api/admin/users/{user_id}", "user.erased",
            [](Scene& s) {
              return s.send(delete_, "/api/admin/users/" + s.id_of(s.ada), "", s.root);
            }),
      noted(get, "/api/admin/users/{user_id}/export", "user.exported",
            [](Scene& s) {
              return s.api.get("/api/admin/users/" + s.id_of(s.ada) + "/export", s.root);
            }),
      noted(delete_, "/api/admin/users/{user_id}/sessions", "session.ended",
            [](Scene& s) {
              return s.send(delete_, "/api/admin/users/" + s.id_of(s.ada) + "/sessions", "",
                            s.root);
            }),
      noted(delete_, "/api/admin/users/{user_id}/sessions/{session_id}", "session.ended",
            [](Scene& s) {
              return s.send(delete_,
                            "/api/admin/users/" + s.id_of(s.ada) + "/sessions/" +
                                s.api.world.claims(s.ada).session_id,
                            "", s.root);
            }),
      noted(patch, "/api/admin/settings", "setting.changed",
            [](Scene& s) {
              return s.send(patch, "/api/admin/settings", R"({"site.name":"School"})", s.root);
            }),
      noted(put, "/api/admin/settings/logo", "setting.changed",
            [](Scene& s) { return s.send(put, "/api/admin/settings/logo", kLogo, s.root); }),
      noted(delete_, "/api/admin/settings/logo", "setting.changed",
            [](Scene& s) { return s.send(delete_, "/api/admin/settings/logo", "", s.root); }),
      noted(post, "/api/admin/mail/test", "mail.tested",
            [](Scene& s) { return s.send(post, "/api/admin/mail/test", "", s.root); }),
      noted(post, "/api/admin/meetings/{meeting_id}/end", "meeting.ended",
            [](Scene& s) {
              return s.send(post, "/api/admin/meetings/" + text_of(s.meeting, "code") + "/end", "",
                            s.root);
            }),
      noted(delete_, "/api/admin/allocations/{allocation_id}", "relay.session-ended",
            [](Scene& s) {
              s.api.operations.sessions.emplace_back().id = "0-1-2";
              return s.send(delete_, "/api/admin/allocations/0-1-2", "", s.root);
            }),
      noted(post, "/api/admin/outbox/{entry_id}/retry", "mail.retried",
            [](Scene& s) {
              return s.send(post, "/api/admin/outbox/" + s.mail() + "/retry", "", s.root);
            }),
      noted(delete_, "/api/admin/outbox/{entry_id}", "mail.dropped",
            [](Scene& s) { return s.send(delete_, "/api/admin/outbox/" + s.mail(), "", s.root); }),
      noted(post, "/api/admin/invitations", "user.invited",
            [](Scene& s) { return s.send(post, "/api/admin/invitations", "", s.root); }),
  };
  return kRows;
}

void every_route_that_changes_something_is_here() {
  for (const api::Route& route : api::routes()) {
    const bool here = std::ranges::any_of(rows(), [&](const Row& row) {
      return row.method == route.method && row.pattern == route.pattern;
    });
    if (route.method != Method::get && !here)
      check_failed(std::string{route.pattern} + " says nothing about the audit log", __FILE__,
                   __LINE__);
  }
  for (const Row& row : rows()) CHECK(row.kind.empty() != row.because.empty());
}

void every_such_act_is_noted() {
  for (const Row& row : rows()) {
    if (row.kind.empty()) continue;
    Scene scene;
    const auto before = scene.api.world.audit().size();
    const Got got = row.act(scene);
    if (got.status() >= 300)
      check_failed(std::string{row.pattern} + ": " + std::string{got.response.text()}, __FILE__,
                   __LINE__);
    const auto entries = scene.api.world.audit();
    CHECK(entries.size() > before);
    const meetings::AuditEntry& last = entries.front();
    CHECK_EQ(to_string(last.kind), row.kind);
    CHECK_EQ(last.outcome, "done");
    CHECK(last.actor.kind == meetings::ActorKind::user && last.actor.user);
    CHECK(last.at == scene.api.world.clock.wall_now());
    // The network of the request; not in the entry of somebody who is nobody any more.
    const bool erased_self = row.pattern == "/api/me" && row.method == Method::delete_;
    CHECK_EQ(last.actor.network, erased_self ? "" : "192.0.2.0/24");
  }
}

void what_is_refused_is_not_noted() {
  Scene scene;
  const auto before = scene.api.world.audit();
  CHECK_EQ(scene.send(Method::delete_, scene.room(), "", scene.bob).code(), "forbidden");
  CHECK_EQ(scene.send(Method::delete_, "/api/me", R"({"password":"wrong"})", scene.ada).code(),
           "password-wrong");
  CHECK(scene.api.world.audit() == before);
}

void administrators_read_it_in_pages() {
  Scene scene;
  for (int i = 0; i < 5; ++i)
    scene.send(Method::patch, scene.room(),
               i % 2 == 0 ? R"({"locked":true})" : R"({"locked":false})", scene.ada);
  CHECK_EQ(scene.api.get("/api/admin/audit/", scene.ada).code(), "forbidden");
  CHECK_EQ(scene.api.get("/api/admin/audit/").code(), "not-signed-in");
  std::vector<std::string> details;
  std::string cursor;
  for (int page = 0; page < 3; ++page) {
    const Got got = scene.api.get("/api/admin/audit/?kind=meeting.updated&limit=2&cursor=" + cursor,
                                  scene.root);
    CHECK_EQ(got.status(), 200);
    for (const base::Json& entry : got.json["entries"].items())
      details.push_back(text_of(entry, "detail"));
    cursor = got.text("next_cursor");
  }
  CHECK(cursor.empty());
  CHECK((details ==
         std::vector<std::string>{"locked=1", "locked=0", "locked=1", "locked=0", "locked=1"}));
  const auto count = [&](const std::string& query) {
    return scene.api.get("/api/admin/audit/?" + query, scene.root).json["entries"].size();
  };
  CHECK_EQ(count("actor=" + scene.id_of(scene.ada)), 6u);  // and the registration
  CHECK_EQ(count("whom=" + scene.id_of(scene.bob)), 1u);
  CHECK_EQ(count("actor_kind=operator"), 1u);
  CHECK_EQ(count("from=2030-01-01T00:00:00Z"), 0u);
  CHECK_EQ(count("to=2020-01-01T00:00:00Z"), 0u);
  for (const char* wrong : {"kind=x", "actor_kind=x", "from=x", "limit=0", "limit=101", "cursor=x"})
    CHECK_EQ(scene.api.get(std::string{"/api/admin/audit/?"} + wrong, scene.root).code(),
             "bad-field");
}

void nobody_changes_it() {
  Scene scene;
  for (const Method method : {Method::post, Method::patch, Method::put, Method::delete_})
    CHECK_EQ(scene.send(method, "/api/admin/audit/", "{}", scene.root).status(), 405);
}

void an_export_is_a_file_for_its_person() {
  Scene scene;
  const Got own = scene.api.get("/api/me/export", scene.ada);
  CHECK_EQ(own.response.header("Content-Disposition"),
           "attachment; filename=\"lectern-export.json\"");
  CHECK_EQ(text_of(own.json["account"].at(0), "email"), "ada@example.org");
  CHECK_EQ(
      scene.api.get("/api/admin/users/" + scene.id_of(scene.bob) + "/export", scene.ada).code(),
      "forbidden");
  CHECK_EQ(scene.api.get("/api/admin/users/nobody/export", scene.root).code(), "not-found");
}

void an_erased_person_is_out_at_once() {
  Scene scene;
  CHECK_EQ(scene.send(Method::delete_, "/api/me", "", scene.ada).status(), 204);  // fresh
  CHECK_EQ(scene.api.get("/api/me", scene.ada).code(), "token-invalid");
  scene.api.world.clock.advance(std::chrono::minutes{11});
  CHECK_EQ(scene.send(Method::delete_, "/api/me", "", scene.bob).code(), "forbidden");
  CHECK_EQ(scene.send(Method::delete_, "/api/me", R"({"password":"x"})", scene.bob).field(),
           "password");
  CHECK_EQ(
      scene.send(Method::delete_, "/api/me", R"({"password":"correct horse"})", scene.bob).status(),
      204);
  CHECK_EQ(
      scene.send(Method::delete_, "/api/admin/users/" + scene.id_of(scene.root), "", scene.root)
          .code(),
      "forbidden");
}

}  // namespace

int main() {
  return run("audit_api",
             {TEST(every_route_that_changes_something_is_here), TEST(every_such_act_is_noted),
              TEST(what_is_refused_is_not_noted), TEST(administrators_read_it_in_pages),
              TEST(nobody_changes_it), TEST(an_export_is_a_file_for_its_person),
              TEST(an_erased_person_is_out_at_once)});
}
