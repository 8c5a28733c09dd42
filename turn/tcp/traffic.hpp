// SPDX-License-Identifier: MIT
// ConnectionTraffic: the bytes of TCP connections to peers (RFC 6062). They are counted, and an
// allocation with a rate has them read more slowly instead of dropped. One thread.
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
  // When the next bytes may be read; not later than `now`: at once.
  base::Instant turn(ConnectionId id, Direction direction, base::Instant now) noexcept;
  // So many bytes were read.
  void passed(ConnectionId id, Direction direction, std::size_t bytes, base::Instant now) noexcept;

 private:
  Allocation* paced_allocation(ConnectionId id) noexcept;

  Allocations& allocations_;
  const PeerConnections& connections_;
  Stats& stats_;
};

}  // namespace turn
