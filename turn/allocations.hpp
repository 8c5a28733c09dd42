// SPDX-License-Identifier: MIT
// The table of one worker's allocations: by 5-tuple, by relayed address, by id. Look-ups allocate nothing. One thread.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "turn/allocation.hpp"

namespace turn {

class Allocations {
 public:
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
  // RFC 8016: the client may also come by `leg`; takes the place of another such leg, and of one that is away.
  void add_way(Allocation& allocation, const Leg& leg);
  // From here on the client comes by `next` alone / no more by `next` / by nothing.
  void settle(Allocation& allocation) noexcept;
  void forget_next(Allocation& allocation) noexcept;
  void lose_leg(Allocation& allocation) noexcept;
  void erase(AllocationId id) noexcept;

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

  struct Slot {
    std::unique_ptr<Allocation> allocation;
    std::uint32_t generation = 0;
  };
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::unordered_map<FiveTuple, std::uint32_t> by_tuple_;
  std::unordered_map<RelayKey, std::uint32_t> by_relay_;
};

}  // namespace turn
