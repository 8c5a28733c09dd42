// SPDX-License-Identifier: MIT
// Delayed: queues copies of data whose allocation is over its rate. There is one queue per
// allocation and direction; each queue, and all of them together, are bounded in bytes. The core
// decides when data may go; Pacer sets the timer. The loop's thread only.
#pragma once

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "base/timer_queue.hpp"
#include "turn/effects.hpp"

namespace turn::io {

class Delayed {
 public:
  // Bytes of all queues together.
  static constexpr std::size_t kMost = 64 * 1024 * 1024;

  // Appends a copy of the data to its queue. Where there is no room, drops the oldest data of that
  // queue and calls give_up(AllocationId, Direction) for each dropped datagram. A new queue is due
  // at once.
  template <class GiveUp>
  void push(const Forward& data, base::Instant now, GiveUp&& give_up) {
    push(data.allocation, Direction::to_peers, data, data.payload, data.wait_room, now, give_up);
  }
  template <class GiveUp>
  void push(const ToClient& data, base::Instant now, GiveUp&& give_up) {
    push(data.allocation, Direction::to_client, data, data.message, data.wait_room, now, give_up);
  }

  // When to call pass(); nullopt: no data waits.
  std::optional<base::Instant> due() const noexcept { return timers_.next_deadline(); }
  // For each queue that is due: asks may_go(), with a const Forward& or a const ToClient&, when its
  // oldest data may go. Calls send(), with the same argument, while that time has come; nullopt
  // drops the whole queue. The bytes stay valid until tidy() or the next push() to that queue.
  template <class MayGo, class Send>
  void pass(base::Instant now, MayGo&& may_go, Send&& send) {
    timers_.expire(now, [&](Key key) {
      Line& line = lines_.at(key);
      while (!line.empty()) {
        const auto data = line.front();
        const auto when = std::visit(may_go, data);
        if (when && *when > now) {
          line.timer = timers_.add(*when, key);
          return;
        }
        if (when) {
          std::visit(send, data);
          held_ -= line.items[line.first].size;
          line.pop();
        } else {
          held_ -= line.size();
          line.clear();
        }
      }
      emptied_.push_back(key);
    });
  }
  // Removes empty queues.
  void tidy() noexcept;

  std::size_t held() const noexcept { return held_; }
  std::size_t directions() const noexcept { return lines_.size(); }

 private:
  struct Key {
    std::uint32_t slot = 0;
    Direction direction = Direction::to_peers;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Hash {
    std::size_t operator()(const Key& k) const noexcept {
      return (std::size_t{k.slot} << 1 | static_cast<std::size_t>(k.direction)) *
             0x9e3779b97f4a7c15u;
    }
  };
  using Data = std::variant<Forward, ToClient>;
  struct Item {
    Data data;  // without its bytes, which are in Line::bytes
    std::size_t size = 0;
  };
  // The queue of one direction of an allocation.
  struct Line {
    AllocationId allocation;
    base::TimerId timer;
    std::vector<std::byte> bytes;
    std::size_t head = 0;  // the bytes before it are sent or dropped
    std::vector<Item> items;
    std::size_t first = 0;  // the items before it are sent or dropped

    bool empty() const noexcept { return first == items.size(); }
    std::size_t size() const noexcept { return bytes.size() - head; }
    Data front() const noexcept;
    void pop() noexcept { head += items[first++].size; }
    void clear() noexcept;
    void append(const Item& item, base::Bytes what);
  };

  template <class What, class GiveUp>
  void push(AllocationId allocation, Direction direction, const What& data, base::Bytes bytes,
            std::size_t room, base::Instant now, GiveUp&& give_up) {
    Line& line = line_for(allocation, direction, now);
    while (!line.empty() && (line.size() + bytes.size() > room || held_ + bytes.size() > kMost)) {
      held_ -= line.items[line.first].size;
      line.pop();
      give_up(allocation, direction);
    }
    if (held_ + bytes.size() > kMost)
      return give_up(allocation, direction);  // the other queues use all of kMost
    line.append(Item{data, bytes.size()}, bytes);
    held_ += bytes.size();
  }
  Line& line_for(AllocationId allocation, Direction direction, base::Instant now);

  std::unordered_map<Key, Line, Hash> lines_;
  base::TimerQueue<Key> timers_;  // one timer for each line that is not empty
  std::vector<Key> emptied_;
  std::size_t held_ = 0;  // bytes
};

}  // namespace turn::io
