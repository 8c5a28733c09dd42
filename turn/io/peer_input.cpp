// SPDX-License-Identifier: MIT
#include "turn/io/peer_input.hpp"

#include <array>
#include <cerrno>

namespace turn::io {
namespace {

// Errors of one wake-up and socket.
constexpr std::size_t kErrorsPerTurn = 16;

// When this host itself refuses a datagram that is too long and must not be fragmented, the client
// gets the ICMP error that the first router would send.
stun::Icmp icmp_of(const net::SocketError& error) noexcept {
  if (error.type != 0) return {error.type, error.code, error.info};
  if (error.error != EMSGSIZE) return {};
  return error.destination.ip.is_v4() ? stun::Icmp{3, 4, error.info} : stun::Icmp{2, 0, error.info};
}

}  // namespace

void PeerInput::on_relay_readable(RelaySocket& relay) noexcept {
  const base::Instant now = clock_.instant();
  const AllocationId allocation = relay.allocation();
  net::ReceiveBatch& received = packets_.received();
  const std::size_t before = received.messages();
  const std::size_t count =
      relay.out().socket.receive_more(received, relay.read_batch().ask(round_));
  relay.read_batch().had(received.messages() - before);
  memory_trim_.count_messages(count);
  for (std::size_t i = received.size() - count; i < received.size(); ++i) {
    if (received.truncated(i)) {
      stats_.drop(Drop::too_long);
      continue;
    }
    const PeerEndpoint peer{received.peer(i)};
    const base::Bytes payload = received.payload(i);
    const base::MutableBytes room =
        received.alone(i) ? packets_.room_of(i) : packets_.copy(payload);
    captures_.from_peer(allocation, peer, payload);
    const auto framed = server_.handle_peer(allocation, peer, room, payload.size(), now);
    if (framed) forwarder_.deliver(*framed);
  }
  // A wake-up without data announces an error.
  if (relay.out().socket.take_error_hint() || count == 0) read_errors(relay);
  // Effects have to wait until the end of the round: one of them may close this socket.
  if (received.full()) packets_.clear();
}

// RFC 8656 section 11.5: tells the client that an ICMP error came back for its data.
void PeerInput::read_errors(RelaySocket& relay) noexcept {
  std::array<net::SocketError, kErrorsPerTurn> errors;
  const std::size_t count = relay.out().socket.drain_errors(errors);
  for (std::size_t i = 0; i < count; ++i) {
    const auto told =
        server_.handle_peer_error(relay.allocation(), PeerEndpoint{errors[i].destination},
                                  icmp_of(errors[i]), clock_.instant());
    if (!told) continue;
    // The core uses the message's memory again for the next error.
    const base::Bytes copy = packets_.copy(told->message).subspan(kHeadRoom, told->message.size());
    forwarder_.deliver(ToClient{told->to, copy});
  }
}

}  // namespace turn::io
