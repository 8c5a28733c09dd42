// SPDX-License-Identifier: MIT
// TokenBucket: lets a burst pass, and then a steady rate. The time is an argument. Values; one
// thread at a time.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "base/time.hpp"

namespace base {

// At most `burst` tokens lie ready; every `interval` one comes back. A burst of 0 works as 1. An
// interval of 0 sets no limit.
struct TokenRate {
  std::uint32_t burst = 1;
  std::chrono::nanoseconds interval{0};

  // `tokens` is at least 1.
  static constexpr TokenRate per_second(std::uint32_t tokens, std::uint32_t burst) noexcept {
    return {burst, std::chrono::nanoseconds{std::chrono::seconds{1}} / tokens};
  }
};

// The bucket is full at first. It stores one instant, at which it is full again (the generic cell
// rate algorithm of ITU-T I.371): 8 bytes, and no fraction of a token is lost. Callers pass the
// same rate each time. A `now` before an earlier one does no harm: it finds fewer tokens and adds
// none.
class TokenBucket {
 public:
  // Takes `cost` tokens. False: fewer lie ready, and nothing changes. A cost above the burst passes
  // where the bucket is full; the tokens that it takes in advance come back first.
  bool take(const TokenRate& rate, Instant now, std::uint32_t cost = 1) noexcept {
    if (wait(rate, now, cost) > std::chrono::nanoseconds{0}) return false;
    // A bucket that has been full for a while does not gain beyond its burst.
    full_at_ = std::max(full_at_, now) + cost * rate.interval;
    return true;
  }

  // Puts one token back, at most up to the burst.
  void give_back(const TokenRate& rate) noexcept { full_at_ -= rate.interval; }

  // From this instant on the bucket is full, and it is like a new one.
  Instant full_at() const noexcept { return full_at_; }

  // How long it takes until take() succeeds; 0 where it does now.
  std::chrono::nanoseconds wait(const TokenRate& rate, Instant now,
                                std::uint32_t cost = 1) const noexcept {
    const std::uint32_t burst = std::max(rate.burst, 1u);
    const std::uint32_t spare = burst - std::min(cost, burst);
    return std::max(full_at_ - now - spare * rate.interval, std::chrono::nanoseconds{0});
  }

 private:
  Instant full_at_{};
};

}  // namespace base
