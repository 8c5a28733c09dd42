// SPDX-License-Identifier: MIT
// Over a restart: allocations leave one server and come to another one.
#include "turn/handover.hpp"
#include "turn/server.hpp"

namespace turn {
namespace {

// What reaches us without a connection, which would end with the process.
bool stays(const Leg& leg) noexcept { return leg.tuple.transport == Transport::udp; }

// Without any way the client comes back with its ticket.
bool can_go_on(const Allocation& allocation) noexcept {
  if (allocation.state != Allocation::State::active || allocation.transport != RelayTransport::udp)
    return false;
  return stays(allocation.leg) || (allocation.next && stays(*allocation.next)) || allocation.mobile;
}

}  // namespace

HandedServer Server::hand_over(base::Instant now) {
  HandedServer handed;
  handed.next_generation = allocations_.next_generation();
  std::vector<AllocationId> ids;
  allocations_.for_each([&](const Allocation& allocation) {
    if (can_go_on(allocation)) ids.push_back(allocation.id);
  });
  for (const AllocationId id : ids) {
    Allocation& allocation = *allocations_.find(id);
    handed.sessions.push_back(describe(allocation, now));
    keep_what_stays(allocation);
    handed.allocations.push_back(let_go(allocation));
  }
  return handed;
}

void Server::keep_what_stays(Allocation& allocation) noexcept {
  if (allocation.next && !stays(*allocation.next)) allocations_.forget_next(allocation);
  if (allocation.away || stays(allocation.leg)) return;
  allocation.next ? allocations_.settle(allocation) : allocations_.lose_leg(allocation);
}

HandedAllocation Server::let_go(Allocation& allocation) {
  HandedAllocation handed{nullptr, shared_.ports.place(allocation.relay), std::nullopt};
  shared_.ports.withdraw(allocation.relay);
  shared_.ports.release(allocation.relay);
  if (allocation.second) {
    handed.second = shared_.ports.place(allocation.second->relay);
    shared_.ports.withdraw(allocation.second->relay);
    shared_.ports.release(allocation.second->relay);
  }
  shared_.quotas.give_back(allocation.holder());
  timers_.cancel(allocation.timer);
  stats_.allocations_closed.add();
  stats_.of(allocation.counted_as).out.add();
  handed.allocation = allocations_.extract(allocation.id);
  return handed;
}

bool Server::take_over(HandedAllocation handed, Now now, Effects& out) {
  const auto relay = shared_.ports.restore(handed.relay);
  const auto second = handed.second ? shared_.ports.restore(*handed.second) : std::nullopt;
  const bool fits = relay && second.has_value() == handed.second.has_value() &&
                    allocations_.has_room_for(*handed.allocation);
  if (!fits) {
    if (relay) shared_.ports.release(*relay);
    if (second) shared_.ports.release(*second);
    end_handed(handed, now, out);
    return false;
  }
  handed.allocation->relay = *relay;
  if (second) handed.allocation->second->relay = *second;
  Allocation& allocation = allocations_.restore(std::move(handed.allocation));
  shared_.quotas.restore(allocation.holder());
  shared_.ports.publish(*relay, worker_);
  if (second) shared_.ports.publish(*second, worker_);
  allocation.timer = timers_.add(allocation.first_expiry(), allocation.id);
  stats_.allocations_opened.add();
  count_in(allocation);
  limit(allocation, config_.max_rate);
  cut_off(allocation.id, out);
  return true;
}

void Server::end_handed(const HandedAllocation& handed, Now now, Effects& out) {
  const auto seen = [](const PortPool::Place& place) {
    return base::Endpoint{place.address.external, place.port};
  };
  const auto second = handed.second ? std::optional{seen(*handed.second)} : std::nullopt;
  stats_.ended[static_cast<std::size_t>(EndReason::stopped)].add();
  out.add(SessionEnded{describe(*handed.allocation, seen(handed.relay), second, now.mono),
                       EndReason::stopped});
}

}  // namespace turn
