// SPDX-License-Identifier: MIT
#include "api/problem.hpp"

#include "base/json.hpp"
#include "tests/support/check.hpp"

namespace {

using namespace api;
using meetings::RefusalCode;

base::Json body_of(const Response& response) {
  return CHECK_OK(base::Json::parse(response.text()));
}

// docs/api.md, row by row.
void maps_every_refusal_to_its_status() {
  const std::pair<RefusalCode, int> table[] = {
      {RefusalCode::not_signed_in, 401},
      {RefusalCode::token_invalid, 401},
      {RefusalCode::token_expired, 401},
      {RefusalCode::invalid_credentials, 401},
      {RefusalCode::registration_closed, 403},
      {RefusalCode::invitation_invalid, 403},
      {RefusalCode::email_taken, 409},
      {RefusalCode::refresh_invalid, 401},
      {RefusalCode::bad_field, 422},
      {RefusalCode::unsupported, 422},
      {RefusalCode::forbidden, 403},
      {RefusalCode::not_found, 404},
      {RefusalCode::ended, 410},
      {RefusalCode::full, 409},
      {RefusalCode::not_started, 425},
      {RefusalCode::password_required, 401},
      {RefusalCode::password_wrong, 401},
      {RefusalCode::rate_limited, 429},
      {RefusalCode::internal, 500},
      {RefusalCode::overloaded, 503},
  };
  for (const auto& [code, status] : table) {
    const Problem problem =
        to_problem(meetings::Refusal{code, "Why.", "field", std::chrono::seconds{7}});
    CHECK_EQ(problem.status, status);
    CHECK_EQ(problem.code, to_string(code));
    CHECK(title_of(status) != "Status");
  }
}

// RFC 9457 section 3
void writes_problem_json() {
  const Response response = to_response(bad_field("name", "Too long."));
  CHECK_EQ(response.status, 422);
  CHECK_EQ(response.header("content-type"), "application/problem+json");
  CHECK_EQ(response.header("cache-control"), "no-store");
  CHECK_EQ(response.text(), R"({"type":"about:blank","title":"Unprocessable Content","status":422,)"
                            R"("code":"bad-field","detail":"Too long.","field":"name"})");
  CHECK(!body_of(to_response(bad_request("x"))).has("field"));
}

void adds_the_headers_that_a_status_asks_for() {
  // RFC 9110 section 15.5.6, 15.5.2; RFC 6750 section 3
  CHECK_EQ(to_response(method_not_allowed("GET, HEAD")).header("Allow"), "GET, HEAD");
  const auto of = [](RefusalCode code) {
    return to_response(to_problem(meetings::Refusal{code, "", "", std::chrono::seconds{3}}));
  };
  CHECK_EQ(of(RefusalCode::not_signed_in).header("WWW-Authenticate"), "Bearer realm=\"lectern\"");
  CHECK_EQ(of(RefusalCode::token_expired).header("WWW-Authenticate"),
           "Bearer realm=\"lectern\", error=\"invalid_token\"");
  CHECK_EQ(of(RefusalCode::rate_limited).header("Retry-After"), "3");
  CHECK_EQ(to_response(overloaded("x")).header("Retry-After"), "1");
  CHECK_EQ(to_response(upgrade_required()).header("Upgrade"), "websocket");
  CHECK_EQ(to_response(bad_json("x")).header("Retry-After"), "");
}

void text_that_is_no_utf8_does_not_break_the_answer() {
  const base::Json body = body_of(to_response(bad_json("\xff")));
  CHECK(body["detail"].is_null());
  CHECK_EQ(body["code"].as_string(), std::string_view{"bad-json"});
}

}  // namespace

int main() {
  return lectern_test::run("problem",
                           {TEST(maps_every_refusal_to_its_status), TEST(writes_problem_json),
                            TEST(adds_the_headers_that_a_status_asks_for),
                            TEST(text_that_is_no_utf8_does_not_break_the_answer)});
}
