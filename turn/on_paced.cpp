// SPDX-License-Identifier: MIT
// Data of a limited allocation: what may go at once, what has waited, and the bytes of TCP
// connections to peers (RFC 6062), which are not dropped but read more slowly.
#include "turn/server.hpp"

namespace turn {

void Server::limit(Allocation& allocation, std::uint64_t bits_per_second) {
  if (allocation.paced == nullptr && bits_per_second == 0) return;
  if (allocation.paced == nullptr) allocation.paced = std::make_unique<PacedWays>();
  // What waits goes by the new rate; without one, with the next look at it.
  allocation.paced->set_rate(bits_per_second);
}

void Server::limit_all(std::uint64_t bits_per_second) {
  std::vector<AllocationId> ids;
  ids.reserve(allocations_.size());
  allocations_.for_each([&](const Allocation& allocation) { ids.push_back(allocation.id); });
  for (const AllocationId id : ids) limit(*allocations_.find(id), bits_per_second);
}

// Whether the datagram goes now: 0, or how many bytes may wait.
std::uint32_t Server::has_to_wait(Allocation& allocation, Direction direction, std::size_t bytes,
                                  base::Instant now) noexcept {
  Pacing& paced = allocation.paced->of(direction);
  if (paced.waiting == 0 && paced.pace.take(bytes, now)) return 0;
  ++paced.waiting;
  return paced.pace.room();
}

// nullopt: now, and it does not wait any more.
std::optional<base::Instant> Server::take_turn(Pacing& paced, std::size_t bytes,
                                               base::Instant now) noexcept {
  if (!paced.pace.take(bytes, now)) return paced.pace.ready(bytes, now);
  --paced.waiting;
  return std::nullopt;
}

std::optional<base::Instant> Server::may_go(const Forward& oldest, base::Instant now) noexcept {
  Allocation* allocation = allocations_.find(oldest.allocation);
  if (allocation == nullptr || allocation->paced == nullptr) return std::nullopt;
  if (const auto later = take_turn(allocation->paced->to_peers, oldest.payload.size(), now))
    return later;
  count(*allocation, oldest);
  return now;
}

std::optional<base::Instant> Server::may_go(const ToClient& oldest, base::Instant now) noexcept {
  Allocation* allocation = allocations_.find(oldest.allocation);
  if (allocation == nullptr || allocation->paced == nullptr) return std::nullopt;
  if (const auto later = take_turn(allocation->paced->to_client, oldest.payload, now)) return later;
  count_to_client(*allocation, oldest.payload);
  return now;
}

void Server::gave_up(AllocationId id, Direction direction) noexcept {
  Allocation* allocation = allocations_.find(id);
  if (allocation == nullptr || allocation->paced == nullptr) return;
  --allocation->paced->of(direction).waiting;
  ++allocation->paced->of(direction).dropped;
  (void)drop(*allocation, Drop::over_rate);
}

Allocation* Server::paced_allocation(ConnectionId id) noexcept {
  const PeerConnection* connection = peers_.find(id);
  Allocation* allocation =
      connection != nullptr ? allocations_.find(connection->allocation) : nullptr;
  return allocation != nullptr && allocation->paced != nullptr ? allocation : nullptr;
}

base::Instant Server::stream_turn(ConnectionId id, Direction direction,
                                  base::Instant now) noexcept {
  Allocation* allocation = paced_allocation(id);
  return allocation == nullptr ? now : allocation->paced->of(direction).pace.ready(0, now);
}

void Server::stream_passed(ConnectionId id, Direction direction, std::size_t bytes,
                           base::Instant now) noexcept {
  if (Allocation* allocation = paced_allocation(id))
    allocation->paced->of(direction).pace.charge(bytes, now);
}

}  // namespace turn
