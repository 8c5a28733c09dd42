// SPDX-License-Identifier: MIT
#include "turn/restart.hpp"

#include "turn/counting.hpp"

namespace turn {
namespace {

// A connection would end with the process.
bool stays(const Leg& leg) noexcept { return leg.tuple.transport == Transport::udp; }

// A client with a ticket may come back from anywhere.
bool can_go_on(const Allocation& allocation) noexcept {
  if (allocation.state != Allocation::State::active || allocation.transport != RelayTransport::udp)
    return false;
  return stays(allocation.leg) || (allocation.next && stays(*allocation.next)) || allocation.mobile;
}

}  // namespace

HandedServer Restart::hand_over(base::Instant now) {
  HandedServer handed;
  handed.next_generation = parts_.allocations.next_generation();
  std::vector<AllocationId> ids;
  parts_.allocations.for_each([&](const Allocation& allocation) {
    if (can_go_on(allocation)) ids.push_back(allocation.id);
  });
  for (const AllocationId id : ids) {
    Allocation& allocation = *parts_.allocations.find(id);
    handed.sessions.push_back(parts_.sessions.describe(allocation, now));
    keep_what_stays(allocation);
    handed.allocations.push_back(let_go(allocation));
  }
  return handed;
}

void Restart::keep_what_stays(Allocation& allocation) noexcept {
  if (allocation.next && !stays(*allocation.next)) parts_.allocations.forget_next(allocation);
  if (allocation.away || stays(allocation.leg)) return;
  allocation.next ? parts_.allocations.settle(allocation) : parts_.allocations.lose_leg(allocation);
}

HandedAllocation Restart::let_go(Allocation& allocation) {
  HandedAllocation handed{nullptr, parts_.ports.place(allocation.relay), std::nullopt};
  parts_.ports.withdraw(allocation.relay);
  parts_.ports.release(allocation.relay);
  if (allocation.second) {
    handed.second = parts_.ports.place(allocation.second->relay);
    parts_.ports.withdraw(allocation.second->relay);
    parts_.ports.release(allocation.second->relay);
  }
  parts_.lifetimes.release(allocation);
  parts_.stats.allocations_closed.add();
  count_out(parts_.stats, allocation);
  handed.allocation = parts_.allocations.extract(allocation.id);
  return handed;
}

bool Restart::take_over(HandedAllocation handed, Now now, Effects& out) {
  const auto relay = parts_.ports.restore(handed.relay);
  const auto second = handed.second ? parts_.ports.restore(*handed.second) : std::nullopt;
  const bool fits = relay && second.has_value() == handed.second.has_value() &&
                    parts_.allocations.has_room_for(*handed.allocation);
  if (!fits) {
    if (relay) parts_.ports.release(*relay);
    if (second) parts_.ports.release(*second);
    end_handed(handed, now, out);
    return false;
  }
  handed.allocation->relay = *relay;
  if (second) handed.allocation->second->relay = *second;
  Allocation& allocation = parts_.allocations.restore(std::move(handed.allocation));
  parts_.quotas.restore(allocation.holder());
  parts_.ports.publish(*relay, parts_.worker);
  if (second) parts_.ports.publish(*second, parts_.worker);
  parts_.lifetimes.start(allocation);
  parts_.stats.allocations_opened.add();
  count_in(parts_.stats, allocation);
  parts_.pacing.limit(allocation, parts_.config.max_rate);
  parts_.permitting.cut_off(allocation, out);
  return true;
}

void Restart::end_handed(const HandedAllocation& handed, Now now, Effects& out) {
  const auto seen = [](const PortPool::Place& place) {
    return base::Endpoint{place.address.external, place.port};
  };
  const auto second = handed.second ? std::optional{seen(*handed.second)} : std::nullopt;
  parts_.stats.ended[static_cast<std::size_t>(EndReason::stopped)].add();
  out.add(SessionEnded{
      parts_.sessions.describe(*handed.allocation, seen(handed.relay), second, now.mono),
      EndReason::stopped});
}

}  // namespace turn
