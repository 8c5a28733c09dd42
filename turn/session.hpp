// SPDX-License-Identifier: MIT
// SessionInfo: one running allocation as an operator sees it. A value, copied out of a worker; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/endpoint.hpp"

namespace turn {

enum class Transport : std::uint8_t { udp, tcp, tls, dtls };
std::string_view to_string(Transport transport) noexcept;

// Why an allocation ended: Refresh with lifetime 0, its lifetime ran out, its connection closed, the server stopped.
enum class EndReason : std::uint8_t { deleted, expired, disconnected, stopped };
std::string_view to_string(EndReason reason) noexcept;

struct Traffic {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;  // payload, without TURN's headers
};

struct SessionInfo {
  std::string id;        // "WORKER-SLOT-GENERATION"
  std::string username;  // as presented; the identity behind `expiry:` is what quotas count
  std::string identity;
  Transport transport = Transport::udp;
  base::Endpoint client;
  base::Endpoint relayed;                        // as told to the client (external where mapped)
  std::optional<base::Endpoint> relayed_second;  // the IPv6 one of a dual allocation
  std::chrono::seconds age{};
  std::chrono::seconds expires_in{};
  std::uint32_t permissions = 0;
  std::uint32_t channels = 0;
  Traffic to_peers;
  Traffic to_client;
};

}  // namespace turn
