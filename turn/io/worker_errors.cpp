// SPDX-License-Identifier: MIT
// What came of a client's datagrams on their way to peers: the relay sockets' error queues, told to
// the core (RFC 8656 section 11.5).
#include <array>
#include <cerrno>

#include "turn/io/layout.hpp"
#include "turn/io/worker.hpp"

namespace turn::io {
namespace {

// Errors of one wake-up and socket.
constexpr std::size_t kErrorsPerTurn = 16;

// This host's own refusal of a datagram that must not be fragmented is the error of the path's
// first hop.
stun::Icmp icmp_of(const net::SocketError& error) noexcept {
  if (error.type != 0) return {error.type, error.code, error.info};
  if (error.error != EMSGSIZE) return {};
  return error.destination.ip.is_v4() ? stun::Icmp{3, 4, error.info} : stun::Icmp{2, 0, error.info};
}

}  // namespace

void Worker::tell_errors(RelaySocket& relay) noexcept {
  std::array<net::SocketError, kErrorsPerTurn> errors;
  const std::size_t count = relay.out().socket.drain_errors(errors);
  for (std::size_t i = 0; i < count; ++i) {
    const auto told = server_.handle_peer_error(
        relay.allocation(), PeerEndpoint{errors[i].destination}, icmp_of(errors[i]), loop_->now());
    if (!told) continue;
    // The core's own memory, which the next one needs.
    const base::Bytes copy = copied(told->message).subspan(kHeadRoom, told->message.size());
    deliver(ToClient{told->to, copy});
  }
}

}  // namespace turn::io
