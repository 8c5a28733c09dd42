// SPDX-License-Identifier: MIT
// Mailbox<T>: messages from any thread to one loop, in order, bounded. Exists because loops share
// nothing else. post() is for any thread; making and destroying it is for the loop's thread, or
// while the loop does not run.
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
  // `handler(T)` runs on the loop's thread, once a message; it must not destroy the mailbox. At
  // most `capacity` messages wait.
  Mailbox(EventLoop& loop, std::size_t capacity, std::function<void(T)> handler)
      : capacity_(capacity), handler_(std::move(handler)), wakeup_(loop, [this] { drain(); }) {}
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  // Any thread. False: full, and the message is dropped.
  bool post(T message) {
    bool first = false;
    {
      const std::scoped_lock lock(mutex_);
      if (waiting_.size() >= capacity_) return false;
      first = waiting_.empty();
      waiting_.push_back(std::move(message));
    }
    if (first) wakeup_.signal();  // whoever came later finds the loop already woken
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
  Wakeup wakeup_;           // last: gone before what its callback touches
};

}  // namespace net
