// SPDX-License-Identifier: MIT
// Reads the bearer token of a request (RFC 6750 section 2.1) and has the store confirm it, and
// applies the limits by account and by address. signed_in() and maybe_signed_in() block: worker
// threads only.
#pragma once

#include <optional>
#include <vector>

#include "api/dependencies.hpp"
#include "api/problem.hpp"
#include "api/request.hpp"
#include "api/router.hpp"

namespace api {

// Returns the signed-in user or guest. Refuses a seat's token: it opens only the WebSocket; and an
// API token that is not what the route needs.
base::Result<meetings::Claims, Problem> signed_in(const Dependencies& d, const Call& call);
// Returns a guest whom the token names by its signature and its end alone, also if the session is
// over: for what a person may still say right after a meeting. Everybody else as signed_in() does.
base::Result<meetings::Claims, Problem> signed_once(const Dependencies& d, const Call& call);
// Returns nullopt without an Authorization header. Refuses an invalid token, so that the client
// renews it.
base::Result<std::optional<meetings::Claims>, Problem> maybe_signed_in(const Dependencies& d,
                                                                       const Call& call);

// Takes one token of each limit; refuses with 429 if one of them has none. A limit by account
// counts by the token of the request, whose signature is enough here: it costs an account nothing
// without a valid one, because the endpoint refuses that request. An API token has to be looked up,
// so wrong ones cost their address (Limit::api_token_by_address). Worker threads only.
// Adds to `paid` what is left of each limit.
base::Result<void, Problem> spend(const Dependencies& d, const Cost& cost, const Request& request,
                                  std::vector<Paid>& paid);
// The same for what an endpoint takes beyond the cost of its route; the answer does not show it.
base::Result<void, Problem> spend(const Dependencies& d, const Cost& cost, const Request& request);
Problem rate_limited(Limit limit, std::chrono::seconds retry_after);

}  // namespace api
