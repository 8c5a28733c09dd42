// SPDX-License-Identifier: MIT
// The table of one worker's allocations: by 5-tuple, by relayed address, by id. Look-ups allocate
// nothing. One thread.
#pragma once

#include <memory>
#include <vector>

#include "turn/allocation.hpp"
#include "turn/flow_index.hpp"

namespace turn {

class Allocations {
 public:
  // A random `seed` keeps clients, who choose addresses and ports, from choosing hash values.
  explicit Allocations(std::uint64_t seed) noexcept : seed_(seed) {}

  // nullptr: there is none. Pointers stay valid until erase().
  Allocation* find(const FiveTuple& tuple) noexcept;
  Allocation* find(AllocationId id) noexcept;
  Allocation* find(RelayKey relay) noexcept;

  // `tuple` and `relay` are in use by no other allocation.
  Allocation& create(const Leg& leg, RelayKey relay);
  // Replaces a relayed address whose port another program holds.
  void move_relay(Allocation& allocation, RelayKey from, RelayKey to);
  // Adds the IPv6 address of a dual allocation.
  void add_second(Allocation& allocation, RelayKey relay, base::Instant expires);
  // Removes one of two relayed addresses.
  void drop_relay(Allocation& allocation, RelayKey relay) noexcept;
  // RFC 8016: the client may also send by `leg`. This leg replaces an earlier second leg, and the
  // leg of a client that is away.
  void add_way(Allocation& allocation, const Leg& leg);
  // From now on the client uses `next` only / uses `leg` only / has no connection.
  void settle(Allocation& allocation) noexcept;
  void forget_next(Allocation& allocation) noexcept;
  void lose_leg(Allocation& allocation) noexcept;
  // RFC 8016: the client sent a message by this 5-tuple. If this is the new 5-tuple, the old one
  // is forgotten.
  void heard_from(Allocation& allocation, const FiveTuple& tuple) noexcept {
    if (allocation.next && allocation.next->tuple == tuple) settle(allocation);
  }
  void erase(AllocationId id) noexcept;

  // For a restart, over which an allocation keeps its id. extract() erases the allocation and gives
  // it to the caller; nullptr: there is none. restore() needs has_room_for(): no other allocation
  // has its id or its 5-tuples. No new allocation gets a generation before `next_generation`.
  std::unique_ptr<Allocation> extract(AllocationId id) noexcept;
  bool has_room_for(const Allocation& allocation) noexcept;
  Allocation& restore(std::unique_ptr<Allocation> allocation);
  std::uint32_t next_generation() const noexcept { return next_generation_; }
  void skip_generations(std::uint32_t next_generation) noexcept {
    next_generation_ = next_generation;
  }

  // Gives back memory that only a larger number of allocations needed. Takes milliseconds.
  void shrink();

  // Access by place, to go through the table in slices: an allocation keeps its place below
  // slots(). nullptr: the place is free.
  std::size_t slots() const noexcept { return slots_.size(); }
  const Allocation* at_slot(std::size_t slot) const noexcept {
    return slots_[slot].allocation.get();
  }
  std::size_t size() const noexcept { return slots_.size() - free_.size(); }
  // Calls f(const Allocation&) for each allocation.
  template <class F>
  void for_each(F&& f) const {
    for (const Slot& slot : slots_) {
      if (slot.allocation) f(*slot.allocation);
    }
  }

 private:
  friend class Invariants;  // tests

  // No host has addresses with more ports than this.
  static constexpr std::uint32_t kMostSlots = 1u << 20;

  struct Slot {
    std::unique_ptr<Allocation> allocation;
    std::uint32_t generation = 0;
  };
  std::uint32_t hash(const FiveTuple& tuple) const noexcept;
  std::uint32_t hash(RelayKey relay) const noexcept;
  static bool has(const Allocation& allocation, const FiveTuple& tuple) noexcept {
    return (allocation.leg.tuple == tuple && !allocation.away) ||
           (allocation.next && allocation.next->tuple == tuple);
  }

  const std::uint64_t seed_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::uint32_t next_generation_ = 0;  // of all slots: shrink() may remove a slot
  FlowIndex<Allocation> by_tuple_;
  FlowIndex<Allocation> by_relay_;
};

}  // namespace turn
