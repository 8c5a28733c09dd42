// SPDX-License-Identifier: MIT
// SessionInfo: one allocation as an operator sees it, while it runs and when it has ended. Values,
// copied out of a worker; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.hpp"
#include "base/time.hpp"

namespace turn {

enum class Transport : std::uint8_t { udp, tcp, tls, dtls };
inline constexpr std::size_t kTransports = 4;
std::string_view to_string(Transport transport) noexcept;
std::optional<Transport> transport_of(std::string_view name) noexcept;

// Why an allocation ended: Refresh with lifetime 0, its lifetime ran out, its connection closed, an
// operator ended it, the deadline of a drain came, the server stopped. The names are in records and
// metrics.
enum class EndReason : std::uint8_t {
  deleted,
  expired,
  disconnected,
  kicked,
  drained,
  stopped,
  address_lost,  // this host does not have the relayed address any more
  count_
};
std::string_view to_string(EndReason reason) noexcept;
std::optional<EndReason> end_reason_of(std::string_view name) noexcept;

struct Traffic {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;  // payload, without TURN's headers
};

struct SessionInfo {
  std::string id;        // "WORKER-SLOT-GENERATION"
  std::string username;  // as presented; see identity_of() for what quotas count
  std::string identity;
  Transport transport = Transport::udp;
  bool tcp_peers = false;  // RFC 6062: its peers have connections
  std::string security;  // of a TLS or DTLS client, while it runs: "TLSv1.3 TLS_AES_256_GCM_SHA384"
  base::Endpoint client;
  base::Endpoint relayed;                        // as told to the client (external where mapped)
  std::optional<base::Endpoint> relayed_second;  // the IPv6 one of a dual allocation
  std::chrono::seconds age{};
  std::chrono::seconds expires_in{};
  std::uint32_t permissions = 0;
  std::uint32_t channels = 0;
  Traffic to_peers;
  Traffic to_client;
  // Permissions so far; a permission that expired and was installed again counts again.
  std::uint32_t peers = 0;
  std::uint64_t dropped = 0;    // datagrams of this client and its peers
  std::uint64_t max_rate = 0;   // bits per second in each direction; 0: no limit
  std::uint64_t over_rate = 0;  // those of `dropped` that were over the rate

  // The worker's number of the listener or connection that carries the client.
  std::uint32_t connection = 0;
};

// The record of a session that has ended.
struct SessionRecord {
  SessionInfo session;
  EndReason reason = EndReason::deleted;
  base::WallTime ended;
};

// A peer that a session may exchange data with, and for how long.
struct SessionPeer {
  enum class Kind : std::uint8_t { permission, channel, connection };
  Kind kind = Kind::permission;
  base::Endpoint peer;                // port 0 for a permission: it is for an address
  std::uint16_t channel = 0;          // the channel's number
  std::chrono::seconds expires_in{};  // 0 for a connection: it does not expire
};
std::string_view to_string(SessionPeer::Kind kind) noexcept;

struct SessionDetails {
  SessionInfo session;
  std::vector<SessionPeer> peers;
};

}  // namespace turn
