// SPDX-License-Identifier: MIT
#include "tests/api/api_world.hpp"

#include <utility>

namespace lectern_test {

meetings::IceServerSet FixedIceServers::issue(const meetings::UserId& user,
                                              const std::optional<meetings::MeetingId>& meeting,
                                              base::WallTime now,
                                              const meetings::RelayWish& wish) const {
  wished = wish.region;
  const std::string name = std::to_string(base::unix_seconds(now) + 3600) + ':' + user.value() +
                           (meeting ? '.' + meeting->value() : std::string{});
  return {
      {{{"stun:turn.example.org:3478"}, "", ""},
       {{"turn:turn.example.org:3478?transport=udp", "turns:turn.example.org:443?transport=tcp"},
        name,
        "password"}},
      std::chrono::hours{1}};
}

meetings::Rates no_limits() {
  meetings::Rates rates;
  for (const meetings::LimitRow& row : meetings::kLimits) rates.*row.rate = meetings::Rate{0};
  return rates;
}

ApiWorld::ApiWorld(meetings::Registration registration, meetings::Rates rates, api::Policy policy,
                   std::string public_url)
    : world(registration, rates), limits(rates) {
  handler = api::make_handler(api::Dependencies{world.accounts,
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
                                                world.ratings,
                                                world.reminders,
                                                world.calendar_feeds,
                                                 world.google,
                                                world.webhooks,
                                                world.uploads,
                                                world.recordings,
                                                world.authentication,
                                                world.presence,
                                                ice,
                                                nodes,
                                                world.site_meetings,
                                                world.settings,
                                                operations,
                                                world.idempotency,
                                                limits,
                                                files,
                                                world.clock,
                                                world.log,
                                                api::Site{"1.2.3", std::move(public_url)},
                                                std::move(policy),
                                                [this] { return health; },
                                                "{}"});
}

ApiWorld::~ApiWorld() = default;

api::Request ApiWorld::request(api::Method method, std::string path, std::string body,
                               std::string token) {
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

Got ApiWorld::send(const api::Request& request) const {
  Got got{handler(request, &world.passwords), {}};
  if (auto json = base::Json::parse(got.response.text(), 1 << 20)) got.json = std::move(*json);
  if (const auto wrong = undocumented(request, got.response))
    check_failed(*wrong, __FILE__, __LINE__);
  return got;
}

Got ApiWorld::get(std::string path, std::string token) const {
  return send(request(api::Method::get, std::move(path), "", std::move(token)));
}

Got ApiWorld::post(std::string path, std::string body, std::string token) const {
  return send(request(api::Method::post, std::move(path), std::move(body), std::move(token)));
}

std::string ApiWorld::sign_up(const std::string& name) const {
  const Got got = post("/api/auth/register", R"({"email":")" + name + R"(@example.org","name":")" +
                                                 name + R"(","password":"correct horse"})");
  CHECK_EQ(got.status(), 201);
  return got.text("access");
}

base::Json ApiWorld::create(const std::string& token, const std::string& more) const {
  const Got got = post("/api/meeting/create/", R"({"title":"Latin")" + more + "}", token);
  if (got.status() != 201)
    check_failed(got.response.body ? *got.response.body : "no body", __FILE__, __LINE__);
  return got.json;
}

std::string text_of(const base::Json& object, std::string_view key) {
  const base::Json member = object[key];
  return std::string{member.as_string().value_or("")};
}

}  // namespace lectern_test
