// SPDX-License-Identifier: MIT
// The OpenAPI 3.1 document of the REST API. It is made of two sources: openapi/*.json describes
// each operation in a short form (HACKING.md), and the route table says what a request needs and
// costs.
// From the table come the security, the headers and the problems that every route has, so these
// cannot differ from what the daemon does. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/router.hpp"
#include "base/json.hpp"

namespace api {

// The texts of openapi/*.json.
std::span<const std::string_view> openapi_fragments() noexcept;

// The document. A route without a description is left out, and so is a description without a route;
// a test compares the two.
base::Json make_openapi(const std::vector<Route>& routes, std::string_view version);

// "POST /api/auth/login", as the fragments name an operation.
std::string operation_name(const Route& route);

// The codes of problems that a route can have because of its row in the table, by HTTP status; the
// fragments name the others.
std::vector<std::pair<int, std::string_view>> common_problems(const Route& route, bool takes_body,
                                                              bool takes_query);

}  // namespace api
