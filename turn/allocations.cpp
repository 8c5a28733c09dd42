// SPDX-License-Identifier: MIT
#include "turn/allocations.hpp"

namespace turn {

Allocation* Allocations::find(const FiveTuple& tuple) noexcept {
  const auto at = by_tuple_.find(tuple);
  return at == by_tuple_.end() ? nullptr : slots_[at->second].allocation.get();
}

Allocation* Allocations::find(AllocationId id) noexcept {
  if (id.slot >= slots_.size() || slots_[id.slot].generation != id.generation) return nullptr;
  return slots_[id.slot].allocation.get();
}

Allocation* Allocations::find(RelayKey relay) noexcept {
  const auto at = by_relay_.find(relay);
  return at == by_relay_.end() ? nullptr : slots_[at->second].allocation.get();
}

Allocation& Allocations::create(const Leg& leg, RelayKey relay) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
    free_.reserve(slots_.capacity());  // erase() must not allocate
  }
  const std::uint32_t index = free_.back();
  free_.pop_back();
  Slot& slot = slots_[index];
  slot.allocation = std::make_unique<Allocation>();
  slot.allocation->id = AllocationId{index, slot.generation};
  slot.allocation->leg = leg;
  slot.allocation->relay = relay;
  by_tuple_.emplace(leg.tuple, index);
  by_relay_.emplace(relay, index);
  return *slot.allocation;
}

void Allocations::move_relay(Allocation& allocation, RelayKey from, RelayKey to) {
  by_relay_.erase(from);
  (allocation.relay == from ? allocation.relay : allocation.second->relay) = to;
  by_relay_.emplace(to, allocation.id.slot);
}

void Allocations::add_second(Allocation& allocation, RelayKey relay, base::Instant expires) {
  allocation.second = Allocation::Second{relay, expires};
  by_relay_.emplace(relay, allocation.id.slot);
}

void Allocations::drop_relay(Allocation& allocation, RelayKey relay) noexcept {
  by_relay_.erase(relay);
  if (allocation.relay == relay) {
    allocation.relay = allocation.second->relay;
    allocation.expires = allocation.second->expires;
    allocation.family = base::Family::v6;
  }
  allocation.second.reset();
}

void Allocations::add_way(Allocation& allocation, const Leg& leg) {
  forget_next(allocation);
  by_tuple_.emplace(leg.tuple, allocation.id.slot);
  if (allocation.away) {
    allocation.leg = leg;
    allocation.away = false;
  } else {
    allocation.next = leg;
  }
}

void Allocations::settle(Allocation& allocation) noexcept {
  by_tuple_.erase(allocation.leg.tuple);
  allocation.leg = *allocation.next;
  allocation.next.reset();
}

void Allocations::forget_next(Allocation& allocation) noexcept {
  if (!allocation.next) return;
  by_tuple_.erase(allocation.next->tuple);
  allocation.next.reset();
}

void Allocations::lose_leg(Allocation& allocation) noexcept {
  by_tuple_.erase(allocation.leg.tuple);
  allocation.away = true;
}

void Allocations::erase(AllocationId id) noexcept {
  Allocation* allocation = find(id);
  if (allocation == nullptr) return;
  forget_next(*allocation);
  if (!allocation->away) by_tuple_.erase(allocation->leg.tuple);
  by_relay_.erase(allocation->relay);
  if (allocation->second) by_relay_.erase(allocation->second->relay);
  slots_[id.slot].allocation.reset();
  ++slots_[id.slot].generation;
  free_.push_back(id.slot);
}

}  // namespace turn
