// SPDX-License-Identifier: MIT
// Drain: takes this node away without ending a call. The relay refuses new allocations, and the
// daemon ends when the last allocation is gone or at a deadline. start(), cancel() and the getters:
// any thread. The main loop watches the allocations.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/guarded.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "net/event_loop.hpp"

namespace lecternd {

class Drain {
 public:
  struct Parts {
    std::function<void(bool draining)> refuse_new;  // any thread
    std::function<std::size_t()> left;              // any thread: how many allocations are left
    std::function<void(bool at_deadline)> leave;    // main loop, once: ends the daemon
    // Main loop: one line for the service manager; "" stands for the usual one.
    std::function<void(const std::string& text)> tell;
  };
  // Main thread, before and after the loop runs. The loop and the log outlive this.
  Drain(net::EventLoop& loop, Parts parts, const base::Log& log);
  ~Drain();
  Drain(const Drain&) = delete;
  Drain& operator=(const Drain&) = delete;

  struct State {
    bool active = false;
    std::optional<base::Instant> deadline;
  };
  // Starts the drain, or replaces its deadline. Without a deadline it lasts until the last
  // allocation is gone.
  void start(std::optional<std::chrono::seconds> deadline);
  // Returns false where no drain was active.
  bool cancel();
  State state() const;
  std::size_t left() const { return parts_.left(); }
  // The time until the deadline; nullopt without one.
  std::optional<std::chrono::seconds> remaining() const;

 private:
  void look() noexcept;

  net::EventLoop& loop_;
  const Parts parts_;
  const base::Log& log_;
  base::SystemClock clock_;
  base::Guarded<State> state_;
  std::shared_ptr<Drain*> self_;  // a posted job that runs after the end finds nullptr; main thread
  std::size_t told_ = 0;
  bool watching_ = false;
  net::Timer timer_;
};

}  // namespace lecternd
