// SPDX-License-Identifier: MIT
// HTTP client: one request at a time over libcurl, answered or failed by a deadline. It blocks: for
// commands and for worker threads only, never for a loop (scripts/check_includes.py lists the
// folders that may include it). Any number of threads at once; every call opens a connection of its
// own. The environment's proxy settings have no effect. Ignores SIGPIPE for the process.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/endpoint.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace net::client {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method = "GET";
  std::string url{};  // http:// or https://
  HttpHeaders headers{};
  std::string body{};  // sent if not empty
};

struct HttpOptions {
  std::size_t most_bytes = std::size_t{1024} * 1024;  // of the response's body
  unsigned redirects = 0;                             // followed at most, to http and https only
  std::string ca_file{};                              // PEM; empty: the system's authorities
  // Asked for each address right before it is connected to, whatever the URL says or a name
  // resolves to. Empty: every address is right.
  std::function<bool(const base::IpAddress&)> may_connect{};
  // Asked about once a second; true ends the request with `closed`. Empty: never.
  std::function<bool()> stops{};
};

struct HttpResponse {
  int status = 0;
  HttpHeaders headers;  // names in lower case, in the order received; of the last response only
  std::string body;

  // The first header of that name (in lower case); empty where there is none.
  std::string_view header(std::string_view name) const noexcept;
};

// Any status is a success: the caller judges it. Errors: invalid_argument for a URL, method or
// header that cannot be sent; timeout at the deadline; unavailable if no connection is made;
// permission_denied if `may_connect` refuses the address; unauthenticated for a TLS certificate
// that is not trusted or not for this host; exhausted for a body of more than `most_bytes`; closed
// or corrupt for a response that breaks off or is not HTTP. Their texts do not name the URL,
// because it may hold a secret.
base::Result<HttpResponse> http_send(const HttpRequest& request, base::Instant deadline,
                                     const HttpOptions& options = {});

}  // namespace net::client
