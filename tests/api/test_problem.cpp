// SPDX-License-Identifier: MIT
#include "api/problem.hpp"

#include "base/http_status.hpp"
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
      {RefusalCode::password_simple, 422},
      {RefusalCode::password_common, 422},
      {RefusalCode::password_personal, 422},
      {RefusalCode::forbidden, 403},
      {RefusalCode::not_found, 404},
      {RefusalCode::ended, 410},
      {RefusalCode::full, 409},
      {RefusalCode::locked, 409},
      {RefusalCode::banned, 403},
      {RefusalCode::not_invited, 403},
      {RefusalCode::changed, 412},
      {RefusalCode::denied, 403},
      {RefusalCode::request_over, 409},
      {RefusalCode::too_many, 409},
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
    CHECK(base::status_title(status) != "Status");
  }
}

// RFC 9457 section 3
void writes_problem_json() {
  const Response response = to_response(bad_field("name", "Too long."));
  CHECK_EQ(response.status, 422);
  CHECK_EQ(response.header("content-type"), "application/problem+json");
  CHECK_EQ(response.header("cache-control"), "no-store");
  CHECK_EQ(response.text(),
           R"({"type":"about:blank","title":"Unprocessable Content","status":422,)"
           R"("code":"bad-field","detail":"Too long.","error":"Too long.","field":"name"})");
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

// The reason phrases of RFC 9110 section 15, RFC 6585, RFC 8470.
void titles_are_the_names_of_the_statuses() {
  const std::pair<int, std::string_view> table[] = {
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {410, "Gone"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {415, "Unsupported Media Type"},
      {422, "Unprocessable Content"},
      {425, "Too Early"},
      {426, "Upgrade Required"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {503, "Service Unavailable"},
  };
  for (const auto& [status, title] : table) CHECK_EQ(base::status_title(status), title);
  for (const int status : {0, 200, 402, 499, 418, 600})
    CHECK_EQ(base::status_title(status), "Status");
}

void each_refusal_of_http_has_its_status() {
  CHECK_EQ(bad_json("x").status, 400);
  CHECK_EQ(bad_request("x").status, 400);
  CHECK_EQ(not_found().status, 404);
  CHECK_EQ(method_not_allowed("GET").status, 405);
  CHECK_EQ(method_not_allowed("GET").detail, "This path answers GET.");
  CHECK_EQ(body_too_large(65'536).status, 413);
  CHECK_EQ(body_too_large(65'536).detail, "A request body holds at most 65536 bytes.");
  CHECK_EQ(unsupported_media_type().status, 415);
  CHECK_EQ(bad_field("a", "x").status, 422);
  CHECK_EQ(upgrade_required().status, 426);
  CHECK_EQ(internal_error().status, 500);
  CHECK_EQ(overloaded("x").status, 503);
  CHECK_EQ(overloaded("x").retry_after, std::chrono::seconds{1});
  // Whoever refuses with 503: the answer says when to come again.
  CHECK_EQ(to_problem({meetings::RefusalCode::overloaded, "x", {}, {}}).retry_after,
           std::chrono::seconds{1});
  CHECK_EQ(
      to_problem({meetings::RefusalCode::overloaded, "x", {}, std::chrono::seconds{5}}).retry_after,
      std::chrono::seconds{5});
  CHECK_EQ(to_problem({meetings::RefusalCode::internal, "x", {}, {}}).retry_after,
           std::chrono::seconds{0});
}

// A code that a later version adds, and a problem that nobody filled in, are our own mistakes.
void what_is_unknown_is_an_internal_error() {
  CHECK_EQ(status_of(static_cast<RefusalCode>(255)), 500);
  CHECK_EQ(Problem{}.status, 500);
  CHECK_EQ(Problem{}.retry_after, std::chrono::seconds{0});
}

void a_header_is_sent_with_its_status_only() {
  const auto names = [](const Problem& problem) {
    std::string out;
    const Response response = to_response(problem);
    for (const auto& [name, value] : response.headers) out += name + ' ';
    return out;
  };
  CHECK_EQ(names(not_found()), "Content-Type Cache-Control ");
  CHECK_EQ(names(bad_field("a", "x")), "Content-Type Cache-Control ");
  CHECK_EQ(names(method_not_allowed("GET")), "Content-Type Cache-Control Allow ");
  CHECK_EQ(names(upgrade_required()), "Content-Type Cache-Control Upgrade ");
  CHECK_EQ(names(overloaded("x")), "Content-Type Cache-Control Retry-After ");
  const auto refused = [&](RefusalCode code) {
    return to_response(to_problem(meetings::Refusal{code, "", "", std::chrono::seconds{0}}));
  };
  CHECK_EQ(refused(RefusalCode::token_invalid).header("WWW-Authenticate"),
           "Bearer realm=\"lectern\", error=\"invalid_token\"");
  CHECK_EQ(refused(RefusalCode::password_wrong).header("WWW-Authenticate"),
           "Bearer realm=\"lectern\"");
}

void text_that_is_no_utf8_does_not_break_the_answer() {
  const base::Json body = body_of(to_response(bad_json("\xff")));
  CHECK(body["detail"].is_null());
  CHECK_EQ(body["code"].as_string(), std::string_view{"bad-json"});
}

}  // namespace

int main() {
  return lectern_test::run(
      "problem",
      {TEST(maps_every_refusal_to_its_status), TEST(writes_problem_json),
       TEST(adds_the_headers_that_a_status_asks_for),
       TEST(text_that_is_no_utf8_does_not_break_the_answer),
       TEST(titles_are_the_names_of_the_statuses), TEST(each_refusal_of_http_has_its_status),
       TEST(what_is_unknown_is_an_internal_error), TEST(a_header_is_sent_with_its_status_only)});
}
