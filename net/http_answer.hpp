// SPDX-License-Identifier: MIT
// The HTTP responses that the front and the WebSocket server make themselves: refusals as problem
// details (RFC 9457) and redirects. Each is the last response of its connection. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/time.hpp"

namespace net {

// Why a request is refused. The views point to constants.
struct HttpFault {
  int status = 400;
  std::string_view code = "bad-request";  // for programs, see docs/api.md
  std::string_view detail;                // a sentence for people
};

// A response with the header lines `fields`, each with its CRLF. Content-Length and Connection are
// added, and a Date field (RFC 9110 section 6.6.1).
std::string make_http_answer(base::WallTime now, int status, std::string_view fields,
                             std::string_view body);

// A refusal with the fields that its status needs (Upgrade, Retry-After) and the header lines
// `policy`. `head_only`: the request's method is HEAD, so that the body is left out.
std::string make_http_refusal(base::WallTime now, const HttpFault& fault, std::string_view policy,
                              bool head_only);

}  // namespace net
