// SPDX-License-Identifier: MIT
#include "api/bearer.hpp"

#include "api/device_words.hpp"
#include "base/text.hpp"
#include "meetings/limit_words.hpp"

namespace api {
namespace {

Problem refusal(meetings::RefusalCode code, std::string detail) {
  return to_problem(meetings::Refusal{code, std::move(detail), {}, std::chrono::seconds{0}});
}

Problem not_signed_in() {
  return refusal(meetings::RefusalCode::not_signed_in, "Please sign in first.");
}

// RFC 6750 section 2.1; nullopt without the field.
base::Result<std::optional<std::string_view>, Problem> token_of(const Request& request) {
  const std::string_view header = base::trim(request.header("authorization"));
  if (header.empty()) return std::optional<std::string_view>{};
  const std::size_t space = header.find(' ');
  if (space == std::string_view::npos ||
      !base::equals_ignoring_case(header.substr(0, space), "Bearer")) {
    return base::failure(not_signed_in());
  }
  return std::optional{base::trim(header.substr(space))};
}

base::Result<void, Problem> check_scope(const meetings::Claims& claims, Needs needs) {
  if (!claims.scopes || needs == Needs::any_token) return {};
  const auto scope = scope_of(needs);
  if (!scope)
    return base::failure(
        refusal(meetings::RefusalCode::forbidden, "An API token does not open this: sign in."));
  if (!claims.scopes->contains(*scope)) return base::failure(scope_missing(to_string(*scope)));
  return {};
}

base::Result<meetings::Claims, Problem> check_claims(const Call& call,
                                                     meetings::Outcome<meetings::Claims> claims) {
  if (!claims) return base::failure(to_problem(claims.error()));
  if (claims->kind == meetings::TokenKind::seat) {
    return base::failure(
        refusal(meetings::RefusalCode::token_invalid, "A seat's token is for the WebSocket."));
  }
  TRY(check_scope(*claims, call.needs));
  claims->network = client_of(call.request).network();
  return std::move(*claims);
}

}  // namespace

base::Result<std::optional<meetings::Claims>, Problem> maybe_signed_in(const Dependencies& d,
                                                                       const Call& call) {
  TRY(const auto token, token_of(call.request));
  if (!token) return std::optional<meetings::Claims>{};
  TRY(auto claims, check_claims(call, d.authentication.authenticate(*token)));
  return std::optional<meetings::Claims>{std::move(claims)};
}

base::Result<meetings::Claims, Problem> signed_once(const Dependencies& d, const Call& call) {
  TRY(const auto token, token_of(call.request));
  if (!token) return base::failure(not_signed_in());
  const auto known = d.authentication.verify(*token);
  if (known && known->kind == meetings::TokenKind::guest) return check_claims(call, known);
  return check_claims(call, d.authentication.authenticate(*token));
}

base::Result<meetings::Claims, Problem> signed_in(const Dependencies& d, const Call& call) {
  TRY(auto claims, maybe_signed_in(d, call));
  if (!claims) return base::failure(not_signed_in());
  return std::move(*claims);
}

Problem rate_limited(Limit limit, std::chrono::seconds retry_after) {
  Problem problem =
      refusal(meetings::RefusalCode::rate_limited, std::string{meetings::refusal_of(limit)});
  problem.retry_after = retry_after;
  return problem;
}

base::Result<void, Problem> spend(const Dependencies& d, const Cost& cost, const Request& request,
                                  std::vector<Paid>& paid) {
  const base::Instant now = d.clock.now();
  for (Limit limit : cost.limits()) {
    std::optional<std::string> account;
    if (is_by_account(limit)) {
      const auto token = token_of(request);
      if (!token || !*token) continue;
      const auto claims = d.authentication.verify(**token);
      if (!claims && !meetings::is_api_token(**token)) continue;
      if (!claims) {
        limit = Limit::api_token_by_address;
      } else if (claims->kind == meetings::TokenKind::guest) {
        limit = for_guests(limit);
      } else {
        account = claims->user_id.value();
      }
    }
    const auto wait = account ? d.limits.take(limit, *account, now)
                              : d.limits.take(limit, request.client.ip, now);
    const auto left = account ? d.limits.left(limit, *account, now)
                              : d.limits.left(limit, request.client.ip, now);
    if (left) paid.push_back({limit, d.limits.rate(limit), *left});
    if (wait.count() > 0) return base::failure(rate_limited(limit, wait));
  }
  return {};
}

base::Result<void, Problem> spend(const Dependencies& d, const Cost& cost, const Request& request) {
  std::vector<Paid> not_shown;
  return spend(d, cost, request, not_shown);
}

}  // namespace api
