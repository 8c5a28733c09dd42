// SPDX-License-Identifier: MIT
#include "turn/data/pacing.hpp"

#include "turn/counting.hpp"

namespace turn {
namespace {

// nullopt: the datagram goes now and is queued no longer.
std::optional<base::Instant> time_to_wait(PacedDirection& paced, std::size_t bytes,
                                          base::Instant now) noexcept {
  if (!paced.pace.take(bytes, now)) return paced.pace.ready(bytes, now);
  --paced.waiting;
  return std::nullopt;
}

}  // namespace

void Pacing::limit(Allocation& allocation, std::uint64_t bits_per_second) {
  if (allocation.paced == nullptr && bits_per_second == 0) return;
  if (allocation.paced == nullptr) allocation.paced = std::make_unique<PacedDirections>();
  // Queued data leaves at the new rate; without one, at the next may_go().
  allocation.paced->set_rate(bits_per_second);
}

void Pacing::limit_all(std::uint64_t bits_per_second) {
  std::vector<AllocationId> ids;
  ids.reserve(allocations_.size());
  allocations_.for_each([&](const Allocation& allocation) { ids.push_back(allocation.id); });
  for (const AllocationId id : ids) limit(*allocations_.find(id), bits_per_second);
}

std::uint32_t Pacing::take_or_queue(Allocation& allocation, Direction direction, std::size_t bytes,
                                    base::Instant now) noexcept {
  PacedDirection& paced = allocation.paced->of(direction);
  if (paced.waiting == 0 && paced.pace.take(bytes, now)) return 0;
  ++paced.waiting;
  return paced.pace.room();
}

std::optional<base::Instant> Pacing::may_go(const Forward& oldest, base::Instant now) noexcept {
  Allocation* allocation = allocations_.find(oldest.allocation);
  if (allocation == nullptr || allocation->paced == nullptr) return std::nullopt;
  if (const auto later = time_to_wait(allocation->paced->to_peers, oldest.payload.size(), now))
    return later;
  count_to_peer(stats_, *allocation, oldest);
  return now;
}

std::optional<base::Instant> Pacing::may_go(const ToClient& oldest, base::Instant now) noexcept {
  Allocation* allocation = allocations_.find(oldest.allocation);
  if (allocation == nullptr || allocation->paced == nullptr) return std::nullopt;
  if (const auto later = time_to_wait(allocation->paced->to_client, oldest.payload, now))
    return later;
  count_to_client(stats_, *allocation, oldest.payload);
  return now;
}

void Pacing::gave_up(AllocationId id, Direction direction) noexcept {
  Allocation* allocation = allocations_.find(id);
  if (allocation == nullptr || allocation->paced == nullptr) return;
  --allocation->paced->of(direction).waiting;
  ++allocation->paced->of(direction).dropped;
  count_drop(stats_, *allocation, Drop::over_rate);
}

}  // namespace turn
