// SPDX-License-Identifier: MIT
#include "turn/io/udp_listeners.hpp"

#include <linux/sock_diag.h>
#include <sys/socket.h>

#include <array>
#include <utility>

#include "turn/io/duplicate_fd.hpp"

namespace turn::io {

std::uint32_t UdpListeners::add(net::UdpSocket socket, Transport transport) {
  const auto index = static_cast<std::uint32_t>(listeners_.size());
  listeners_.push_back(
      std::make_unique<UdpListener>(ready_, std::move(socket), index, host_, transport));
  return index;
}

const UdpListener* UdpListeners::find(const base::Endpoint& local,
                                      Transport transport) const noexcept {
  for (const auto& listener : listeners_) {
    if (listener->local() == local && listener->transport() == transport) return listener.get();
  }
  return nullptr;
}

std::vector<HandedListener> UdpListeners::hand_over() const {
  std::vector<HandedListener> handed;
  for (const auto& listener : listeners_) {
    handed.push_back(
        {listener->transport(), listener->local(), duplicate_fd(listener->out().socket.fd())});
  }
  return handed;
}

std::uint64_t UdpListeners::overflows() const noexcept {
  std::uint64_t total = 0;
  for (const auto& listener : listeners_) {
    std::array<std::uint32_t, SK_MEMINFO_VARS> info{};
    socklen_t size = sizeof info;
    if (::getsockopt(listener->out().socket.fd(), SOL_SOCKET, SO_MEMINFO, info.data(), &size) == 0)
      total += info[SK_MEMINFO_DROPS];
  }
  return total;
}

}  // namespace turn::io
