// SPDX-License-Identifier: MIT
// InheritedListeners: the listeners of the previous process's worker, from the handover until this
// worker has opened its own. One thread, before the worker runs.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "turn/io/handover.hpp"

namespace turn::io {

class InheritedListeners {
 public:
  InheritedListeners() = default;
  explicit InheritedListeners(std::vector<HandedListener> listeners)
      : listeners_(std::move(listeners)) {}

  // The socket of the listener on `local` (port 0: on any port of that address), once; empty: there
  // is no such listener.
  base::UniqueFd take(const base::Endpoint& local, Transport transport) {
    const auto fits = [&](const HandedListener& listener) {
      const bool same_port = local.port == 0 || local.port == listener.local.port;
      return listener.socket && listener.transport == transport && listener.local.ip == local.ip &&
             same_port;
    };
    const auto at = std::ranges::find_if(listeners_, fits);
    return at == listeners_.end() ? base::UniqueFd{} : std::move(at->socket);
  }
  bool has_port(std::uint16_t port) const noexcept {
    return std::ranges::any_of(
        listeners_, [&](const HandedListener& listener) { return listener.local.port == port; });
  }
  // The listener that the previous process's legs call `number`; nullptr: there was none.
  const HandedListener* find(std::uint32_t number) const noexcept {
    return number < listeners_.size() ? &listeners_[number] : nullptr;
  }

 private:
  std::vector<HandedListener> listeners_;
};

}  // namespace turn::io
