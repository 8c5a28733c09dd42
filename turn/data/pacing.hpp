// SPDX-License-Identifier: MIT
// Pacing: the rate of each allocation. It decides when data may go; the caller holds the data that
// waits (turn/io/delayed.hpp). Data of TCP connections to peers waits in the kernel instead
// (turn/tcp/traffic.hpp). One thread.
#pragma once

#include <optional>

#include "turn/allocations.hpp"
#include "turn/effects.hpp"
#include "turn/stats.hpp"

namespace turn {

class Pacing {
 public:
  // Both outlive this.
  Pacing(Allocations& allocations, Stats& stats) : allocations_(allocations), stats_(stats) {}

  // Gives a running allocation, or all of them, another rate; 0: no limit.
  static void limit(Allocation& allocation, std::uint64_t bits_per_second);
  void limit_all(std::uint64_t bits_per_second);

  // For an allocation with a rate. 0: the caller sends the datagram now. Otherwise the datagram
  // counts as queued, and the result is how many bytes the caller queues at most.
  static std::uint32_t take_or_queue(Allocation& allocation, Direction direction, std::size_t bytes,
                                     base::Instant now) noexcept;
  // The time at which the oldest queued datagram may go. Later than `now`: it waits until then.
  // `now`: the caller sends it, and it is counted. nullopt: the allocation is gone, and the caller
  // drops its queue.
  std::optional<base::Instant> may_go(const Forward& oldest, base::Instant now) noexcept;
  std::optional<base::Instant> may_go(const ToClient& oldest, base::Instant now) noexcept;
  // The caller has dropped a queued datagram because there was no room.
  void gave_up(AllocationId id, Direction direction) noexcept;

 private:
  Allocations& allocations_;
  Stats& stats_;
};

}  // namespace turn
