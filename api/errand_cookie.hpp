// SPDX-License-Identifier: MIT
// The cookie of a browser that goes to another site and comes back (base/sign_in_cookie.hpp), and
// the redirects of such a journey. Pure; any thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "api/request.hpp"
#include "api/response.hpp"

namespace api {

// The value of a Set-Cookie field; `links` is the result of link_base(). No time: takes it away.
// SameSite=Lax: the other site's redirect, a top-level navigation, brings the cookie back.
std::string errand_cookie_line(const std::string& links, std::string_view value,
                               std::chrono::seconds time);
// The cookie's value; empty: the request has none.
std::string errand_cookie_of(const Request& request, const std::string& links);
// 303 to `to`.
Response errand_redirect(std::string to, std::string cookie_line);

}  // namespace api
