// SPDX-License-Identifier: MIT
// Webhooks by REST: the secret is shown where it is made and nowhere else.
#include "tests/api/api_world.hpp"

using namespace lectern_test;
using api::Method;

namespace {

struct Office {
  ApiWorld api;
  std::string root;

  Office() {
    OK(api.world.accounts.create_user("root@example.org", "Root", "correct horse",
                                      meetings::UserRole::admin));
    root = api.post("/api/auth/login", R"({"email":"root@example.org","password":"correct horse"})")
               .text("access");
  }
  Got send(Method method, std::string path, std::string body = {}) {
    return api.send(api.request(method, std::move(path), std::move(body), root));
  }
  Got make(std::string more = {}) {
    return send(Method::post, "/api/webhooks",
                R"({"url":"https://hooks.example.org/")" + more + "}");
  }
};

void a_secret_is_shown_once() {
  Office o;
  const Got made = o.make(R"(,"events":["meeting.created"],"description":"Portal")");
  CHECK_EQ(made.status(), 201);
  CHECK(made.text("secret").starts_with("whsec_"));
  CHECK_EQ(made.response.header("Cache-Control"), "no-store");
  CHECK_EQ(made.json["enabled"].as_bool(), true);
  const std::string path = "/api/webhooks/" + made.text("webhook_id") + "/";
  const Got shown = o.send(Method::get, path);
  CHECK_EQ(shown.status(), 200);
  CHECK(!shown.json.has("secret"));
  CHECK_EQ(shown.json["events"].print(), R"(["meeting.created"])");
  const Got list = o.send(Method::get, "/api/webhooks");
  CHECK_EQ(list.json["webhooks"].size(), 1u);
  CHECK(list.response.text().find("whsec_") == std::string_view::npos);
  const Got renewed = o.send(Method::patch, path, R"({"new_secret":true})");
  CHECK_EQ(renewed.status(), 200);
  CHECK(renewed.text("secret") != made.text("secret"));
  CHECK(!renewed.json["old_secret_until"].is_null());
}

void it_is_switched_off_tested_and_removed() {
  Office o;
  const std::string path = "/api/webhooks/" + o.make().text("webhook_id") + "/";
  const Got tested = o.send(Method::post, path + "test/");
  CHECK_EQ(tested.status(), 202);
  CHECK(tested.text("message_id").starts_with("msg_"));
  CHECK_EQ(o.send(Method::get, path + "deliveries/").json["deliveries"].size(), 0u);
  const Got off = o.send(Method::patch, path, R"({"enabled":false})");
  CHECK_EQ(off.text("disabled_because"), "by-admin");
  CHECK_EQ(o.send(Method::post, path + "test/").code(), "ended");
  CHECK_EQ(o.send(Method::delete_, path).status(), 204);
  for (const auto& [method, more] :
       {std::pair{Method::get, ""}, std::pair{Method::patch, ""}, std::pair{Method::delete_, ""},
        std::pair{Method::get, "deliveries/"}, std::pair{Method::post, "test/"}})
    CHECK_EQ(o.send(method, path + more, "{}").code(), "not-found");
}

void attempts_are_listed() {
  Office o;
  const std::string id = o.make().text("webhook_id");
  OK(o.api.world.store->write([&](meetings::UnitOfWork& work) -> meetings::Outcome<void> {
    for (int i = 0; i < 3; ++i) {
      meetings::WebhookDelivery one;
      one.webhook = meetings::WebhookId{id};
      one.message = "msg_" + std::to_string(i);
      one.event = "meeting.created";
      one.at = o.api.world.clock.wall_now();
      one.status = i == 0 ? 200 : 0;
      if (i > 0) one.error = "nobody is there";
      work.webhooks().log(one, 500);
    }
    return {};
  }));
  const std::string path = "/api/webhooks/" + id + "/deliveries/";
  const Got page = o.send(Method::get, path + "?limit=2");
  CHECK_EQ(page.json["deliveries"].at(0)["message_id"].text(), "msg_2");
  CHECK(page.json["deliveries"].at(0)["status"].is_null());
  const Got rest = o.send(Method::get, path + "?cursor=" + page.text("next_cursor"));
  CHECK_EQ(rest.json["deliveries"].at(0)["status"].as_integer(), 200);
  CHECK_EQ(o.send(Method::get, path + "?cursor=x").code(), "bad-field");
  CHECK_EQ(o.send(Method::get, path + "?limit=101").code(), "bad-field");
}

void others_see_and_change_nothing() {
  Office o;
  const std::string ada = o.api.sign_up("ada");
  const std::string id = o.make().text("webhook_id");
  const std::string own = "/api/webhooks/" + id;
  for (const auto& [method, path] :
       {std::pair{Method::get, std::string{"/api/webhooks"}},
        std::pair{Method::post, std::string{"/api/webhooks"}}, std::pair{Method::get, own},
        std::pair{Method::patch, own}, std::pair{Method::delete_, own},
        std::pair{Method::get, own + "/deliveries"}, std::pair{Method::post, own + "/test"}})
    CHECK_EQ(o.api.send(o.api.request(method, path, R"({"url":"https://x.example/"})", ada)).code(),
             "forbidden");
  for (std::size_t i = 1; i < meetings::Webhooks::kMost; ++i) CHECK_EQ(o.make().status(), 201);
  CHECK_EQ(o.make().code(), "too-many");
}

}  // namespace

int main() {
  return lectern_test::run(
      "webhooks_api", {TEST(a_secret_is_shown_once), TEST(it_is_switched_off_tested_and_removed),
                       TEST(attempts_are_listed), TEST(others_see_and_change_nothing)});
}
