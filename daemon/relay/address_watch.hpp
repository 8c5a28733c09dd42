// SPDX-License-Identifier: MIT
// AddressWatch: regularly finds the addresses under which the relay is seen from outside, where the
// configuration has names or "auto". A look that fails is repeated after 1, 2, 4 … seconds. The
// timer runs on the main loop; the looks run on threads of their own (AddressLook). Main thread,
// except where "any thread" is written.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "daemon/relay/address_look.hpp"
#include "daemon/relay/retry_schedule.hpp"
#include "daemon/relay/setup.hpp"
#include "net/event_loop.hpp"

namespace lecternd {

class AddressWatch {
 public:
  // What became of the look that the start has begun.
  enum class First : std::uint8_t { answered, failed, pending };
  // A look that takes longer counts as failed; its answer is used when it comes.
  static constexpr std::chrono::seconds kPatience{10};

  // All outlive this.
  AddressWatch(net::EventLoop& loop, AddressLook& look, RelaySetup& setup, First first);
  ~AddressWatch();
  AddressWatch(const AddressWatch&) = delete;
  AddressWatch& operator=(const AddressWatch&) = delete;

  // Looks at once, because the configuration or the network may have changed. Any thread.
  void look_now();

 private:
  void on_timer();
  void begin();
  void take();
  void wait_after(bool well);

  net::EventLoop& loop_;
  AddressLook& look_;
  RelaySetup& setup_;
  RetrySchedule schedule_;
  bool looking_;
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // for posted functions
  net::Timer timer_;
};

}  // namespace lecternd
