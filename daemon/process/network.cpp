// SPDX-License-Identifier: MIT
#include "daemon/process/network.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace lecternd {

std::vector<base::Endpoint> missing_listeners(const std::vector<base::Endpoint>& listeners,
                                              const net::KernelView& view) {
  std::vector<base::Endpoint> missing;
  std::ranges::copy_if(listeners, std::back_inserter(missing), [&](const base::Endpoint& at) {
    return !at.ip.is_unspecified() && !view.has(at.ip);
  });
  return missing;
}

Network::Network(net::EventLoop& main, const base::Log& log)
    : log_(log),
      monitor_(main, {[this](const net::KernelView& view) { take(view); },
                      [this](const base::Error& why) {
                        log_.error("addresses_not_read",
                                   {{"why", why.what},
                                    {"effect", "the relay keeps the addresses that it knows"}});
                      }}) {}

void Network::take(const net::KernelView& view) {
  known_.with([&](Known& known) { known.view = view; });
  judge_listeners(view);
  if (told_) told_(view);
}

void Network::watch_listeners(std::vector<base::Endpoint> listeners) {
  listeners_ = std::move(listeners);
  judge_listeners(monitor_.view());
}

void Network::judge_listeners(const net::KernelView& view) {
  const auto now = lecternd::missing_listeners(listeners_, view);
  const auto before = known_.with([&](Known& known) { return std::exchange(known.missing, now); });
  const auto is_in = [](const std::vector<base::Endpoint>& list, const base::Endpoint& one) {
    return std::ranges::find(list, one) != list.end();
  };
  for (const base::Endpoint& one : now) {
    if (is_in(before, one)) continue;
    log_.warning("listener_without_address",
                 {{"address", one.print()},
                  {"effect", "nobody reaches it until this machine has the address"}});
  }
  for (const base::Endpoint& one : before) {
    if (!is_in(now, one)) log_.info("listener_has_address", {{"address", one.print()}});
  }
}

net::KernelView Network::view() const {
  return known_.with([](const Known& known) { return known.view; });
}

std::vector<base::Endpoint> Network::missing_listeners() const {
  return known_.with([](const Known& known) { return known.missing; });
}

}  // namespace lecternd
