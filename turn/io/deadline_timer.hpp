// SPDX-License-Identifier: MIT
// DeadlineTimer: a timer that follows a deadline. set() is called often with the same deadline and
// touches the loop only when the deadline changes. The loop's thread only.
#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "base/time.hpp"
#include "net/event_loop.hpp"

namespace turn::io {

class DeadlineTimer {
 public:
  DeadlineTimer(net::EventLoop& loop, std::function<void()> on_deadline)
      : on_deadline_(std::move(on_deadline)), timer_(loop, [this] { expire(); }) {}

  // nullopt stops the timer.
  void set(std::optional<base::Instant> deadline) noexcept {
    if (deadline == armed_for_) return;
    armed_for_ = deadline;
    if (deadline) timer_.start_at(*deadline);
    else timer_.stop();
  }

 private:
  void expire() {
    armed_for_.reset();
    on_deadline_();
  }

  const std::function<void()> on_deadline_;
  std::optional<base::Instant> armed_for_;
  net::Timer timer_;
};

}  // namespace turn::io
