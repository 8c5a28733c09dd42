// SPDX-License-Identifier: MIT
#include "turn/tcp/peer_connections.hpp"

#include <algorithm>

namespace turn {

PeerConnection* PeerConnections::find(ConnectionId id) noexcept {
  const auto at = by_id_.find(id);
  return at == by_id_.end() ? nullptr : &at->second;
}

const PeerConnection* PeerConnections::find(ConnectionId id) const noexcept {
  const auto at = by_id_.find(id);
  return at == by_id_.end() ? nullptr : &at->second;
}

PeerConnection* PeerConnections::find(AllocationId allocation, const PeerEndpoint& peer) noexcept {
  const auto at = by_allocation_.find(allocation);
  if (at == by_allocation_.end()) return nullptr;
  for (const ConnectionId id : at->second) {
    if (PeerConnection* connection = find(id); connection->peer == peer) return connection;
  }
  return nullptr;
}

std::size_t PeerConnections::count(AllocationId allocation) const noexcept {
  const auto at = by_allocation_.find(allocation);
  return at == by_allocation_.end() ? 0 : at->second.size();
}

std::vector<ConnectionId> PeerConnections::of(AllocationId allocation) const {
  const auto at = by_allocation_.find(allocation);
  return at == by_allocation_.end() ? std::vector<ConnectionId>{} : at->second;
}

PeerConnection& PeerConnections::add(AllocationId allocation, const PeerEndpoint& peer,
                                     base::Instant deadline, base::Random& random) {
  constexpr std::uint32_t kChance = (std::uint32_t{1} << kConnectionIdBits) - 1;
  ConnectionId id;
  do {
    id = ConnectionId{std::uint32_t{worker_} << kConnectionIdBits | (random.u32() & kChance)};
  } while (by_id_.contains(id));
  PeerConnection& connection = by_id_[id];
  connection.id = id;
  connection.allocation = allocation;
  connection.peer = peer;
  connection.timer = timers_.add(deadline, id);
  by_allocation_[allocation].push_back(id);
  return connection;
}

void PeerConnections::set_deadline(PeerConnection& connection, base::Instant deadline) {
  if (!timers_.reschedule(connection.timer, deadline))
    connection.timer = timers_.add(deadline, connection.id);
}

void PeerConnections::erase(ConnectionId id) noexcept {
  const auto at = by_id_.find(id);
  if (at == by_id_.end()) return;
  timers_.cancel(at->second.timer);
  const auto of = by_allocation_.find(at->second.allocation);
  std::erase(of->second, id);
  if (of->second.empty()) by_allocation_.erase(of);
  by_id_.erase(at);
}

}  // namespace turn
