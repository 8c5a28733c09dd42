// SPDX-License-Identifier: MIT
// AddressWatch: regularly finds the addresses under which the relay is seen from outside, where the
// configuration has names or "auto". The timer runs on the main loop; the look, which may take
// seconds, on a worker thread. Made and destroyed on the main thread.
#pragma once

#include <atomic>

#include "daemon/relay/setup.hpp"
#include "net/event_loop.hpp"
#include "net/worker_pool.hpp"

namespace lecternd {

class AddressWatch {
 public:
  // All outlive this. Stop the pool before this is destroyed.
  AddressWatch(net::EventLoop& loop, net::WorkerPool& workers, RelaySetup& setup);

  // Looks at once, because the configuration may have changed. Any thread.
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
