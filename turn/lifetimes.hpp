// SPDX-License-Identifier: MIT
// Lifetimes: the timer of every allocation, and everything that the end of an allocation gives
// back: relayed addresses, places in quotas, connections to peers, its record. One thread.
#pragma once

#include <optional>

#include "base/timer_queue.hpp"
#include "turn/allocations.hpp"
#include "turn/effects.hpp"
#include "turn/sessions.hpp"
#include "turn/tcp/connection_lifetimes.hpp"

namespace turn {

class Lifetimes {
 public:
  struct Parts {
    Allocations& allocations;
    ConnectionLifetimes& connections;
    PortPool& ports;
    Quotas& quotas;
    Stats& stats;
    const Sessions& sessions;
  };
  explicit Lifetimes(const Parts& parts) : parts_(parts) {}

  // Starts the timer of an allocation whose expiry is set / sets it again after a change.
  void start(Allocation& allocation) {
    allocation.timer = timers_.add(allocation.first_expiry(), allocation.id);
  }
  void restart(Allocation& allocation) {
    timers_.reschedule(allocation.timer, allocation.first_expiry());
  }
  // Gives back the ports that the system has refused.
  void release_tried(Allocation& allocation);
  // Stops the timer and returns the allocation's place in the quotas. For an allocation that leaves
  // without having ended: the caller takes it out of the table.
  void release(Allocation& allocation);

  void end(Allocation& allocation, EndReason reason, Now now, Effects& out);
  // Ends one address of a dual allocation, with its permissions, channels and connections.
  void end_relay(Allocation& allocation, RelayKey relay, Effects& out);

  // Ends what has expired.
  void expire(Now now, Effects& out);
  std::optional<base::Instant> next_deadline() const noexcept { return timers_.next_deadline(); }
  void shrink() { timers_.shrink(); }

 private:
  friend class Invariants;  // tests

  void expire(AllocationId id, Now now, Effects& out);

  const Parts parts_;
  base::TimerQueue<AllocationId> timers_;
};

}  // namespace turn
