// SPDX-License-Identifier: MIT
// One small HTTP/1.1 request to an address, for metadata services: a short text comes back. Blocks
// until the deadline; any thread that may.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/endpoint.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace probe {

inline constexpr std::size_t kMostHttpBytes = 16 * 1024;

struct HttpRequest {
  std::string method = "GET";
  std::string path;
  std::vector<std::pair<std::string, std::string>> headers;
};

// The body of a 200; Errc::not_found for any other status, Errc::corrupt for what is no HTTP.
base::Result<std::string> http_fetch(const base::Endpoint& server, const HttpRequest& request,
                                     base::Instant deadline);

}  // namespace probe
