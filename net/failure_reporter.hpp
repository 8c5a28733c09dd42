// SPDX-License-Identifier: MIT
// FailureReporter: a FailureLog with a timer, for an owner that has none. Loop thread.
#pragma once

#include "base/failure_log.hpp"
#include "net/event_loop.hpp"

namespace net {

class FailureReporter {
 public:
  // The references outlive this; `event` as for FailureLog.
  FailureReporter(EventLoop& loop, const base::Log& log, std::string_view event)
      : loop_(loop), failures_(log, event), timer_(loop, [this] { tell(); }) {}

  void note(std::string_view what, const base::Error& error) {
    failures_.note(what, error, loop_.now());
    if (waits_) return;
    waits_ = true;
    timer_.start_after(base::FailureLog::kInterval);
  }

 private:
  void tell() {
    waits_ = failures_.tell(loop_.now());
    if (waits_) timer_.start_after(base::FailureLog::kInterval);
  }

  EventLoop& loop_;
  base::FailureLog failures_;
  Timer timer_;
  bool waits_ = false;
};

}  // namespace net
