// SPDX-License-Identifier: MIT
// RetrySchedule: when to look again. After a look that succeeded, the configured interval passes;
// after looks that failed, 1, 2, 4 … seconds, at most the interval. A network that has just come up
// is asked again soon. Pure; one thread.
#pragma once

#include <algorithm>
#include <chrono>

namespace lecternd {

class RetrySchedule {
 public:
  std::chrono::seconds after(bool well, std::chrono::seconds interval) noexcept {
    if (well) {
      next_ = kFirst;
      return interval;
    }
    const auto wait = std::min(next_, interval);
    next_ = std::min(next_ * 2, kMost);
    return wait;
  }
  // The next failure is the first one.
  void reset() noexcept { next_ = kFirst; }

 private:
  static constexpr std::chrono::seconds kFirst{1};
  static constexpr std::chrono::seconds kMost{24 * 60 * 60};  // the longest interval there is

  std::chrono::seconds next_ = kFirst;
};

}  // namespace lecternd
