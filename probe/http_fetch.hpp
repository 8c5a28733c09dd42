// SPDX-License-Identifier: MIT
// Sends one small HTTP/1.0 request to an address and reads a short text, for metadata services.
// Blocks until the deadline at most; any thread that may block.
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

// The body of a 200 answer, without blanks at both ends. Errc::not_found for any other status;
// Errc::corrupt for an answer that is no HTTP or longer than kMostHttpBytes.
base::Result<std::string> http_fetch(const base::Endpoint& server, const HttpRequest& request,
                                     base::Instant deadline);

}  // namespace probe
