// SPDX-License-Identifier: MIT
// SharedRandom: one Random for several threads, by a mutex. For services that worker threads share;
// a loop keeps its own.
#pragma once

#include <mutex>

#include "base/random.hpp"

namespace base {

class SharedRandom final : public Random {
 public:
  // `source` outlives this and is used by nobody else.
  explicit SharedRandom(Random& source) noexcept : source_(source) {}

  void fill(MutableBytes out) noexcept override {
    const std::scoped_lock lock(mutex_);
    source_.fill(out);
  }

 private:
  std::mutex mutex_;
  Random& source_;
};

}  // namespace base
