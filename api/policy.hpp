// SPDX-License-Identifier: MIT
// Policy: the headers that tell a browser what it may do with a response. Every response carries
// secure headers; CORS follows an allow-list. The bearer token is the only credential (there are no
// cookies), so a foreign page has no rights of its own. Pure; any thread.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "api/request.hpp"
#include "api/response.hpp"

namespace api {

struct Policy {
  // "https://portal.example.org", compared exactly; "*" allows every page.
  std::vector<std::string> cors_origins;
  std::vector<std::string> frame_ancestors;  // sites that may frame the pages; empty: none
  std::chrono::seconds hsts{std::chrono::hours{24 * 365}};  // 0: not sent; sent over TLS only
};

class PolicyHeaders {
 public:
  explicit PolicyHeaders(Policy policy);

  // Adds the secure headers and X-Request-Id, and the CORS headers if the request's Origin is
  // listed.
  void apply(const Request& request, Response& response) const;
  // The secure headers as header lines with CRLF, for the responses that are not made here.
  std::string lines(bool tls) const;
  // The response to OPTIONS for a path with the methods `allow`.
  Response preflight(const Request& request, const std::string& allow) const;

 private:
  bool origin_allowed(std::string_view origin) const;

  Policy policy_;
  std::string content_security_policy_;
};

}  // namespace api
