// SPDX-License-Identifier: MIT
// Upkeep: the daemon's regular work. It owns the watch over the event loops, which looks once a
// second, and the timer of the hourly housekeeping. Both run on the main loop. Main thread, except
// for stalled().
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "daemon/process/foundation.hpp"
#include "daemon/process/loop_watch.hpp"
#include "net/event_loop.hpp"

namespace lecternd {

class Upkeep {
 public:
  struct Tasks {
    std::function<void(bool well)> each_second;  // main loop; `well`: every loop turns
    std::function<void()> each_hour;             // worker thread; may block
  };
  // The foundation and the loops outlive this. Make it before the threads that ask stalled().
  // Registers the metric of stalled loops, whose reader refers to this object.
  Upkeep(Foundation& foundation, const std::vector<const net::EventLoop*>& loops, Tasks tasks);

  // Posts the hourly task now and then once an hour.
  void start();
  // Stops both timers. Idempotent.
  void stop() noexcept;
  // The names of the loops that hang. Any thread.
  std::vector<std::string> stalled() const { return watch_.stalled(); }

 private:
  void post_hourly();

  net::WorkerPool& workers_;
  const Tasks tasks_;
  LoopWatch watch_;
  net::Timer hourly_;
};

}  // namespace lecternd
