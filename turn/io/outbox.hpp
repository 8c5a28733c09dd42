// SPDX-License-Identifier: MIT
// Outbox: the datagrams of one wake-up on their way out, gathered over all sockets and sent in batches, one sendmmsg for each
// socket. Payloads stay where they were received; flush() before that memory is used again. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "base/endpoint.hpp"
#include "net/udp_socket.hpp"
#include "turn/stats.hpp"

namespace turn::io {

// A socket that can be written to in batches, and what the kernel was last told about fragments.
struct OutSocket {
  net::UdpSocket socket;
  bool dont_fragment = false;
};

class Outbox {
 public:
  explicit Outbox(Stats& stats) : batch_(kCapacity), stats_(stats) {}

  // `from`: source address, where `socket` is bound to a wildcard.
  void add(OutSocket& socket, const base::Endpoint& to, base::Bytes payload, const std::optional<base::IpAddress>& from,
           bool dont_fragment) noexcept;
  void flush() noexcept;
  bool empty() const noexcept { return size_ == 0; }

 private:
  static constexpr std::size_t kCapacity = 64;
  struct Item {
    OutSocket* socket = nullptr;
    base::Endpoint to;
    base::Bytes payload;
    std::optional<base::IpAddress> from;
    bool dont_fragment = false;
  };
  void send_all_of(std::size_t first) noexcept;

  std::array<Item, kCapacity> items_{};
  std::size_t size_ = 0;
  net::SendBatch batch_;
  Stats& stats_;
};

}  // namespace turn::io
