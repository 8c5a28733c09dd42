// SPDX-License-Identifier: MIT
#include "api/bearer.hpp"

#include "base/text.hpp"

namespace api {
namespace {

Problem refusal(meetings::RefusalCode code, std::string detail) {
  return to_problem(meetings::Refusal{code, std::move(detail), {}, std::chrono::seconds{0}});
}

Problem not_signed_in() {
  return refusal(meetings::RefusalCode::not_signed_in, "Please sign in first.");
}

}  // namespace

base::Result<std::optional<meetings::Claims>, Problem> maybe_signed_in(const Dependencies& d,
                                                                       const Request& request) {
  const std::string_view header = base::trim(request.header("authorization"));
  if (header.empty()) return std::optional<meetings::Claims>{};
  const std::size_t space = header.find(' ');
  if (space == std::string_view::npos ||
      !base::equals_ignoring_case(header.substr(0, space), "Bearer")) {
    return base::failure(not_signed_in());
  }
  auto claims = d.authentication.authenticate(base::trim(header.substr(space)));
  if (!claims) return base::failure(to_problem(claims.error()));
  if (claims->kind == meetings::TokenKind::seat) {
    return base::failure(
        refusal(meetings::RefusalCode::token_invalid, "A seat's token is for the WebSocket."));
  }
  return std::optional<meetings::Claims>{std::move(*claims)};
}

base::Result<meetings::Claims, Problem> signed_in(const Dependencies& d, const Request& request) {
  TRY(auto claims, maybe_signed_in(d, request));
  if (!claims) return base::failure(not_signed_in());
  return std::move(*claims);
}

Problem rate_limited(std::chrono::seconds retry_after) {
  Problem problem = refusal(meetings::RefusalCode::rate_limited,
                            "Too many attempts. Please try again in a moment.");
  problem.retry_after = retry_after;
  return problem;
}

base::Result<void, Problem> spend(const Dependencies& d, Limit limit, std::string_view subject) {
  const auto wait = d.limits.take(limit, subject, d.clock.now());
  if (wait.count() > 0) return base::failure(rate_limited(wait));
  return {};
}

base::Result<void, Problem> spend_by_address(const Dependencies& d, Limit limit,
                                             const Request& request) {
  return spend(d, limit, RateLimits::address_key(request.client.ip));
}

}  // namespace api
