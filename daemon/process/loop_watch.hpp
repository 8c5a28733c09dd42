// SPDX-License-Identifier: MIT
// LoopWatch: checks once a second that every loop still turns. Health answers and systemd's
// watchdog depend on it. It runs on the main loop; stalled(): any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/guarded.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "net/event_loop.hpp"

namespace lecternd {

class LoopWatch {
 public:
  static constexpr std::chrono::seconds kEvery{1};
  static constexpr std::chrono::seconds kStalledAfter{5};

  // The loops and the log outlive this. `after_look` is called once a second, with true where every
  // loop turns. It may be empty.
  LoopWatch(net::EventLoop& main, const std::vector<const net::EventLoop*>& loops,
            const base::Log& log, std::function<void(bool)> after_look);

  // The names of the loops that hang.
  std::vector<std::string> stalled() const;

  void stop() noexcept { timer_.stop(); }

  // Looks once, without the timer; for tests.
  void look(base::Instant now);

 private:
  struct Watched {
    const net::EventLoop* loop;
    std::uint64_t turns;
    base::Instant moved;
    bool stalled = false;
  };

  net::EventLoop& main_;
  std::vector<Watched> watched_;
  const base::Log& log_;
  std::function<void(bool)> after_look_;
  base::Guarded<std::vector<std::string>> stalled_;
  net::Timer timer_;
};

}  // namespace lecternd
