// SPDX-License-Identifier: MIT
// SharedRandom: lets several threads use one Random, under a mutex. For services that worker
// threads share; each event loop has a Random of its own. Any thread.
#pragma once

#include <mutex>

#include "base/random.hpp"

namespace base {

class SharedRandom final : public Random {
 public:
  // `source` outlives this object; nothing else may use it.
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
