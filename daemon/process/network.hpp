// SPDX-License-Identifier: MIT
// Network: the addresses of this machine as the units of the daemon see them. It owns the watch
// over the kernel, keeps the latest view for other threads, and tells which listeners have an
// address that this machine does not have. Main thread, except where "any thread" is written.
#pragma once

#include <functional>
#include <vector>

#include "base/endpoint.hpp"
#include "base/guarded.hpp"
#include "base/log.hpp"
#include "net/address_monitor.hpp"

namespace lecternd {

// The listeners whose address is no wildcard and is not in the view.
std::vector<base::Endpoint> missing_listeners(const std::vector<base::Endpoint>& listeners,
                                              const net::KernelView& view);

class Network {
 public:
  // Reads the addresses once. Both outlive this.
  Network(net::EventLoop& main, const base::Log& log);

  // Called on the main loop after each change.
  void on_change(std::function<void(const net::KernelView&)> told) { told_ = std::move(told); }
  // From now on the log names the listeners whose address is missing, and those whose address has
  // come.
  void watch_listeners(std::vector<base::Endpoint> listeners);

  net::KernelView view() const;                           // any thread
  std::vector<base::Endpoint> missing_listeners() const;  // any thread

 private:
  struct Known {
    net::KernelView view;
    std::vector<base::Endpoint> missing;
  };
  void take(const net::KernelView& view);
  void judge_listeners(const net::KernelView& view);

  const base::Log& log_;
  std::vector<base::Endpoint> listeners_;
  std::function<void(const net::KernelView&)> told_;
  base::Guarded<Known> known_;
  net::AddressMonitor monitor_;  // last: it calls take() from its constructor
};

}  // namespace lecternd
