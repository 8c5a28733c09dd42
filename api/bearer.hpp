// SPDX-License-Identifier: MIT
// Who is asking: the bearer token of a request (RFC 6750 section 2.1), and the limits that count by
// who and from where. Pure; any thread.
#pragma once

#include <optional>

#include "api/dependencies.hpp"
#include "api/problem.hpp"
#include "api/request.hpp"

namespace api {

// The signed-in user or guest. A seat's token opens the WebSocket and nothing here.
base::Result<meetings::Claims, Problem> signed_in(const Dependencies& d, const Request& request);
// nullopt without an Authorization header; a token that is refused is refused here, too, so that
// the client renews it.
base::Result<std::optional<meetings::Claims>, Problem> maybe_signed_in(const Dependencies& d,
                                                                       const Request& request);

// One token off a bucket; the 429 where there is none.
base::Result<void, Problem> spend(const Dependencies& d, Limit limit, std::string_view subject);
base::Result<void, Problem> spend_by_address(const Dependencies& d, Limit limit,
                                             const Request& request);
Problem rate_limited(std::chrono::seconds retry_after);

}  // namespace api
