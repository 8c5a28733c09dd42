// SPDX-License-Identifier: MIT
// StopSignal: ends the threads of a worker, also while they wait for work. Thread-safe.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace meetings::notify {

class StopSignal {
 public:
  explicit operator bool() const noexcept { return set_; }
  void set() {
    {
      const std::scoped_lock lock(mutex_);
      set_ = true;
    }
    changed_.notify_all();
  }
  // False, at once, where it is set.
  bool wait(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, time, [this] { return set_.load(); });
    return !set_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> set_{false};
};

}  // namespace meetings::notify
