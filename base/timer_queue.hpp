// SPDX-License-Identifier: MIT
// TimerQueue<T>: deadlines with a payload, in one indexed binary heap. Each thread sets one
// libevent timer to next_deadline(); tests pass a fake `now`. Adding and cancelling take O(log n)
// and do not allocate once the heap has grown. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/time.hpp"

namespace base {

// Names a pending timer. The generation shows that an id is stale (its timer has fired or was
// cancelled); a stale id has no effect.
struct TimerId {
  std::uint32_t slot = UINT32_MAX;
  std::uint32_t generation = 0;
  explicit operator bool() const noexcept { return slot != UINT32_MAX; }
  friend bool operator==(const TimerId&, const TimerId&) = default;
};

template <class T>
class TimerQueue {
 public:
  TimerId add(Instant deadline, T payload) {
    std::uint32_t slot;
    if (free_.empty()) {
      slot = static_cast<std::uint32_t>(slots_.size());
      slots_.push_back(Slot{std::move(payload)});  // the rest is set below
      free_.reserve(slots_.capacity());            // release() must not allocate
    } else {
      slot = free_.back();
      free_.pop_back();
      slots_[slot].payload = std::move(payload);
    }
    slots_[slot].at = heap_.size();
    slots_[slot].generation = next_generation_++;
    heap_.push_back(Node{deadline, slot});
    sift_up(heap_.size() - 1);
    return TimerId{slot, slots_[slot].generation};
  }

  bool pending(TimerId id) const noexcept {
    return id.slot < slots_.size() && slots_[id.slot].generation == id.generation &&
           slots_[id.slot].at != kNowhere;
  }

  // Has no effect for a stale id.
  void cancel(TimerId id) noexcept {
    if (!pending(id)) return;
    remove(slots_[id.slot].at);
    release(id.slot);
  }

  // Moves a pending timer. False for a stale id.
  bool reschedule(TimerId id, Instant deadline) noexcept {
    if (!pending(id)) return false;
    const std::size_t at = slots_[id.slot].at;
    heap_[at].deadline = deadline;
    sift_down(sift_up(at));
    return true;
  }

  std::optional<Instant> next_deadline() const noexcept {
    if (heap_.empty()) return std::nullopt;
    return heap_.front().deadline;
  }

  // Calls f(payload) for each timer due at `now`, earliest first. `f` may add and cancel timers.
  template <class F>
  void expire(Instant now, F&& f) {
    while (!heap_.empty() && heap_.front().deadline <= now) {
      const std::uint32_t slot = heap_.front().slot;
      T payload = std::move(slots_[slot].payload);
      remove(0);
      release(slot);
      f(std::move(payload));
    }
  }

  // Frees the memory that the current number of timers does not need.
  void shrink() {
    while (!slots_.empty() && slots_.back().at == kNowhere) slots_.pop_back();
    slots_.shrink_to_fit();
    std::erase_if(free_, [this](std::uint32_t slot) { return slot >= slots_.size(); });
    free_.shrink_to_fit();
    free_.reserve(slots_.capacity());
    heap_.shrink_to_fit();
  }

  std::size_t size() const noexcept { return heap_.size(); }
  bool empty() const noexcept { return heap_.empty(); }

 private:
  static constexpr std::size_t kNowhere = SIZE_MAX;
  struct Slot {
    T payload;
    std::size_t at{};
    std::uint32_t generation{};
  };
  struct Node {
    Instant deadline;
    std::uint32_t slot;
  };

  void place(std::size_t at, Node node) noexcept {
    heap_[at] = node;
    slots_[node.slot].at = at;
  }
  std::size_t sift_up(std::size_t at) noexcept {
    const Node node = heap_[at];
    while (at > 0) {
      const std::size_t parent = (at - 1) / 2;
      if (!(node.deadline < heap_[parent].deadline)) break;
      place(at, heap_[parent]);
      at = parent;
    }
    place(at, node);
    return at;
  }
  void sift_down(std::size_t at) noexcept {
    const Node node = heap_[at];
    for (;;) {
      std::size_t child = at * 2 + 1;
      if (child >= heap_.size()) break;
      if (child + 1 < heap_.size() && heap_[child + 1].deadline < heap_[child].deadline) ++child;
      if (!(heap_[child].deadline < node.deadline)) break;
      place(at, heap_[child]);
      at = child;
    }
    place(at, node);
  }
  void remove(std::size_t at) noexcept {
    slots_[heap_[at].slot].at = kNowhere;
    const Node last = heap_.back();
    heap_.pop_back();
    if (at == heap_.size()) return;
    place(at, last);
    sift_down(sift_up(at));
  }
  void release(std::uint32_t slot) noexcept {
    slots_[slot].payload = T{};
    free_.push_back(slot);
  }

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::uint32_t next_generation_ = 0;  // shared by all slots: shrink() may remove and re-add one
  std::vector<Node> heap_;
};

}  // namespace base
