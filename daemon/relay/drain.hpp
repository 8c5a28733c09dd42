// SPDX-License-Identifier: MIT
// Drain: takes this node away without cutting a call: no new allocations, and the daemon leaves
// when the last one is gone or at a deadline. start(), cancel() and state(): any thread; the
// watching happens on the main loop.
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
    std::function<std::size_t()> left;              // any thread: allocations that are there
    std::function<void(bool at_deadline)> leave;    // main loop, once
    std::function<void(const std::string& text)>
        tell;  // main loop: one line for the service manager; "" = as usual
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
  // Again: with the new deadline. Without one it waits for as long as it takes.
  void start(std::optional<std::chrono::seconds> deadline);
  // False: there was nothing to cancel.
  bool cancel();
  State state() const;
  std::size_t left() const { return parts_.left(); }
  // Until the deadline; nullopt: none.
  std::optional<std::chrono::seconds> remaining() const;

 private:
  void look() noexcept;

  net::EventLoop& loop_;
  const Parts parts_;
  const base::Log& log_;
  base::SystemClock clock_;
  base::Guarded<State> state_;
  std::shared_ptr<Drain*> self_;  // what is posted after the end finds nullptr; main thread
  std::size_t told_ = 0;
  bool watching_ = false;
  net::Timer timer_;
};

}  // namespace lecternd
