// SPDX-License-Identifier: MIT
// Policy: what a browser may do with an answer: secure headers on every response, CORS by an
// allow-list. The bearer token is the only credential (no cookies), so a foreign page can do
// nothing with what it is not told here. Pure; any thread.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "api/request.hpp"
#include "api/response.hpp"

namespace api {

struct Policy {
  std::vector<std::string>
      cors_origins;  // "https://portal.example.org", exact; "*" allows every page
  std::vector<std::string> frame_ancestors;  // sources that may frame the pages; empty: nobody
  std::chrono::seconds hsts{std::chrono::hours{24 * 365}};  // 0: not sent. Only ever sent over TLS
};

class PolicyHeaders {
 public:
  explicit PolicyHeaders(Policy policy);

  // Adds the secure headers, the CORS ones where the request's Origin is listed, and X-Request-Id.
  void apply(const Request& request, Response& response) const;
  // The answer to OPTIONS on a path that `allow` lists methods for.
  Response preflight(const Request& request, const std::string& allow) const;

 private:
  bool origin_allowed(std::string_view origin) const;

  Policy policy_;
  std::string content_security_policy_;
};

}  // namespace api
