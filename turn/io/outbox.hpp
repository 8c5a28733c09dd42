// SPDX-License-Identifier: MIT
// Outbox: gathers the datagrams that all sockets send in one wake-up and sorts them into flows (one
// socket, one destination), so that each socket needs one sendmmsg() call and each run of a flow
// one message. Does not copy payloads: call flush() before their memory is used again. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/endpoint.hpp"
#include "net/udp_socket.hpp"
#include "turn/stats.hpp"

namespace turn::io {

// A socket that the outbox writes to.
struct OutSocket {
  net::UdpSocket socket;
  bool dont_fragment = false;  // the current state of the socket's option
  // Used by the outbox: the first and last flow of this socket in this round.
  static constexpr std::uint16_t kNone = 0xffff;
  std::uint16_t first_flow = kNone;
  std::uint16_t last_flow = kNone;
};

class Outbox {
 public:
  explicit Outbox(Stats& stats) : batch_(kCapacity), stats_(stats) {
    table_.fill(OutSocket::kNone);
  }

  // `from`: the source address, for a socket that is bound to a wildcard address.
  void add(OutSocket& socket, const base::Endpoint& to, base::Bytes payload,
           const std::optional<base::IpAddress>& from, bool dont_fragment) noexcept;
  void flush() noexcept;
  bool empty() const noexcept { return items_used_ == 0; }

 private:
  static constexpr std::size_t kCapacity = 256;
  static constexpr std::size_t kTable = 2 * kCapacity;  // at most half full

  struct Item {
    base::Bytes payload;
    bool dont_fragment = false;
    std::uint16_t next = OutSocket::kNone;  // item of the same flow
  };
  struct Flow {
    OutSocket* socket = nullptr;
    base::Endpoint to;
    std::optional<base::IpAddress> from;
    std::uint16_t first_item = 0;
    std::uint16_t last_item = 0;
    std::uint16_t bucket = 0;
    std::uint16_t next = OutSocket::kNone;  // flow of the same socket

    bool is(const OutSocket& s, const base::Endpoint& t,
            const std::optional<base::IpAddress>& f) const noexcept {
      return socket == &s && to == t && from == f;
    }
  };
  // The index of the flow; kNone: there is none yet, and it belongs into `bucket`.
  std::uint16_t find_flow(const OutSocket& socket, const base::Endpoint& to,
                          const std::optional<base::IpAddress>& from,
                          std::size_t& bucket) const noexcept;
  void append_flow(OutSocket& socket, std::uint16_t index) noexcept;
  void send_all_of(OutSocket& socket) noexcept;
  bool send_single_of(OutSocket& socket) noexcept;
  static void tell_fragments(OutSocket& socket, bool dont_fragment) noexcept;
  void send_batch(OutSocket& socket) noexcept;
  void count(const net::SendOutcome& outcome) noexcept;

  std::array<Item, kCapacity> items_{};
  std::array<Flow, kCapacity> flows_{};
  std::array<std::uint16_t, kTable> table_;
  std::size_t items_used_ = 0;
  std::size_t flows_used_ = 0;
  net::SendBatch batch_;
  Stats& stats_;
};

}  // namespace turn::io
