// SPDX-License-Identifier: MIT
#include "turn/tcp/traffic.hpp"

namespace turn {

void ConnectionTraffic::moved(ConnectionId id, std::uint64_t to_peer,
                              std::uint64_t to_client) noexcept {
  const PeerConnection* connection = connections_.find(id);
  if (connection == nullptr) return;
  Allocation* allocation = allocations_.find(connection->allocation);
  allocation->to_peers.bytes += to_peer;
  allocation->to_client.bytes += to_client;
  const FiveTuple& client = allocation->leg.tuple;
  stats_.to_peers.of(client.transport, connection->peer.value().ip.family()).bytes.add(to_peer);
  stats_.to_clients.of(client.transport, client.client.ip.family()).bytes.add(to_client);
}

Allocation* ConnectionTraffic::paced_allocation(ConnectionId id) noexcept {
  const PeerConnection* connection = connections_.find(id);
  Allocation* allocation =
      connection != nullptr ? allocations_.find(connection->allocation) : nullptr;
  return allocation != nullptr && allocation->paced != nullptr ? allocation : nullptr;
}

base::Instant ConnectionTraffic::turn(ConnectionId id, Direction direction,
                                      base::Instant now) noexcept {
  Allocation* allocation = paced_allocation(id);
  return allocation == nullptr ? now : allocation->paced->of(direction).pace.ready(0, now);
}

void ConnectionTraffic::passed(ConnectionId id, Direction direction, std::size_t bytes,
                               base::Instant now) noexcept {
  if (Allocation* allocation = paced_allocation(id))
    allocation->paced->of(direction).pace.charge(bytes, now);
}

}  // namespace turn
