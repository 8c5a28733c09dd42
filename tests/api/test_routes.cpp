// SPDX-License-Identifier: MIT
// Every route has its price: none can be asked without a limit.
#include "api/routes.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "tests/api/api_world.hpp"

using namespace lectern_test;
using api::Limit;
using api::Method;

namespace {

constexpr std::chrono::milliseconds kLong{3'600'000};

// The answers that need no store, and the questions of load balancers.
const std::set<std::string_view> kFree{
    "/api/site", "/api/site/logo", "/api/openapi.json", "/api/signaling.schema.json", "/livez",
    "/readyz",   "/health"};

bool is_free(const api::Route& route) {
  return route.method == Method::get && kFree.contains(route.pattern);
}

// The service charges hashes and wrong guesses itself.
bool is_charged_by_service(const api::Route& route) { return route.pattern == "/api/auth/login"; }

// Each limit of a route lets one request pass.
meetings::Rates once() {
  const meetings::Rate rate{1, kLong};
  meetings::Rates rates;
  for (const api::Route& route : api::routes()) {
    for (const Limit limit : route.cost.limits())
      rates.*meetings::kLimits[meetings::index_of(limit)].rate = rate;
  }
  rates.change_by_guests = rates.read_by_guests = rate;
  return rates;
}

std::uint64_t refused(const api::RateLimits& limits) {
  std::uint64_t sum = 0;
  for (const meetings::LimitRow& row : meetings::kLimits) sum += limits.refused(row.limit);
  return sum;
}

api::Request request_to(const api::Route& route, const std::string& meeting,
                        const std::string& token) {
  std::string path{route.pattern};
  for (std::size_t open; (open = path.find('{')) != std::string::npos;) {
    const std::size_t length = path.find('}') - open + 1;
    const bool names_meeting = path.substr(open, length) == "{meeting_id}";
    path.replace(open, length, names_meeting ? meeting : "00000000-0000-4000-8000-000000000000");
  }
  const bool body = route.method != Method::get;
  return ApiWorld::request(route.method, path, body ? "{}" : "", token);
}

bool is_limited(const ApiWorld& api, const api::Request& request) {
  const Got got = api.send(request);
  if (got.status() != 429) return false;
  CHECK_EQ(got.code(), "rate-limited");
  CHECK_EQ(got.response.header("Retry-After"), "3600");
  CHECK(got.response.header("RateLimit").find(";r=0;t=3600") != std::string_view::npos);
  CHECK(got.response.header("RateLimit-Policy").find(";q=1;w=3600") != std::string_view::npos);
  return true;
}

void every_route_has_a_limit() {
  for (const api::Route& route : api::routes()) {
    if (route.cost.limits().empty() != (is_free(route) || is_charged_by_service(route)))
      check_failed(std::string{route.pattern} + " has the wrong cost", __FILE__, __LINE__);
  }
}

// A request with a token costs its account; a request that works without one costs its address.
void what_needs_a_token_is_limited_by_account() {
  const ApiWorld api;
  for (const api::Route& route : api::routes()) {
    const bool needs_token =
        api.send(request_to(route, "kabo-rine-tuda", "")).code() == "not-signed-in";
    const auto limits = route.cost.limits();
    if (std::any_of(limits.begin(), limits.end(), api::is_by_account) != needs_token)
      check_failed(std::string{route.pattern} + " counts for the wrong subject", __FILE__,
                   __LINE__);
  }
}

void the_second_request_is_refused() {
  for (const api::Route& route : api::routes()) {
    if (is_free(route) || is_charged_by_service(route)) continue;
    ApiWorld api{meetings::Registration::open, once()};
    const std::string token = api.world.sign_up("ada").access;
    const std::string meeting = api.world.meeting(api.world.claims(token)).code;
    const api::Request request = request_to(route, meeting, token);
    if (is_limited(api, request) || !is_limited(api, request))
      check_failed(std::string{route.pattern} + " is not limited", __FILE__, __LINE__);
    CHECK_EQ(refused(api.limits), 1u);
  }
}

void accounts_do_not_share_a_limit() {
  ApiWorld api{meetings::Registration::open, once()};
  const std::string ada = api.world.sign_up("ada").access;
  const std::string bob = api.world.sign_up("bob").access;
  for (const char* path : {"/api/me", "/api/meetings"}) {
    const auto request = [&](const std::string& token) {
      return ApiWorld::request(Method::get, path, "", token);
    };
    if (std::string_view{path} == "/api/me") {
      CHECK(!is_limited(api, request(ada)));
      CHECK(!is_limited(api, request(bob)));
    } else {
      CHECK(is_limited(api, request(ada)));  // reading is one limit
    }
  }
  CHECK(!is_limited(api, ApiWorld::request(Method::patch, "/api/me", "{}", ada)));
}

// A stranger makes guests at will: their requests count by address, whatever guest sends them.
void guests_of_one_address_share_a_limit() {
  ApiWorld api{meetings::Registration::open, once()};
  const meetings::Meeting meeting = api.world.meeting(api.world.person("host"));
  const auto guest = [&](const char* name, const char* from) {
    api::Request request =
        ApiWorld::request(Method::patch, "/api/me", R"({"name":"x"})",
                          OK(api.world.accounts.guest(meeting.code, name)).tokens.access);
    request.client = *base::Endpoint::parse(from);
    return request;
  };
  CHECK(!is_limited(api, guest("a", "192.0.2.1:1")));
  CHECK(is_limited(api, guest("b", "192.0.2.1:2")));
  CHECK(!is_limited(api, guest("c", "192.0.2.2:1")));
}

// The class of issue reports: one account that writes as fast as it can.
void one_account_writes_once_a_second() {
  ApiWorld api;
  const std::string token = api.sign_up("ada");
  int written = 0;
  for (int i = 0; i < 600; ++i) {
    const std::string body = R"({"name":"Ada )" + std::to_string(i) + R"("})";
    written += api.send(ApiWorld::request(Method::patch, "/api/me", body, token)).status() == 200;
    api.world.clock.advance(std::chrono::milliseconds{10});
  }
  CHECK_EQ(written, 65);  // a burst of 60, and 5 in six seconds less one hundredth
}

void a_change_of_nothing_writes_nothing() {
  ApiWorld api;
  const std::string token = api.sign_up("ada");
  const auto log_size = [&] {
    return std::filesystem::file_size(api.world.folder.file("test.db-wal"));
  };
  const auto rename = [&](const char* name) {
    const Got got = api.send(ApiWorld::request(
        Method::patch, "/api/me", std::string{R"({"name":")"} + name + R"("})", token));
    CHECK_EQ(got.status(), 200);
  };
  const auto before = log_size();
  rename("ada");
  rename(" ada ");
  CHECK_EQ(log_size(), before);
  rename("Ada");
  CHECK(log_size() > before);
}

}  // namespace

int main() {
  return run("routes",
             {TEST(every_route_has_a_limit), TEST(what_needs_a_token_is_limited_by_account),
              TEST(the_second_request_is_refused), TEST(accounts_do_not_share_a_limit),
              TEST(guests_of_one_address_share_a_limit), TEST(one_account_writes_once_a_second),
              TEST(a_change_of_nothing_writes_nothing)});
}
