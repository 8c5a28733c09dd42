// SPDX-License-Identifier: MIT
// The pages of every list, and the filters of the list of meetings.
#include <algorithm>

#include "tests/api/api_world.hpp"

using namespace lectern_test;
using namespace std::chrono_literals;
using api::Method;

namespace {

struct School : ApiWorld {
  School() : ApiWorld(meetings::Registration::open, no_limits()) {
    host = sign_up("host");
    OK(world.accounts.create_user("root@example.org", "Root", "correct horse",
                                  meetings::UserRole::admin));
    root = OK(world.accounts.login("root@example.org", "correct horse")).access;
    code = text_of(create(host, R"(,"access":"approval")"), "code");
    at = "/api/meeting/" + code;
  }
  std::string user_id(const std::string& token) const { return get("/api/me", token).text("id"); }
  void record(const std::string& token, const std::string& meeting) {
    const auto who = world.claims(token);
    const auto begun = OK(world.uploads.begin(who, {meeting, "x", "video/webm", 1}, kClient));
    const auto receiver = OK(world.uploads.receive(who, begun.recording.id.value(), 0, 1, {}));
    OK(receiver->append("x"));
    OK(receiver->commit());
  }
  std::string person() { return sign_up("p" + std::to_string(++people)); }

  std::string host, root, code, at;
  int people = 0;
};

struct List {
  const char* path;  // "@" stands for the meeting's
  const char* name;
  const char* id;
  void (*add)(School&);
  bool newest_first;
  std::string School::*reader = &School::host;  // whose access token
};

const List kLists[] = {
    {"/api/me/tokens", "tokens", "id",
     [](School& s) {
       CHECK_EQ(
           s.post("/api/me/tokens", R"({"name":"x","scopes":["meetings:read"]})", s.host).status(),
           201);
     },
     true},
    {"/api/me/sessions", "sessions", "id",
     [](School& s) {
       CHECK_EQ(
           s.post("/api/auth/login", R"({"email":"host@example.org","password":"correct horse"})")
               .status(),
           200);
     },
     true},
    {"@/join-requests", "join_requests", "request_id",
     [](School& s) {
       CHECK_EQ(s.post("/api/meeting/join/" + s.code, "", s.person()).status(), 202);
     },
     false},
    {"@/invite", "invitations", "invite_id",
     [](School& s) {
       const std::string email = "q" + std::to_string(++s.people) + "@example.org";
       CHECK_EQ(s.post(s.at + "/invite", R"({"emails":[")" + email + "\"]}", s.host).status(), 200);
     },
     false},
    {"@/bans", "bans", "ban_id",
     [](School& s) {
       const std::string body = R"({"user_id":")" + s.user_id(s.person()) + "\"}";
       CHECK_EQ(s.post(s.at + "/bans", body, s.host).status(), 201);
     },
     false},
    {"/api/invitations", "invitations", "invite_id",
     [](School& s) {
       const std::string other = s.person();
       const std::string path = "/api/meeting/" + text_of(s.create(other), "code") + "/invite";
       CHECK_EQ(s.post(path, R"({"emails":["host@example.org"]})", other).status(), 200);
     },
     true},
    {"/api/notifications", "notifications", "id",
     [](School& s) {
       const std::string other = s.person();
       const std::string path = "/api/meeting/" + text_of(s.create(other), "code") + "/invite";
       CHECK_EQ(s.post(path, R"({"emails":["host@example.org"]})", other).status(), 200);
     },
     true},
    {"/api/recordings", "recordings", "recording_id", [](School& s) { s.record(s.host, s.code); },
     true},
    {"@/recordings", "recordings", "recording_id", [](School& s) { s.record(s.host, s.code); },
     true},
    {"/api/webhooks", "webhooks", "webhook_id",
     [](School& s) {
       CHECK_EQ(s.post("/api/webhooks", R"({"url":"https://x.example/"})", s.root).status(), 201);
     },
     false, &School::root},
    {"/api/admin/allocations", "allocations", "id",
     [](School& s) {
       s.operations.sessions.emplace_back().id = "0-" + std::to_string(++s.people) + "-1";
     },
     false, &School::root},
    {"/api/admin/meetings", "meetings", "meeting_id", [](School& s) { s.create(s.host); }, true,
     &School::root},
    {"/api/meetings", "meetings", "meeting_id", [](School& s) { s.create(s.host); }, true},
    {"@/participants?history=1", "participants", "participant_id",
     [](School& s) {
       const auto user = s.world.claims(s.person());
       OK(s.world.store->write([&](meetings::UnitOfWork& work) -> meetings::Outcome<void> {
         const auto meeting = work.meetings().by_code(s.code)->meeting.id;
         const meetings::ParticipantId seat{s.world.random.uuid()};
         work.participants().insert({seat, meeting, user.user_id, "Sam",
                                     meetings::Role::participant, s.world.clock.wall_now()});
         work.participants().record_entered(seat, s.world.clock.wall_now(), std::nullopt);
         return {};
       }));
     },
     false},
};

std::string path_of(const School& school, const List& list) {
  std::string path = list.path;
  if (path.starts_with('@')) path.replace(0, 1, school.at);
  return path + (path.find('?') == std::string::npos ? "?" : "&");
}

std::vector<std::string> ids_of(const Got& got, const List& list) {
  CHECK_EQ(got.status(), 200);
  std::vector<std::string> ids;
  for (const base::Json& entry : got.json[list.name].items())
    ids.push_back(text_of(entry, list.id));
  return ids;
}

// An entry is added between the pages: what was there is seen once, in the same order.
void pages_are_stable() {
  for (const List& list : kLists) {
    School school;
    for (int i = 0; i < 5; ++i) {
      school.world.clock.advance(1s);
      list.add(school);
    }
    const std::string path = path_of(school, list);
    const auto all = ids_of(school.get(path, school.*list.reader), list);
    if (all.size() < 5) check_failed(path + " is short", __FILE__, __LINE__);
    std::vector<std::string> seen;
    std::string cursor;
    for (int pages = 0; pages < 10; ++pages) {
      const Got page = school.get(path + "limit=2" + cursor, school.*list.reader);
      for (std::string& id : ids_of(page, list)) seen.push_back(std::move(id));
      if (page.json["next_cursor"].is_null()) break;
      cursor = "&cursor=" + page.text("next_cursor");
      if (list.newest_first || pages > 0) continue;
      school.world.clock.advance(1s);
      list.add(school);
    }
    if (list.newest_first) {
      school.world.clock.advance(1s);
      list.add(school);
      CHECK_EQ(ids_of(school.get(path + "limit=2" + cursor, school.*list.reader), list).size(),
               all.size() % 2 == 0 ? 2u : 1u);
    } else {
      CHECK_EQ(seen.size(), all.size() + 1);
      seen.pop_back();
    }
    if (seen != all) check_failed(path + " has other pages", __FILE__, __LINE__);
  }
}

void wrong_pages_are_refused() {
  School school;
  for (const List& list : kLists) {
    const std::string path = path_of(school, list);
    for (const char* limit : {"0", "101", "-1", "x", "1.5", "99999999999999999999", ""})
      CHECK_EQ(school.get(path + "limit=" + limit, school.*list.reader).field(), "limit");
    for (const char* cursor : {"x", "AAAA", "%00", "..", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%FF"})
      CHECK_EQ(school.get(path + "cursor=" + cursor, school.*list.reader).field(), "cursor");
  }
}

void meetings_are_filtered() {
  School school;
  const std::string other = school.person();
  const auto make = [&](const std::string& title, const std::string& more,
                        const std::string& token) {
    const Got got =
        school.post("/api/meeting/create", R"({"title":")" + title + '"' + more + '}', token);
    CHECK_EQ(got.status(), 201);
    return got.text("code");
  };
  const auto at = [](const char* time) {
    return std::string{R"(,"type":"scheduled","scheduled_at":")"} + time + '"';
  };
  make("May", at("2027-05-03T10:00:00Z"), school.host);
  make("June", at("2027-06-03T10:00:00Z"), school.host);
  make("Weekly",
       at("2027-02-03T10:00:00Z") + R"(,"duration_minutes":45,"timezone":"Europe/Berlin",)"
                                    R"("recurrence":"FREQ=WEEKLY;COUNT=50")",
       school.host);
  const std::string invited = make("Invited", at("2027-05-05T10:00:00Z"), other);
  CHECK_EQ(
      school
          .post("/api/meeting/" + invited + "/invite", R"({"emails":["host@example.org"]})", other)
          .status(),
      200);
  const auto joined = make("Joined", "", other);
  CHECK_EQ(school.post("/api/meeting/join/" + joined, "", school.host).status(), 200);
  const auto titles = [&](const std::string& query) {
    const Got got = school.get("/api/meetings?" + query, school.host);
    CHECK_EQ(got.status(), 200);
    std::vector<std::string> out;
    for (const base::Json& one : got.json["meetings"].items()) out.push_back(text_of(one, "title"));
    std::sort(out.begin(), out.end());
    std::string line;
    for (const std::string& title : out) line += title + ' ';
    return line;
  };
  CHECK_EQ(titles(""), "Invited Joined June Latin May Weekly ");
  CHECK_EQ(titles("from=2027-05-01T00:00:00Z&to=2027-06-01T00:00:00Z"), "Invited May Weekly ");
  CHECK_EQ(titles("from=2027-06-01T00:00:00Z"), "June Weekly ");
  CHECK_EQ(titles("to=2027-02-01T00:00:00Z"), "Joined Latin ");
  CHECK_EQ(titles("role=host"), "June Latin May Weekly ");
  CHECK_EQ(titles("role=participant"), "Joined ");
  CHECK_EQ(titles("role=invited"), "Invited ");
  CHECK_EQ(titles("role=cohost"), "");
  CHECK_EQ(titles("role=host&state=open&from=2027-06-01T00:00:00Z"), "June Weekly ");
  for (const auto& [query, field] : {
           std::pair{"role=admin", "role"},
           std::pair{"role=", "role"},
           std::pair{"from=soon", "from"},
           std::pair{"to=", "to"},
           std::pair{"state=x", "state"},
           std::pair{"from=2027-06-01T00:00:00Z&to=2027-06-01T00:00:00Z", "to"},
       })
    CHECK_EQ(school.get(std::string{"/api/meetings?"} + query, school.host).field(), field);
}

}  // namespace

int main() {
  return run("lists",
             {TEST(pages_are_stable), TEST(wrong_pages_are_refused), TEST(meetings_are_filtered)});
}
