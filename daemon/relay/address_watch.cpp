// SPDX-License-Identifier: MIT
#include "daemon/relay/address_watch.hpp"

namespace lecternd {

AddressWatch::AddressWatch(net::EventLoop& loop, net::WorkerPool& workers, RelaySetup& setup)
    : loop_(loop), workers_(workers), setup_(setup), timer_(loop, [this] { look(); }) {
  timer_.start_after(setup_.interval());
}

void AddressWatch::look_now() {
  (void)loop_.post([this] { timer_.start_after(std::chrono::nanoseconds{0}); });
}

void AddressWatch::look() {
  timer_.start_after(setup_.interval());
  // Looks also where the configuration asks nothing: the relay then forgets an address that no
  // allocation has any more.
  if (looking_.exchange(true)) return;
  const bool posted = workers_.post([this] {
    setup_.use(probe::find_addresses(setup_.question()));
    looking_ = false;
  });
  if (!posted) looking_ = false;
}

}  // namespace lecternd
