// SPDX-License-Identifier: MIT
// What a listener serves in the clear although it redirects to https: one request for an ACME
// challenge (RFC 8555 section 8.3). The HTTP server gets a head that the front has written, and
// nothing else of the client, so that no further request can follow it. One thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "net/bridge_filter.hpp"
#include "net/http_head.hpp"

namespace net {

// The head for the HTTP server: method, target and Host of the client's, and "Connection: close".
// nullopt where the request is not GET or HEAD of a challenge. A challenge's token has only the
// characters of base64url (RFC 8555 section 8.3).
std::optional<std::string> acme_challenge_head(const HttpHead& head);

// Passes the first `bytes` bytes and drops all others.
class OneRequest final : public BridgeFilter {
 public:
  explicit OneRequest(std::size_t bytes) noexcept : left_(bytes) {}
  Passage from_client(base::MutableBytes bytes) override;
  std::string last_words() override { return {}; }

 private:
  std::size_t left_;
};

}  // namespace net
