// SPDX-License-Identifier: MIT
// UdpListeners: the UDP sockets that the clients of one worker send to, for TURN and for DTLS,
// found by index (Leg::socket) or by address. The loop's thread only; add() before it runs.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "net/ready_set.hpp"
#include "turn/io/datagram_endpoints.hpp"
#include "turn/io/handover.hpp"

namespace turn::io {

class UdpListeners {
 public:
  // The references outlive this object. `host` is told when datagrams from clients have come.
  UdpListeners(net::ReadySet& ready, ListenerHost& host) noexcept : ready_(ready), host_(host) {}

  // Returns the listener's index.
  std::uint32_t add(net::UdpSocket socket, Transport transport);
  UdpListener& operator[](std::uint32_t index) noexcept { return *listeners_[index]; }
  // nullptr: no listener on that address.
  const UdpListener* find(const base::Endpoint& local, Transport transport) const noexcept;

  // A second descriptor of each socket, in the order of the indices.
  std::vector<HandedListener> hand_over() const;
  // Datagrams that the kernel has dropped because a listener's buffer was full.
  std::uint64_t overflows() const noexcept;
  void close() noexcept { listeners_.clear(); }

 private:
  net::ReadySet& ready_;
  ListenerHost& host_;
  std::vector<std::unique_ptr<UdpListener>> listeners_;
};

}  // namespace turn::io
