// SPDX-License-Identifier: MIT
// What the operator has asked for with `lecternctl tls acme`, kept for renewals. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"

namespace ctl::tls {

inline constexpr std::string_view kHttpChallenge = "http-01";
inline constexpr std::string_view kTlsChallenge = "tls-alpn-01";
inline constexpr std::string_view kStaging = "staging";

struct Order {
  std::string email;
  std::vector<std::string> names;  // DNS names in lower case; the first names the files
  std::string server;              // "": Let's Encrypt; "staging": its staging server; or a URL
  std::string challenge{kHttpChallenge};

  friend bool operator==(const Order&, const Order&) = default;
};

// A sentence about what no certificate authority can do, or this server cannot; nullopt where
// nothing is known against the order.
std::optional<std::string> find_order_fault(const Order& order);

// "Let's Encrypt", "the staging server of Let's Encrypt", or the URL.
std::string authority_of(const Order& order);
// The port at which the certificate authority asks.
int port_of(const Order& order) noexcept;

base::Json to_json(const Order& order);
// Errors: corrupt.
base::Result<Order> parse_order(std::string_view text);

}  // namespace ctl::tls
