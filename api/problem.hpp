// SPDX-License-Identifier: MIT
// Problem: why a request is refused, in the words of docs/api.md (RFC 9457). One table maps the
// domain's refusals to HTTP statuses; the functions below make HTTP's own refusals. Values; any
// thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "api/response.hpp"
#include "base/result.hpp"
#include "meetings/refusal.hpp"

namespace api {

struct Problem {
  int status = 500;
  std::string code;    // stable, for programs
  std::string detail;  // a sentence for people
  std::string field;   // the field at fault, or empty
  std::chrono::seconds retry_after{0};
  std::string scope;  // of a scope-missing: the scope that is needed
  std::string allow;  // the methods of a 405, comma-separated
};

// The result of a resource's function.
using Answer = base::Result<Response, Problem>;

Problem bad_json(std::string detail);
Problem bad_request(std::string detail);
Problem bad_field(std::string_view field, std::string detail);
Problem bad_idempotency_key();
Problem body_too_large(std::size_t limit);
Problem request_timeout();
Problem unsupported_media_type();
Problem method_not_allowed(std::string allow);
Problem upgrade_required();
Problem not_found();
Problem internal_error();
Problem overloaded(std::string detail, std::chrono::seconds retry_after = std::chrono::seconds{1});
Problem server_busy();  // a queue or the places for connections are full
Problem scope_missing(std::string_view scope);
Problem to_problem(const meetings::Refusal& refusal);

// The HTTP status of a refusal.
int status_of(meetings::RefusalCode code) noexcept;
// A response of type application/problem+json with the headers that its status needs (Allow,
// Retry-After, WWW-Authenticate, Upgrade).
Response to_response(const Problem& problem);

}  // namespace api
