// SPDX-License-Identifier: MIT
// Mailbox<T>: passes messages from any thread to one loop, in order and bounded. Loops share
// nothing else. post(): any thread. Make and destroy a mailbox on the loop's thread, or while the
// loop does not run.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "net/event_loop.hpp"

namespace net {

template <class T>
class Mailbox {
 public:
  // Calls `handler(T)` on the loop's thread, once per message; the handler must not destroy the
  // mailbox. At most `capacity` messages wait.
  Mailbox(EventLoop& loop, std::size_t capacity, std::function<void(T)> handler)
      : capacity_(capacity), handler_(std::move(handler)), wakeup_(loop, [this] { drain(); }) {}
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  // Any thread. False where the mailbox is full; the message is then dropped.
  bool post(T message) {
    bool first = false;
    {
      const std::scoped_lock lock(mutex_);
      if (waiting_.size() >= capacity_) return false;
      first = waiting_.empty();
      waiting_.push_back(std::move(message));
    }
    if (first) wakeup_.signal();  // the first waiting message wakes the loop for the others, too
    return true;
  }

 private:
  void drain() {
    {
      const std::scoped_lock lock(mutex_);
      batch_.swap(waiting_);
    }
    for (T& message : batch_) handler_(std::move(message));
    batch_.clear();
  }

  const std::size_t capacity_;
  const std::function<void(T)> handler_;
  std::mutex mutex_;
  std::vector<T> waiting_;  // guarded by mutex_
  std::vector<T> batch_;    // loop thread
  Wakeup wakeup_;           // last: destroyed before the members that its callback uses
};

}  // namespace net
