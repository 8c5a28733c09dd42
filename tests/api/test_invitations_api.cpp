// SPDX-License-Identifier: MIT
// Invitations as docs/api.md describes them.
#include "tests/api/api_world.hpp"

namespace {

using namespace lectern_test;
using api::Method;

struct Inviting : ApiWorld {
  std::string host = sign_up("host"), other = sign_up("other");
  base::Json meeting = create(host, R"(,"access":"private")");

  std::string at(const std::string& rest) const {
    return "/api/meeting/" + text_of(meeting, "meeting_id") + rest + "/";
  }
  Got invite(const std::string& body) const { return post(at("/invite"), body, host); }
  std::string link(const std::string& invite) const {
    return "/api/invitation/" + world.invitations.link_of(meetings::InviteId{invite});
  }
};

std::string keys_of(const base::Json& object) {
  std::string keys;
  for (const auto& [key, value] : object.members()) keys += key + ' ';
  return keys;
}

void an_account_is_invited_and_answers() {
  const Inviting api;
  const Got got = api.invite(R"({"emails":["Other@example.org"],"message":"Come"})");
  CHECK_EQ(got.status(), 200);
  const base::Json sent = got.json["invitations"].at(0);
  CHECK_EQ(keys_of(sent), "invite_id meeting_id email status message created_at dates ");
  CHECK_EQ(text_of(sent, "email"), "other@example.org");
  const Got mine = api.get("/api/invitations/", api.other);
  CHECK_EQ(mine.json["invitations"].size(), 1u);
  const base::Json own = mine.json["invitations"].at(0);
  CHECK_EQ(keys_of(own), "invite_id meeting_id email status message created_at dates meeting ");
  CHECK_EQ(text_of(own["meeting"], "title"), "Latin");
  CHECK_EQ(text_of(own, "message"), "Come");
  const std::string answer = "/api/meeting/invite/" + text_of(sent, "invite_id") + "/respond/";
  const Got accepted = api.post(answer, R"({"action":"accept"})", api.other);
  CHECK_EQ(accepted.status(), 200);
  CHECK_EQ(accepted.text("status"), "accepted");
  CHECK_EQ(api.post(answer, R"({"action":"accept"})", api.host).status(), 404);
  CHECK_EQ(api.get("/api/meetings/", api.other).json["meetings"].size(), 1u);
  CHECK_EQ(
      api.post("/api/meeting/join/" + text_of(api.meeting, "code") + "/", "", api.other).status(),
      200);
}

void a_link_works_without_an_account() {
  const Inviting api;
  const base::Json sent = api.invite(R"({"emails":["new@example.org"]})").json["invitations"].at(0);
  const std::string link = api.link(text_of(sent, "invite_id"));
  const Got seen = api.get(link + "/");
  CHECK_EQ(seen.status(), 200);
  CHECK_EQ(seen.text("status"), "pending");
  CHECK_EQ(text_of(seen.json["meeting"], "meeting_id"), text_of(api.meeting, "meeting_id"));
  CHECK_EQ(api.post(link + "/respond/", R"({"action":"tentative"})").text("status"), "tentative");
  const std::string secret = link.substr(link.rfind('/') + 1);
  const Got guest = api.post("/api/auth/guest", R"({"name":"G","invitation":")" + secret + "\"}");
  CHECK_EQ(guest.status(), 200);
  CHECK_EQ(
      api.post("/api/meeting/join/" + text_of(api.meeting, "code") + "/", "", guest.text("access"))
          .status(),
      200);
  const std::string one = api.at("/invite/" + text_of(sent, "invite_id"));
  const Got revoked = api.send(ApiWorld::request(Method::delete_, one, "", api.host));
  CHECK_EQ(revoked.text("status"), "revoked");
  const Got gone = api.get(link);
  CHECK_EQ(gone.status(), 404);
  CHECK_EQ(gone.response.text(), api.get("/api/invitation/forged.link").response.text());
  CHECK_EQ(api.get(api.at("/invite"), api.host).json["invitations"].size(), 1u);
}

void a_meeting_is_made_with_its_invitees() {
  const Inviting api;
  const base::Json made = api.create(api.host, R"(,"invitees":["a@example.org","b@example.org"])");
  const Got list = api.get("/api/meeting/" + text_of(made, "code") + "/invite", api.host);
  CHECK_EQ(list.json["invitations"].size(), 2u);
}

void wrong_bodies_are_named() {
  const Inviting api;
  std::string many;
  for (int i = 0; i < 51; ++i) many += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "@x.org\"";
  const std::pair<std::string, const char*> cases[] = {
      {"{}", "emails"},
      {R"({"emails":[]})", "emails"},
      {R"({"emails":"a@example.org"})", "emails"},
      {R"({"emails":[7]})", "emails"},
      {R"({"emails":["nobody"]})", "emails"},
      {R"({"emails":["a@example.org\r\nBcc: b@example.org"]})", "emails"},
      {R"({"emails":[")" + std::string(300, 'a') + R"(@example.org"]})", "emails"},
      {R"({"emails":[)" + many + "]}", "emails"},
      {R"({"user_ids":["' OR 1=1"]})", "user_ids"},
      {R"({"user_ids":{}})", "user_ids"},
      {R"({"emails":["a@example.org"],"message":7})", "message"},
      {R"({"emails":["a@example.org"],"message":""})", "message"},
  };
  for (const auto& [body, field] : cases) {
    const Got got = api.invite(body);
    if (got.status() != 422 || got.field() != field)
      check_failed(body + " -> " + std::string{got.response.text()}, __FILE__, __LINE__);
  }
  CHECK_EQ(api.get(api.at("/invite"), api.host).json["invitations"].size(), 0u);
  for (const char* path : {"/api/meeting/invite/x/respond/", "/api/invitation/x/respond/"}) {
    for (const char* body : {"{}", R"({"action":7})", R"({"action":"yes"})"})
      CHECK_EQ(api.post(path, body, api.other).field(), "action");
  }
}

// A mail goes to each address, so requests are few.
void inviting_has_a_limit_of_its_own() {
  const Inviting api;
  for (int i = 0; i < 20; ++i)
    CHECK_EQ(api.invite(R"({"emails":["a@example.org"]})").status(), 200);
  const Got limited = api.invite(R"({"emails":["a@example.org"]})");
  CHECK_EQ(limited.status(), 429);
  CHECK_EQ(limited.response.header("Retry-After"), "30");
}

}  // namespace

int main() {
  return lectern_test::run(
      "invitations_api",
      {TEST(an_account_is_invited_and_answers), TEST(a_link_works_without_an_account),
       TEST(a_meeting_is_made_with_its_invitees), TEST(wrong_bodies_are_named),
       TEST(inviting_has_a_limit_of_its_own)});
}
