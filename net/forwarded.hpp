// SPDX-License-Identifier: MIT
// What a reverse proxy says of the request that it passes on: X-Forwarded-For, X-Forwarded-Proto
// and X-Forwarded-Host. Only for requests that come from a proxy which the operator trusts:
// everybody else may write anything into these fields. Pure; any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.hpp"

namespace net {

// The reverse proxies of one listener that speak HTTP; null: none. Other listeners do not believe
// them.
using TrustedProxies = std::shared_ptr<const std::vector<base::Cidr>>;

// The values of the fields; empty where they are absent. Several lines of X-Forwarded-For are
// joined by commas, in their order. Of the others the last line counts.
struct ForwardedFields {
  std::string client;       // X-Forwarded-For
  std::string_view scheme;  // X-Forwarded-Proto
  std::string_view host;    // X-Forwarded-Host
};

struct Forwarded {
  std::optional<base::IpAddress> client;
  std::optional<bool> tls;
  std::string_view host;  // as sent; empty: the request's own Host counts
};

// The client is the last address in the list that is no trusted proxy: each proxy appends the
// address that it saw, and what stands before it was written by the client. A list that holds
// something else there names no client.
Forwarded read_forwarded(const ForwardedFields& fields, const std::vector<base::Cidr>& proxies);

bool is_among(const base::IpAddress& ip, const TrustedProxies& proxies) noexcept;

}  // namespace net
