// SPDX-License-Identifier: MIT
// Pacer: the data of rate-limited allocations that has to wait, and the timer that sends it later.
// The core decides when data may go. The loop's thread only.
#pragma once

#include <functional>

#include "net/event_loop.hpp"
#include "turn/io/deadline_timer.hpp"
#include "turn/io/delayed.hpp"
#include "turn/server.hpp"

namespace turn::io {

class Pacer {
 public:
  // `on_due` is called when delayed data may go; it calls send_due(). The references outlive the
  // pacer.
  Pacer(net::EventLoop& loop, Server& server, std::function<void()> on_due);

  // Queues a copy of `data` (a Forward or a ToClient, whose `wait_room` is not 0).
  template <class Data>
  void delay(const Data& data) noexcept {
    delayed_.push(data, loop_.now(), [this](AllocationId allocation, Direction direction) {
      server_.gave_up(allocation, direction);
    });
  }
  // Calls `send`, which takes a Forward or a ToClient, for all data that may go now. The payloads
  // stay valid until tidy().
  template <class Send>
  void send_due(Send&& send) {
    const base::Instant now = loop_.now();
    delayed_.pass(
        now, [&](const auto& oldest) { return server_.may_go(oldest, now); }, send);
  }
  void tidy() noexcept { delayed_.tidy(); }

  // Call at the end of every turn: sets the timer for the next delayed data.
  void arm() noexcept { timer_.set(delayed_.due()); }
  void stop() noexcept { timer_.set(std::nullopt); }

 private:
  net::EventLoop& loop_;
  Server& server_;
  Delayed delayed_;
  DeadlineTimer timer_;
};

}  // namespace turn::io
