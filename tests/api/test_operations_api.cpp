// SPDX-License-Identifier: MIT
// /api/admin/: overview, charts, meetings of everybody, sessions of the relay and of people, and
// the outbox, as docs/api.md describes them.
#include "tests/api/api_world.hpp"

namespace {

using namespace lectern_test;
using api::Method;

struct Office : ApiWorld {
  Office() : ApiWorld(meetings::Registration::open, no_limits()) {
    OK(world.accounts.create_user("root@example.org", "root", "correct horse",
                                  meetings::UserRole::admin));
    root = post("/api/auth/login", R"({"email":"root@example.org","password":"correct horse"})")
               .text("access");
    ada = sign_up("ada");
    nodes.list = {{"one", "", true, {}, 0, 0, {}, {}, false}};
  }
  Got remove(const std::string& path, const std::string& token) const {
    return send(request(Method::delete_, path, "", token));
  }
  std::vector<std::string> titles(const std::string& query) const {
    const Got got = get("/api/admin/meetings/?" + query, root);
    CHECK_EQ(got.status(), 200);
    std::vector<std::string> out;
    for (const base::Json& one : got.json["meetings"].items()) out.push_back(text_of(one, "title"));
    return out;
  }
  std::string root, ada;
};

using Titles = std::vector<std::string>;

base::Json part_of(const Got& got, std::string_view name) {
  for (const base::Json& part : got.json["parts"].items()) {
    if (part["name"].text() == name) return part;
  }
  return {};
}

void the_overview_tells_of_every_part() {
  Office o;
  o.operations.now = {{{"store", meetings::PartState::ok, "", ""},
                       {"disk", meetings::PartState::failing, "full", "/var: 3 MiB free"}},
                      o.world.clock.wall_now() - std::chrono::hours{2},
                      3,
                      1,
                      2,
                      meetings::SiteDisk{100, 3},
                      {},
                      meetings::SiteCertificate{{"a.example"}, o.world.clock.wall_now(), true},
                      true};
  const Got got = o.get("/api/admin/overview/", o.root);
  CHECK_EQ(got.status(), 200);
  CHECK_EQ(got.text("version"), "1.2.3");
  CHECK_EQ(got.json["uptime_seconds"].as_integer(), 7200);
  CHECK_EQ(got.json["people"].as_integer(), 3);
  CHECK_EQ(part_of(got, "disk")["reason"].text(), "full");
  CHECK_EQ(part_of(got, "mail")["state"].text(), "ok");
  CHECK_EQ(part_of(got, "webhooks")["state"].text(), "off");
  CHECK_EQ(got.json["disk"]["free"].as_integer(), 3);
  CHECK(got.json["recordings"]["disk"].is_null());
  CHECK_EQ(got.json["certificate"]["names"].at(0).text(), "a.example");
  o.operations.now.certificate.reset();
  CHECK(o.get("/api/admin/overview", o.root).json["certificate"].is_null());
  CHECK_EQ(o.get("/api/admin/overview/", o.ada).code(), "forbidden");
  CHECK_EQ(o.get("/api/admin/overview/").code(), "not-signed-in");
}

void webhooks_that_fail_want_attention() {
  Office o;
  CHECK_EQ(o.post("/api/webhooks", R"({"url":"https://x.example/"})", o.root).status(), 201);
  CHECK_EQ(part_of(o.get("/api/admin/overview", o.root), "webhooks")["state"].text(), "ok");
  const auto change = [&](auto&& how) {
    OK(o.world.store->write([&](meetings::UnitOfWork& work) -> meetings::Outcome<void> {
      auto hook = work.webhooks().list().front();
      how(hook);
      work.webhooks().update(hook);
      return {};
    }));
    return part_of(o.get("/api/admin/overview", o.root), "webhooks")["reason"].text();
  };
  CHECK_EQ(change([&](meetings::Webhook& w) { w.failing_since = o.world.clock.wall_now(); }),
           "failing");
  CHECK_EQ(change([](meetings::Webhook& w) { w.disabled = meetings::WebhookDisabled::failing; }),
           "disabled");
}

void mails_that_were_given_up_want_attention() {
  Office o;
  o.operations.now.sends_mail = true;
  OK(o.world.store->write([&](meetings::UnitOfWork& work) -> meetings::Outcome<void> {
    const auto now = o.world.clock.wall_now();
    for (const auto& one : work.outbox().claim_due(meetings::OutboxKind::mail, now, now, 10))
      work.outbox().bury(one, "no such host");
    return {};
  }));
  const Got got = o.get("/api/admin/overview", o.root);
  CHECK_EQ(part_of(got, "mail")["reason"].text(), "dead-letters");
  CHECK(got.json["dead_letters"].as_integer() > 0);
}

void the_charts_are_columns() {
  Office o;
  o.operations.samples = {{base::from_unix_seconds(60), 1, 1, 0, 10.9, 0.256, 0},
                          {base::from_unix_seconds(120), 2, 1, 1, 20, 3, 1.5}};
  const Got got = o.get("/api/admin/charts/", o.root);
  CHECK_EQ(got.json["at"].print(), "[60,120]");
  CHECK_EQ(got.json["people"].print(), "[1,2]");
  CHECK_EQ(got.json["relay_bytes_per_second"].print(), "[10,20]");
  CHECK_EQ(got.json["requests_per_second"].at(0).as_number(), 0.25);
  CHECK_EQ(got.json["errors_per_minute"].at(1).as_number(), 1.5);
  CHECK_EQ(got.json["interval_seconds"].as_integer(), 60);
  CHECK_EQ(o.get("/api/admin/charts/", o.ada).code(), "forbidden");
}

void meetings_of_everybody_are_found() {
  Office o;
  const auto make = [&](const char* title, const char* more = "") {
    o.world.clock.advance(std::chrono::seconds{1});
    return o.post("/api/meeting/create/", R"({"title":")" + std::string{title} + "\"" + more + "}",
                  o.ada);
  };
  const Got latin = make("LATIN für Anfänger");
  const auto later = base::print_iso8601(o.world.clock.wall_now() + std::chrono::hours{30});
  const Got maths =
      make("Maths", (R"(,"type":"scheduled","scheduled_at":")" + later + "\"").c_str());
  make("Art");
  CHECK_EQ(o.post("/api/meeting/end/" + maths.text("code"), "", o.root).status(), 403);
  CHECK_EQ(o.titles(""), (Titles{"Art", "Maths", "LATIN für Anfänger"}));
  CHECK_EQ(o.titles("state=upcoming"), Titles{"Maths"});
  CHECK_EQ(o.titles("search=latin%20F%C3%9CR"), Titles{"LATIN für Anfänger"});
  CHECK_EQ(o.titles("search=ada"), (Titles{"Art", "Maths", "LATIN für Anfänger"}));
  CHECK_EQ(o.titles("search=" + latin.text("code")), Titles{"LATIN für Anfänger"});
  CHECK(o.titles("state=past").empty());
  CHECK(o.titles("state=live").empty());
  o.nodes.list = {{"one",
                   "",
                   true,
                   {},
                   0,
                   0,
                   {meetings::MeetingId{latin.text("meeting_id")}, meetings::MeetingId{"gone"}},
                   {},
                   false}};
  CHECK_EQ(o.titles("state=live"), Titles{"LATIN für Anfänger"});
  CHECK(o.titles("state=live&search=maths").empty());
  CHECK_EQ(o.get("/api/admin/meetings/?state=x", o.root).field(), "state");
  CHECK_EQ(o.get("/api/admin/meetings/?limit=0", o.root).field(), "limit");
  CHECK_EQ(o.get("/api/admin/meetings/?cursor=x", o.root).field(), "cursor");
  CHECK_EQ(o.get("/api/admin/meetings/?search=" + std::string(201, 'x'), o.root).field(), "search");
  CHECK_EQ(o.get("/api/admin/meetings/", o.ada).code(), "forbidden");

  const std::string end = "/api/admin/meetings/" + latin.text("code") + "/end/";
  CHECK_EQ(o.post(end, "", o.ada).code(), "forbidden");
  CHECK_EQ(o.post(end, "", o.root).status(), 204);
  CHECK_EQ(o.post(end, "", o.root).status(), 204);
  CHECK_EQ(o.titles("state=past"), Titles{"LATIN für Anfänger"});
  const Got list = o.get("/api/admin/meetings/?state=past", o.root);
  CHECK_EQ(list.json["meetings"].at(0)["state"].text(), "ended");
  CHECK_EQ(list.json["meetings"].at(0)["host_email"].text(), "ada@example.org");
  CHECK_EQ(o.post("/api/admin/meetings/kabo-rine-tuda/end/", "", o.root).code(), "not-found");
}

void pages_of_live_meetings_go_on() {
  Office o;
  o.nodes.list[0].rooms.clear();
  for (int i = 0; i < 5; ++i)
    o.nodes.list[0].rooms.emplace_back(text_of(o.create(o.ada), "meeting_id"));
  std::size_t seen = 0;
  std::string cursor;
  for (int page = 0; page < 5; ++page) {
    const Got got = o.get("/api/admin/meetings/?state=live&limit=2&cursor=" + cursor, o.root);
    seen += got.json["meetings"].size();
    cursor = got.text("next_cursor");
    if (cursor.empty()) break;
  }
  CHECK_EQ(seen, 5u);
}

void sessions_of_the_relay_have_names() {
  Office o;
  const base::Json meeting = o.create(o.ada);
  meetings::RelaySession one;
  one.id = "0-1-2";
  one.user_id = o.world.claims(o.ada).user_id.value();
  one.meeting_id = text_of(meeting, "meeting_id");
  one.network = "192.0.2.0/24";
  one.transport = "udp";
  one.relayed = {"203.0.113.1:50000"};
  one.bytes_to_peers = 5;
  one.rate_to_peers = 2.9;
  o.operations.sessions = {one, {}};
  o.operations.sessions.back().id = "0-2-1";
  o.operations.sessions.back().user_id = "a name of an older program";
  const Got got = o.get("/api/admin/allocations/", o.root);
  CHECK_EQ(got.status(), 200);
  const base::Json first = got.json["allocations"].at(0), second = got.json["allocations"].at(1);
  CHECK_EQ(text_of(first, "person"), "ada");
  CHECK_EQ(text_of(first, "email"), "ada@example.org");
  CHECK_EQ(text_of(first, "meeting_code"), text_of(meeting, "code"));
  CHECK_EQ(first["rate_to_peers"].as_integer(), 2);
  CHECK(first["rate_to_client"].is_null());
  CHECK(second["person"].is_null() && second["meeting_id"].is_null());
  CHECK_EQ(o.get("/api/admin/allocations/", o.ada).code(), "forbidden");
  CHECK_EQ(o.remove("/api/admin/allocations/0-1-2/", o.ada).code(), "forbidden");
  CHECK_EQ(o.remove("/api/admin/allocations/0-1-2/", o.root).status(), 204);
  CHECK_EQ(o.remove("/api/admin/allocations/0-1-2/", o.root).code(), "not-found");
  CHECK_EQ(o.world.audit().front().object, "0-1-2");
}

void mails_are_tried_again_and_dropped() {
  Office o;
  const Got list = o.get("/api/admin/outbox/", o.root);
  const std::size_t before = list.json["entries"].size();
  const std::string path =
      "/api/admin/outbox/" +
      std::to_string(list.json["entries"].at(0)["id"].as_integer().value_or(0)) + "/";
  CHECK_EQ(o.post(path + "retry/", "", o.ada).code(), "forbidden");
  CHECK_EQ(o.post(path + "retry/", "", o.root).status(), 204);
  CHECK_EQ(o.remove(path, o.ada).code(), "forbidden");
  CHECK_EQ(o.remove(path, o.root).status(), 204);
  CHECK_EQ(o.remove(path, o.root).code(), "not-found");
  CHECK_EQ(o.post(path + "retry/", "", o.root).code(), "not-found");
  for (const char* wrong : {"x", "0", "99999999999999999999"})
    CHECK_EQ(o.remove(std::string{"/api/admin/outbox/"} + wrong, o.root).code(), "not-found");
  CHECK_EQ(o.get("/api/admin/outbox/", o.root).json["entries"].size(), before - 1);
}

void a_person_is_signed_out() {
  Office o;
  const std::string second =
      o.post("/api/auth/login", R"({"email":"ada@example.org","password":"correct horse"})")
          .text("access");
  const std::string path =
      "/api/admin/users/" + o.world.claims(o.ada).user_id.value() + "/sessions/";
  const Got list = o.get(path, o.root);
  CHECK_EQ(list.json["sessions"].size(), 2u);
  CHECK_EQ(list.json["sessions"].at(0)["current"].as_bool(), false);
  CHECK_EQ(o.get(path, o.ada).code(), "forbidden");
  CHECK_EQ(o.remove(path, o.ada).code(), "forbidden");
  const std::string one = path + o.world.claims(o.ada).session_id;
  CHECK_EQ(o.remove(one, o.ada).code(), "forbidden");
  CHECK_EQ(o.remove(one, o.root).status(), 204);
  CHECK_EQ(o.remove(one, o.root).code(), "not-found");
  CHECK_EQ(o.get("/api/me", o.ada).code(), "token-invalid");
  CHECK_EQ(o.get("/api/me", second).status(), 200);
  // The session of somebody else is none of this person.
  CHECK_EQ(o.remove(path + o.world.claims(o.root).session_id, o.root).code(), "not-found");
  CHECK_EQ(o.remove(path, o.root).status(), 204);
  CHECK_EQ(o.get("/api/me", second).code(), "token-invalid");
  CHECK_EQ(o.world.audit().front().detail, "all");
  for (const char* nobody : {"x", "00000000-0000-4000-8000-000000000000"}) {
    const std::string none = std::string{"/api/admin/users/"} + nobody + "/sessions";
    CHECK_EQ(o.get(none, o.root).code(), "not-found");
    CHECK_EQ(o.remove(none, o.root).code(), "not-found");
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "operations_api",
      {TEST(the_overview_tells_of_every_part), TEST(webhooks_that_fail_want_attention),
       TEST(mails_that_were_given_up_want_attention), TEST(the_charts_are_columns),
       TEST(meetings_of_everybody_are_found), TEST(pages_of_live_meetings_go_on),
       TEST(sessions_of_the_relay_have_names), TEST(mails_are_tried_again_and_dropped),
       TEST(a_person_is_signed_out)});
}
