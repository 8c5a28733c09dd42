// SPDX-License-Identifier: MIT
#include "turn/allocations.hpp"

namespace turn {
namespace {

// Multiply and fold: each bit of a word reaches all bits of the result.
std::uint64_t mixed(std::uint64_t state, std::uint64_t word) noexcept {
  state = (state ^ word) * 0x9e3779b97f4a7c15u;
  return state ^ (state >> 32);
}

std::uint64_t mixed(std::uint64_t state, const base::Endpoint& endpoint) noexcept {
  const base::Bytes ip = endpoint.ip.bytes();
  if (endpoint.ip.is_v4())
    return mixed(state, std::uint64_t{base::load_be32(ip.data())} << 16 | endpoint.port);
  state = mixed(state, base::load_be64(ip.data()));
  return mixed(mixed(state, base::load_be64(ip.data() + 8)), endpoint.port);
}

}  // namespace

std::uint32_t Allocations::hash(const FiveTuple& tuple) const noexcept {
  std::uint64_t state = mixed(seed_, static_cast<std::uint64_t>(tuple.transport));
  state = mixed(mixed(state, tuple.client), tuple.server);
  return static_cast<std::uint32_t>(mixed(state, seed_));
}

std::uint32_t Allocations::hash(RelayKey relay) const noexcept {
  return static_cast<std::uint32_t>(
      mixed(mixed(seed_, std::uint64_t{relay.address} << 16 | relay.port), seed_));
}

Allocation* Allocations::find(const FiveTuple& tuple) noexcept {
  return by_tuple_.find(hash(tuple), [&](const Allocation& a) { return has(a, tuple); });
}

Allocation* Allocations::find(AllocationId id) noexcept {
  if (id.slot >= slots_.size() || slots_[id.slot].generation != id.generation) return nullptr;
  return slots_[id.slot].allocation.get();
}

Allocation* Allocations::find(RelayKey relay) noexcept {
  return by_relay_.find(hash(relay), [&](const Allocation& a) {
    return a.relay == relay || (a.second && a.second->relay == relay);
  });
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
  slot.generation = next_generation_++;
  slot.allocation->id = AllocationId{index, slot.generation};
  slot.allocation->leg = leg;
  slot.allocation->relay = relay;
  by_tuple_.insert(hash(leg.tuple), *slot.allocation);
  by_relay_.insert(hash(relay), *slot.allocation);
  return *slot.allocation;
}

void Allocations::move_relay(Allocation& allocation, RelayKey from, RelayKey to) {
  by_relay_.erase(hash(from), allocation);
  (allocation.relay == from ? allocation.relay : allocation.second->relay) = to;
  by_relay_.insert(hash(to), allocation);
}

void Allocations::add_second(Allocation& allocation, RelayKey relay, base::Instant expires) {
  allocation.second = Allocation::Second{relay, expires};
  by_relay_.insert(hash(relay), allocation);
}

void Allocations::drop_relay(Allocation& allocation, RelayKey relay) noexcept {
  by_relay_.erase(hash(relay), allocation);
  if (allocation.relay == relay) {
    allocation.relay = allocation.second->relay;
    allocation.expires = allocation.second->expires;
    allocation.family = base::Family::v6;
  }
  allocation.second.reset();
}

void Allocations::add_way(Allocation& allocation, const Leg& leg) {
  forget_next(allocation);
  by_tuple_.insert(hash(leg.tuple), allocation);
  if (allocation.away) {
    allocation.leg = leg;
    allocation.away = false;
  } else {
    allocation.next = leg;
  }
}

void Allocations::settle(Allocation& allocation) noexcept {
  by_tuple_.erase(hash(allocation.leg.tuple), allocation);
  allocation.leg = *allocation.next;
  allocation.next.reset();
}

void Allocations::forget_next(Allocation& allocation) noexcept {
  if (!allocation.next) return;
  by_tuple_.erase(hash(allocation.next->tuple), allocation);
  allocation.next.reset();
}

void Allocations::lose_leg(Allocation& allocation) noexcept {
  by_tuple_.erase(hash(allocation.leg.tuple), allocation);
  allocation.away = true;
}

void Allocations::erase(AllocationId id) noexcept { (void)extract(id); }

std::unique_ptr<Allocation> Allocations::extract(AllocationId id) noexcept {
  Allocation* allocation = find(id);
  if (allocation == nullptr) return nullptr;
  forget_next(*allocation);
  if (!allocation->away) by_tuple_.erase(hash(allocation->leg.tuple), *allocation);
  by_relay_.erase(hash(allocation->relay), *allocation);
  if (allocation->second) by_relay_.erase(hash(allocation->second->relay), *allocation);
  free_.push_back(id.slot);
  return std::move(slots_[id.slot].allocation);
}

bool Allocations::has_room_for(const Allocation& allocation) noexcept {
  const std::uint32_t slot = allocation.id.slot;
  if (slot >= kMostSlots || (slot < slots_.size() && slots_[slot].allocation)) return false;
  if (!allocation.away && find(allocation.leg.tuple) != nullptr) return false;
  return !allocation.next || find(allocation.next->tuple) == nullptr;
}

Allocation& Allocations::restore(std::unique_ptr<Allocation> allocation) {
  const AllocationId id = allocation->id;
  const auto known = static_cast<std::uint32_t>(slots_.size());
  if (id.slot >= known) {
    slots_.resize(std::size_t{id.slot} + 1);
    free_.reserve(slots_.capacity());
    for (std::uint32_t slot = known; slot < slots_.size(); ++slot) free_.push_back(slot);
  }
  std::erase(free_, id.slot);
  slots_[id.slot].generation = id.generation;
  Allocation& restored = *(slots_[id.slot].allocation = std::move(allocation));
  if (!restored.away) by_tuple_.insert(hash(restored.leg.tuple), restored);
  if (restored.next) by_tuple_.insert(hash(restored.next->tuple), restored);
  by_relay_.insert(hash(restored.relay), restored);
  if (restored.second) by_relay_.insert(hash(restored.second->relay), restored);
  return restored;
}

void Allocations::shrink() {
  while (!slots_.empty() && !slots_.back().allocation) slots_.pop_back();
  slots_.shrink_to_fit();
  std::erase_if(free_, [this](std::uint32_t slot) { return slot >= slots_.size(); });
  free_.shrink_to_fit();
  free_.reserve(slots_.capacity());
  by_tuple_.shrink();
  by_relay_.shrink();
}

}  // namespace turn
