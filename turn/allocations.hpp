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
  // `seed` by chance: who chooses addresses and ports cannot choose where they fall in the tables.
  explicit Allocations(std::uint64_t seed) noexcept : seed_(seed) {}

  // nullptr: none. Pointers stay valid until erase().
  Allocation* find(const FiveTuple& tuple) noexcept;
  Allocation* find(AllocationId id) noexcept;
  Allocation* find(RelayKey relay) noexcept;

  // `tuple` and `relay` are in use by no other allocation.
  Allocation& create(const Leg& leg, RelayKey relay);
  // A relayed address changes while it is being opened (its port was taken by another program).
  void move_relay(Allocation& allocation, RelayKey from, RelayKey to);
  // The IPv6 address of a dual allocation.
  void add_second(Allocation& allocation, RelayKey relay, base::Instant expires);
  // One of two relayed addresses goes, the other one stays.
  void drop_relay(Allocation& allocation, RelayKey relay) noexcept;
  // RFC 8016: the client may also come by `leg`; takes the place of another such leg, and of one
  // that is away.
  void add_way(Allocation& allocation, const Leg& leg);
  // From here on the client comes by `next` alone / no more by `next` / by nothing.
  void settle(Allocation& allocation) noexcept;
  void forget_next(Allocation& allocation) noexcept;
  void lose_leg(Allocation& allocation) noexcept;
  // RFC 8016: the client sent something by this 5-tuple. If it is the new one, it alone stays.
  void heard_from(Allocation& allocation, const FiveTuple& tuple) noexcept {
    if (allocation.next && allocation.next->tuple == tuple) settle(allocation);
  }
  void erase(AllocationId id) noexcept;

  // Over a restart, where an allocation keeps its id. extract(): as erase(), and the caller has it;
  // nullptr: none. restore(): where there is room for it: nobody else has its id or its 5-tuples.
  // Nobody gets an id from before `next_generation`.
  std::unique_ptr<Allocation> extract(AllocationId id) noexcept;
  bool has_room_for(const Allocation& allocation) noexcept;
  Allocation& restore(std::unique_ptr<Allocation> allocation);
  std::uint32_t next_generation() const noexcept { return next_generation_; }
  void skip_generations(std::uint32_t next_generation) noexcept {
    next_generation_ = next_generation;
  }

  // Gives back the memory that only a larger crowd needed. Not on the packets' way.
  void shrink();

  // For going through them in slices: places are numbered up to slots(), and an allocation keeps
  // its own. nullptr: nobody's.
  std::size_t slots() const noexcept { return slots_.size(); }
  const Allocation* at_slot(std::size_t slot) const noexcept {
    return slots_[slot].allocation.get();
  }
  std::size_t size() const noexcept { return slots_.size() - free_.size(); }
  // Calls f(const Allocation&) for each.
  template <class F>
  void for_each(F&& f) const {
    for (const Slot& slot : slots_) {
      if (slot.allocation) f(*slot.allocation);
    }
  }

 private:
  friend class Invariants;  // tests

  // More than there are ports on the addresses of any host.
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
  std::uint32_t next_generation_ = 0;  // over all slots, so that slots may go and come again
  FlowIndex<Allocation> by_tuple_;
  FlowIndex<Allocation> by_relay_;
};

}  // namespace turn
