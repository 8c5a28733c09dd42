// SPDX-License-Identifier: MIT
#include "turn/lifetimes.hpp"

#include "turn/counting.hpp"

namespace turn {

void Lifetimes::release_tried(Allocation& allocation) {
  for (const Allocation::Tried& tried : allocation.tried) parts_.ports.release(tried.relay);
  allocation.tried = {};
}

void Lifetimes::release(Allocation& allocation) {
  release_tried(allocation);
  parts_.quotas.give_back(allocation.holder());
  timers_.cancel(allocation.timer);
}

void Lifetimes::end_relay(Allocation& allocation, RelayKey relay, Effects& out) {
  const base::Family family = relay == allocation.relay ? allocation.family : base::Family::v6;
  parts_.connections.close_of(allocation.id, family, out);
  parts_.ports.withdraw(relay);
  out.add(CloseRelay{allocation.id, relay});
  parts_.allocations.drop_relay(allocation, relay);
  count_out(parts_.stats, allocation);
  count_in(parts_.stats, allocation);
  allocation.permissions.erase(family);
  allocation.channels.erase(family);
  restart(allocation);
}

void Lifetimes::end(Allocation& allocation, EndReason reason, Now now, Effects& out) {
  parts_.connections.close_of(allocation.id, std::nullopt, out);
  parts_.ports.withdraw(allocation.relay);
  if (allocation.second) parts_.ports.withdraw(allocation.second->relay);
  release(allocation);
  if (allocation.state == Allocation::State::active) {
    parts_.stats.allocations_closed.add();
    count_out(parts_.stats, allocation);
    parts_.stats.ended[static_cast<std::size_t>(reason)].add();
    SessionInfo last = parts_.sessions.describe(allocation, now.mono);
    parts_.stats.lengths.add(static_cast<std::uint64_t>(last.age.count()));
    out.add(SessionEnded{std::move(last), reason});
  }
  out.add(CloseRelay{allocation.id, allocation.relay});
  if (allocation.second) out.add(CloseRelay{allocation.id, allocation.second->relay});
  parts_.allocations.erase(allocation.id);
}

void Lifetimes::expire(Now now, Effects& out) {
  timers_.expire(now.mono, [&](AllocationId id) { expire(id, now, out); });
}

void Lifetimes::expire(AllocationId id, Now now, Effects& out) {
  Allocation* allocation = parts_.allocations.find(id);
  if (allocation == nullptr) return;
  const bool first_lives = allocation->expires > now.mono;
  const bool second_lives = allocation->second && allocation->second->expires > now.mono;
  if (!first_lives && !second_lives) return end(*allocation, EndReason::expired, now, out);
  // The timer that fired is gone.
  allocation->timer = timers_.add(now.mono, id);
  end_relay(*allocation, first_lives ? allocation->second->relay : allocation->relay, out);
}

}  // namespace turn
