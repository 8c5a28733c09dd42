// SPDX-License-Identifier: MIT
// AddressWatch: looks again and again under which addresses the relay is seen, where names or
// "auto" say so. The timer is on the main loop, the looking on a worker thread: it may take
// seconds. Made and destroyed on the main thread.
#pragma once

#include <atomic>

#include "daemon/relay/setup.hpp"
#include "net/event_loop.hpp"
#include "net/worker_pool.hpp"

namespace lecternd {

class AddressWatch {
 public:
  // All outlive this; the pool has stopped before this ends.
  AddressWatch(net::EventLoop& loop, net::WorkerPool& workers, RelaySetup& setup);

  // The configuration may have changed. Any thread.
  void look_now();

 private:
  void look();

  net::EventLoop& loop_;
  net::WorkerPool& workers_;
  RelaySetup& setup_;
  std::atomic<bool> looking_{false};  // one job at a time
  net::Timer timer_;
};

}  // namespace lecternd
