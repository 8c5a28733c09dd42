// SPDX-License-Identifier: MIT
#include "api/problem.hpp"

#include <utility>

#include "base/http_status.hpp"
#include "base/json.hpp"

namespace api {
namespace {

constexpr std::chrono::seconds kSoon{1};

Problem make(int status, std::string_view code, std::string detail) {
  Problem problem;
  problem.status = status;
  problem.code = code;
  problem.detail = std::move(detail);
  return problem;
}

// RFC 6750 section 3: a request without a token gets no error code, a refused token does, and a
// token without the scope is told which one is needed.
std::string challenge(const Problem& problem) {
  if (problem.code == "scope-missing")
    return R"(Bearer realm="lectern", error="insufficient_scope", scope=")" + problem.scope + '"';
  const bool token_refused = problem.code == "token-invalid" || problem.code == "token-expired";
  return token_refused ? R"(Bearer realm="lectern", error="invalid_token")"
                       : R"(Bearer realm="lectern")";
}

}  // namespace

Problem bad_json(std::string detail) { return make(400, "bad-json", std::move(detail)); }
Problem bad_request(std::string detail) { return make(400, "bad-request", std::move(detail)); }

Problem bad_idempotency_key() {
  return make(400, "bad-idempotency-key",
              "Idempotency-Key is 1 to 255 printable characters of ASCII, without quotation marks "
              "and backslashes.");
}

Problem bad_field(std::string_view field, std::string detail) {
  Problem problem = make(422, "bad-field", std::move(detail));
  problem.field = field;
  return problem;
}

Problem body_too_large(std::size_t limit) {
  return make(413, "body-too-large",
              "A request body holds at most " + std::to_string(limit) + " bytes.");
}

Problem request_timeout() {
  return make(408, "request-timeout", "The request took too long to arrive. Please try again.");
}

Problem unsupported_media_type() {
  return make(415, "unsupported-media-type",
              "The body must be sent with Content-Type: application/json.");
}

Problem method_not_allowed(std::string allow) {
  Problem problem = make(405, "method-not-allowed", "This path answers " + allow + ".");
  problem.allow = std::move(allow);
  return problem;
}

Problem upgrade_required() {
  return make(426, "bad-request",
              "This is a WebSocket: open a new connection with Upgrade: websocket.");
}

Problem not_found() { return make(404, "not-found", "There is nothing at this address."); }

Problem internal_error() {
  return make(500, "internal", "Something went wrong here. Please try again.");
}

Problem overloaded(std::string detail, std::chrono::seconds retry_after) {
  Problem problem = make(503, "overloaded", std::move(detail));
  problem.retry_after = retry_after;
  return problem;
}

Problem server_busy() { return overloaded("The server is busy. Please try again in a moment."); }

int status_of(meetings::RefusalCode code) noexcept {
  using enum meetings::RefusalCode;
  switch (code) {
    case not_signed_in:
    case token_invalid:
    case token_expired:
    case invalid_credentials:
    case refresh_invalid:
    case password_required:
    case password_wrong: return 401;
    case registration_closed:
    case invitation_invalid:
    case link_invalid:
    case banned:
    case not_invited:
    case denied:
    case forbidden:
    case scope_missing: return 403;
    case recording_too_large:
    case quota_used: return 413;
    case storage_full: return 507;
    case not_found: return 404;
    case email_taken:
    case locked:
    case request_over:
    case upload_conflict:
    case idempotency_conflict:
    case idempotency_busy:
    case too_many:
    case full: return 409;
    case ended: return 410;
    case changed: return 412;
    case bad_field:
    case password_simple:
    case password_common:
    case password_personal: return 422;
    case not_started: return 425;
    case rate_limited: return 429;
    case internal: return 500;
    case overloaded: return 503;
  }
  return 500;
}

Problem scope_missing(std::string_view scope) {
  Problem problem =
      to_problem(meetings::Refusal{meetings::RefusalCode::scope_missing,
                                   "This API token lacks the scope \"" + std::string{scope} + "\".",
                                   {},
                                   std::chrono::seconds{0}});
  problem.scope = scope;
  return problem;
}

Problem to_problem(const meetings::Refusal& refusal) {
  Problem problem = make(status_of(refusal.code), to_string(refusal.code), refusal.detail);
  problem.field = refusal.field;
  problem.retry_after = refusal.retry_after;
  // Every 503 says when to come again.
  if (problem.status == 503 && problem.retry_after.count() <= 0) problem.retry_after = kSoon;
  return problem;
}

Response to_response(const Problem& problem) {
  base::Json body = base::Json::object({{"type", "about:blank"},
                                        {"title", base::status_title(problem.status)},
                                        {"status", problem.status},
                                        {"code", problem.code},
                                        {"detail", problem.detail},
                                        {"error", problem.detail}});
  if (!problem.field.empty()) body.set("field", problem.field);
  Response response{problem.status, {}, std::make_shared<const std::string>(body.print())};
  response.with("Content-Type", "application/problem+json").with("Cache-Control", "no-store");
  if (problem.status == 401 || !problem.scope.empty())
    response.with("WWW-Authenticate", challenge(problem));
  if (problem.status == 405) response.with("Allow", problem.allow);
  if (problem.status == 426) response.with("Upgrade", "websocket");
  if (problem.retry_after.count() > 0)
    response.with("Retry-After", std::to_string(problem.retry_after.count()));
  return response;
}

}  // namespace api
