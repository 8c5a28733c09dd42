// SPDX-License-Identifier: MIT
// ConnectionTraffic: the bytes of TCP connections to peers (RFC 6062). It counts them. If an
// allocation has a rate, the relay reads them more slowly and drops none. One thread.
#pragma once

#include "turn/allocations.hpp"
#include "turn/stats.hpp"
#include "turn/tcp/peer_connections.hpp"

namespace turn {

class ConnectionTraffic {
 public:
  // All of them outlive this.
  ConnectionTraffic(Allocations& allocations, const PeerConnections& connections, Stats& stats)
      : allocations_(allocations), connections_(connections), stats_(stats) {}

  // Bytes went through a bound connection.
  void moved(ConnectionId id, std::uint64_t to_peer, std::uint64_t to_client) noexcept;
  // The time at which the next bytes may be read; at once if it is not later than `now`.
  base::Instant turn(ConnectionId id, Direction direction, base::Instant now) noexcept;
  // The caller has read `bytes` bytes.
  void passed(ConnectionId id, Direction direction, std::size_t bytes, base::Instant now) noexcept;

 private:
  Allocation* paced_allocation(ConnectionId id) noexcept;

  Allocations& allocations_;
  const PeerConnections& connections_;
  Stats& stats_;
};

}  // namespace turn
