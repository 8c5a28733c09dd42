// SPDX-License-Identifier: MIT
// How mails come to a person, the links that end reminders, and the queue of mails.
#include "tests/api/api_world.hpp"

using namespace lectern_test;
using api::Method;

namespace {

std::string admin(ApiWorld& api) {
  OK(api.world.accounts.create_user("root@example.org", "Root", "correct horse",
                                    meetings::UserRole::admin));
  return api.post("/api/auth/login", R"({"email":"root@example.org","password":"correct horse"})")
      .text("access");
}

Got patch(const ApiWorld& api, std::string path, std::string body, std::string token) {
  return api.send(api.request(Method::patch, std::move(path), std::move(body), std::move(token)));
}

void a_person_chooses_language_zone_and_reminders() {
  ApiWorld api;
  const std::string ada = api.sign_up("ada");
  const Got plain = api.get("/api/me", ada);
  CHECK(plain.json["language"].is_null() && plain.json["timezone"].is_null());
  CHECK_EQ(plain.json["reminders"].as_bool(), true);
  const Got chosen = patch(
      api, "/api/me", R"({"language":"ar","timezone":"Europe/Berlin","reminders":false})", ada);
  CHECK_EQ(chosen.status(), 200);
  CHECK_EQ(chosen.text("language"), "ar");
  CHECK_EQ(chosen.text("timezone"), "Europe/Berlin");
  CHECK_EQ(chosen.json["reminders"].as_bool(), false);
  const Got taken = patch(api, "/api/me", R"({"language":null,"timezone":null})", ada);
  CHECK(taken.json["language"].is_null() && taken.json["timezone"].is_null());
  for (const char* wrong : {R"({"language":"tlh"})", R"({"timezone":"Mars/Base"})",
                            R"({"reminders":"no"})", R"({"language":7})"})
    CHECK_EQ(patch(api, "/api/me", wrong, ada).code(), "bad-field");
}

void a_host_chooses_the_reminders_of_a_meeting() {
  ApiWorld api;
  const std::string ada = api.sign_up("ada");
  const auto create = [&](const std::string& more) {
    return api.post("/api/meeting/create/", R"({"title":"Latin")" + more + "}", ada);
  };
  CHECK_EQ(create("").json["reminders"].print(), "[1440,60]");
  const Got made = create(R"(,"reminders":[10,60,10])");
  CHECK_EQ(made.json["reminders"].print(), "[60,10]");
  const std::string path = "/api/meeting/" + made.text("meeting_id") + "/";
  CHECK_EQ(patch(api, path, R"({"reminders":[]})", ada).json["reminders"].print(), "[]");
  CHECK_EQ(patch(api, path, R"({"reminders":null})", ada).json["reminders"].print(), "[1440,60]");
  for (const char* wrong : {"[4]", "[40321]", "[1,2,3,4,5,6]", "[\"10\"]", "10"})
    CHECK_EQ(create(R"(,"reminders":)" + std::string{wrong}).json["field"].text(), "reminders");
}

// Programs that look through mails open every link.
void opening_the_link_of_a_reminder_changes_nothing() {
  ApiWorld api;
  const std::string ada = api.sign_up("ada");
  const meetings::UserId id = api.world.claims(ada).user_id;
  const std::string link = "/api/mail/unsubscribe/" + meetings::stop_link(api.world.tokens, id);
  const Got page = api.get(link);
  CHECK_EQ(page.status(), 200);
  CHECK_EQ(page.response.header("Content-Type"), "text/html; charset=utf-8");
  CHECK_EQ(api.get("/api/me", ada).json["reminders"].as_bool(), true);
  CHECK_EQ(api.post(link, "List-Unsubscribe=One-Click").status(), 200);
  CHECK_EQ(api.get("/api/me", ada).json["reminders"].as_bool(), false);
  CHECK_EQ(api.post(link + "x", "").code(), "not-found");
}

void administrators_see_the_queue_without_its_secrets() {
  ApiWorld api;
  const std::string root = admin(api), ada = api.sign_up("ada");
  const Got all = api.get("/api/admin/outbox/", root);
  CHECK_EQ(all.status(), 200);
  CHECK(all.json["entries"].size() > 0);
  CHECK_EQ(all.json["entries"].at(0)["template"].text(), "verify-email");
  CHECK(all.response.text().find("token") == std::string_view::npos);
  CHECK_EQ(api.get("/api/admin/outbox/?state=dead", root).json["entries"].size(), 0u);
  CHECK_EQ(api.get("/api/admin/outbox/?state=lost", root).json["field"].text(), "state");
  const Got page = api.get("/api/admin/outbox/?limit=1", root);
  CHECK_EQ(page.json["entries"].size(), 1u);
  CHECK_EQ(api.get("/api/admin/outbox/?cursor=x", root).json["field"].text(), "cursor");
  CHECK_EQ(api.get("/api/admin/outbox/", ada).code(), "forbidden");
}

}  // namespace

int main() {
  return lectern_test::run("mail_api", {TEST(a_person_chooses_language_zone_and_reminders),
                                        TEST(a_host_chooses_the_reminders_of_a_meeting),
                                        TEST(opening_the_link_of_a_reminder_changes_nothing),
                                        TEST(administrators_see_the_queue_without_its_secrets)});
}
