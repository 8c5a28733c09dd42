// SPDX-License-Identifier: MIT
#include "daemon/process/upkeep.hpp"

#include <chrono>
#include <utility>

namespace lecternd {

Upkeep::Upkeep(Foundation& foundation, const std::vector<const net::EventLoop*>& loops, Tasks tasks)
    : workers_(foundation.workers),
      tasks_(std::move(tasks)),
      watch_(foundation.main, loops, foundation.log, tasks_.each_second),
      hourly_(foundation.main, [this] { post_hourly(); }) {
  foundation.metrics.gauge_reader("lectern_stalled_loops",
                                  "Event loops that have not turned for five seconds.",
                                  [this] { return static_cast<double>(stalled().size()); });
}

void Upkeep::start() { post_hourly(); }

void Upkeep::post_hourly() {
  // A full pool skips this hour.
  (void)workers_.post(tasks_.each_hour);
  hourly_.start_after(std::chrono::hours{1});
}

void Upkeep::stop() noexcept {
  hourly_.stop();
  watch_.stop();
}

}  // namespace lecternd
