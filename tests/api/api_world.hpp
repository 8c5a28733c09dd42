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
                               base::WallTime now, const meetings::RelayWish& wish) const override;
  mutable std::string wished;  // the region that was asked for last
};

class FixedNodes final : public meetings::SiteNodeList {
 public:
  std::vector<meetings::SiteNode> nodes() const override { return list; }
  std::vector<meetings::SiteNode> list{
      {"one", "eu", true, {}, 3, 2, {meetings::MeetingId{"m"}}, {"turn:a:1"}, false},
      {"two", "", false, {}, 0, 0, {}, {}, true}};
};

class FixedOperations final : public meetings::SiteOperations {
 public:
  meetings::SiteState state() override { return now; }
  std::vector<meetings::ChartSample> charts() override { return samples; }
  std::vector<meetings::RelaySession> relay_sessions() override { return sessions; }
  bool end_relay_session(std::string_view id) override {
    return std::erase_if(sessions, [&](const auto& one) { return one.id == id; }) > 0;
  }
  meetings::SiteState now;
  std::vector<meetings::ChartSample> samples;
  std::vector<meetings::RelaySession> sessions;
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
meetings::Rates no_limits();

class ApiWorld {
 public:
  explicit ApiWorld(meetings::Registration registration = meetings::Registration::open,
                    meetings::Rates rates = {}, api::Policy policy = {},
                    std::string public_url = "");
  ~ApiWorld();

  static api::Request request(api::Method method, std::string path, std::string body = "",
                              std::string token = "");
  Got send(const api::Request& request) const;
  Got get(std::string path, std::string token = "") const;
  Got post(std::string path, std::string body = "", std::string token = "") const;
  // Registers and returns the access token.
  std::string sign_up(const std::string& name) const;
  // Creates and returns the Meeting object.
  base::Json create(const std::string& token, const std::string& more = "") const;

  World world;
  FixedIceServers ice;
  FixedNodes nodes;
  FixedOperations operations;
  api::RateLimits limits;
  api::StaticFiles files;
  api::Health health{true, false, {{"store", "ok"}, {"turn", "ok"}, {"signaling", "ok"}}};
  api::Handler handler;
};

std::string text_of(const base::Json& object, std::string_view key);

}  // namespace lectern_test
