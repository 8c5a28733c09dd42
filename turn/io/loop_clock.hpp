// SPDX-License-Identifier: MIT
// LoopClock: the two times that the core takes: the loop's monotonic time, which is read once per
// wake-up, and the wall clock. The loop's thread only.
#pragma once

#include "base/time.hpp"
#include "net/event_loop.hpp"
#include "turn/types.hpp"

namespace turn::io {

class LoopClock {
 public:
  // `loop` outlives the clock.
  explicit LoopClock(const net::EventLoop& loop) noexcept : loop_(loop) {}

  base::Instant instant() const noexcept { return loop_.now(); }
  base::WallTime wall() const noexcept { return system_.wall_now(); }
  Now now() const noexcept { return Now{instant(), wall()}; }

 private:
  const net::EventLoop& loop_;
  base::SystemClock system_;
};

}  // namespace turn::io
