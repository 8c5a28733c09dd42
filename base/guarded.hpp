// SPDX-License-Identifier: MIT
// Guarded<T>: a value that code can reach only while it holds the value's mutex. For the few tables
// that threads share. Any thread.
#pragma once

#include <mutex>
#include <utility>

namespace base {

template <class T>
class Guarded {
 public:
  Guarded() = default;
  explicit Guarded(T value) : value_(std::move(value)) {}

  // Runs `f(value)` under the lock and returns what it returns. `f` must not block and must not
  // call back into the same Guarded.
  template <class F>
  decltype(auto) with(F&& f) {
    const std::scoped_lock lock(mutex_);
    return std::forward<F>(f)(value_);
  }
  template <class F>
  decltype(auto) with(F&& f) const {
    const std::scoped_lock lock(mutex_);
    return std::forward<F>(f)(std::as_const(value_));
  }

 private:
  mutable std::mutex mutex_;
  T value_{};
};

}  // namespace base
