// SPDX-License-Identifier: MIT
// ApiWorld: the handlers over the real services and store of World, spoken to as a client would,
// without a socket. Every answer is held against the OpenAPI document.
#pragma once

#include <string>
#include <string_view>

#include "api/handler.hpp"
#include "base/json.hpp"
#include "tests/api/documented.hpp"
#include "tests/meetings/world.hpp"

namespace lectern_test {

class FixedIceServers final : public meetings::IceServerIssuer {
 public:
  meetings::IceServerSet issue(const meetings::UserId& user,
                               const std::optional<meetings::MeetingId>& meeting,
                               base::WallTime now) const override {
    const std::string name = std::to_string(base::unix_seconds(now) + 3600) + ':' + user.value() +
                             (meeting ? '.' + meeting->value() : std::string{});
    return {
        {{{"stun:turn.example.org:3478"}, "", ""},
         {{"turn:turn.example.org:3478?transport=udp", "turns:turn.example.org:443?transport=tcp"},
          name,
          "password"}},
        std::chrono::hours{1}};
  }
};

struct Got {
  api::Response response;
  base::Json json;  // null where the body is no JSON

  int status() const noexcept { return response.status; }
  std::string text(std::string_view key) const {
    return std::string{json[key].as_string().value_or("")};
  }
  std::string code() const { return text("code"); }
  std::string field() const { return text("field"); }
};

// A burst of 0 switches a limit off.
inline meetings::Rates no_limits() {
  meetings::Rates rates;
  for (const meetings::LimitRow& row : meetings::kLimits) rates.*row.rate = meetings::Rate{0};
  return rates;
}

class ApiWorld {
 public:
  explicit ApiWorld(meetings::Registration registration = meetings::Registration::open,
                    meetings::Rates rates = {}, api::Policy policy = {},
                    std::string public_url = "")
      : world(registration, rates), limits(rates) {
    handler = api::make_handler(
        api::Dependencies{world.accounts,
                          world.own_account,
                          world.api_tokens,
                          world.email_proofs,
                          world.administration,
                          world.oidc,
                          world.rooms,
                          world.series,
                          world.bans,
                          world.requests,
                          world.invitations,
                          world.roles,
                          world.persons,
                          world.notifications,
                          world.reminders,
                          world.calendar_feeds,
                          world.webhooks,
                          world.uploads,
                          world.recordings,
                          world.authentication,
                          world.presence,
                          ice,
                          world.idempotency,
                          limits,
                          files,
                          world.clock,
                          world.log,
                          api::Site{"Example School", "1.2.3", std::move(public_url)},
                          std::move(policy),
                          [this] { return health; },
                          "{}"});
  }

  static api::Request request(api::Method method, std::string path, std::string body = "",
                              std::string token = "") {
    api::Request out;
    out.method = method;
    const std::size_t question = path.find('?');
    if (question != std::string::npos) out.query = path.substr(question + 1);
    out.path = path.substr(0, question);
    if (!body.empty()) out.headers["content-type"] = "application/json";
    out.body = std::move(body);
    if (!token.empty()) out.headers["authorization"] = "Bearer " + token;
    out.client = *base::Endpoint::parse("192.0.2.1:40000");
    out.origin = "http://school.example:3000";
    out.id = "test-1";
    return out;
  }
  Got send(const api::Request& request) const {
    Got got{handler(request, &world.passwords), {}};
    if (auto json = base::Json::parse(got.response.text(), 1 << 20)) got.json = std::move(*json);
    if (const auto wrong = undocumented(request, got.response))
      check_failed(*wrong, __FILE__, __LINE__);
    return got;
  }
  Got get(std::string path, std::string token = "") const {
    return send(request(api::Method::get, std::move(path), "", std::move(token)));
  }
  Got post(std::string path, std::string body = "", std::string token = "") const {
    return send(request(api::Method::post, std::move(path), std::move(body), std::move(token)));
  }
  // Registers and returns the access token.
  std::string sign_up(const std::string& name) const {
    const Got got =
        post("/api/auth/register", R"({"email":")" + name + R"(@example.org","name":")" + name +
                                       R"(","password":"correct horse"})");
    CHECK_EQ(got.status(), 201);
    return got.text("access");
  }
  // Creates and returns the Meeting object.
  base::Json create(const std::string& token, const std::string& more = "") const {
    const Got got = post("/api/meeting/create/", R"({"title":"Latin")" + more + "}", token);
    if (got.status() != 201)
      check_failed(got.response.body ? *got.response.body : "no body", __FILE__, __LINE__);
    return got.json;
  }

  World world;
  FixedIceServers ice;
  api::RateLimits limits;
  api::StaticFiles files;
  api::Health health{true, false, {{"store", "ok"}, {"turn", "ok"}, {"signaling", "ok"}}};
  api::Handler handler;
};

inline std::string text_of(const base::Json& object, std::string_view key) {
  const base::Json member = object[key];
  return std::string{member.as_string().value_or("")};
}

}  // namespace lectern_test
