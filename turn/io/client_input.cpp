// SPDX-License-Identifier: MIT
#include "turn/io/client_input.hpp"

#include "net/proxy_protocol.hpp"

namespace turn::io {
namespace {

// Batches that one listener may read in one wake-up, so that a busy listener does not delay the
// other sockets. DTLS gets fewer, so that handshakes do not delay media.
constexpr int kBatchesPerTurn = 4;
constexpr int kDtlsBatchesPerTurn = 2;

}  // namespace

void ClientInput::on_listener_readable(UdpListener& listener) noexcept {
  if (listener.transport() == Transport::dtls) return read_dtls(listener);
  const Now now = clock_.now();
  net::ReceiveBatch& received = packets_.received();
  for (int batch = 0; batch < kBatchesPerTurn; ++batch) {
    const std::size_t count = listener.out().socket.receive_more(received);
    memory_trim_.count_messages(count);
    for (std::size_t i = received.size() - count; i < received.size(); ++i) {
      if (received.truncated(i)) {
        stats_.drop(Drop::too_long);
        continue;
      }
      Leg from{FiveTuple{Transport::udp, received.peer(i), listener.local_of(received.local(i))},
               listener.index()};
      if (!server_.config().trusted_proxies.empty() && !unwrap_proxy(i, from)) continue;
      handle(from, received.payload(i), packets_.room_of(i), now);
    }
    // At the end of the round, the data leaves together with the data of the other sockets.
    if (!received.full()) return;
    turn_.finish_batch();
  }
}

// PROXY protocol, version 2: a trusted load balancer writes the client's address in front of every
// datagram. Limits, credentials and the 5-tuple are about the client; answers go to the balancer,
// without a header. A header of any other sender stays where it is: it is not STUN, so the core
// drops it. False: the datagram is dropped.
bool ClientInput::unwrap_proxy(std::size_t i, Leg& from) noexcept {
  net::ReceiveBatch& received = packets_.received();
  const base::Endpoint sender = received.peer(i);
  if (!base::is_among(sender.ip, server_.config().trusted_proxies)) return true;
  const net::ProxyParse parsed = net::parse_proxy_v2(received.payload(i));
  const bool whole = parsed.verdict == net::ProxyVerdict::complete;
  const auto& source = parsed.header.source;
  if (!whole || (source && (source->port == 0 || source->ip.is_unspecified()))) {
    stats_.drop(Drop::proxy_header);
    return false;
  }
  received.drop_front(i, parsed.header.size);
  if (source) {
    from.tuple.client = *source;
    from.proxy = sender;
  }
  return true;
}

void ClientInput::read_dtls(UdpListener& listener) noexcept {
  net::ReceiveBatch& received = packets_.received();
  for (int batch = 0; batch < kDtlsBatchesPerTurn; ++batch) {
    const std::size_t count = listener.out().socket.receive_more(received);
    for (std::size_t i = received.size() - count; i < received.size(); ++i) {
      // A truncated datagram holds a truncated record, which OpenSSL drops.
      const net::DtlsPath path{received.peer(i), listener.local_of(received.local(i))};
      sockets_.dtls()->receive(listener.index(), path, received.payload(i));
    }
    if (!received.full()) break;
    turn_.finish_batch();
  }
}

void ClientInput::on_dtls_message(const Leg& from, base::MutableBytes room,
                                  std::size_t size) noexcept {
  handle(from, room.subspan(kHeadRoom, size), room, clock_.now());
}

// One datagram, or one message of a DTLS client.
void ClientInput::handle(const Leg& from, base::Bytes message, base::MutableBytes room,
                         Now now) noexcept {
  if (moved_clients_.pass_on_known(from, message)) return;
  captures_.from_client(from, message);
  forwarder_.forward(server_.handle_client(from, message, now, effects_), room);
  if (!effects_.handoffs().empty()) pass_on(message);
}

// The message belongs to an allocation of another worker.
void ClientInput::pass_on(base::Bytes message) noexcept {
  for (const Handoff& handoff : effects_.handoffs()) {
    if (const auto* pass = std::get_if<PassOn>(&handoff))
      moved_clients_.pass_on(pass->client, message, pass->to);
  }
  effects_.clear_handoffs();
}

void ClientInput::take(const PassedDatagram& passed) noexcept {
  forwarder_.forward(server_.handle_client(passed.client, passed.message, clock_.now(), effects_),
                     {});
  turn_.finish_turn();  // while the message's bytes are valid
}

void ClientInput::on_frame(StreamConnection& from, base::Bytes frame) noexcept {
  memory_trim_.count_messages(1);
  captures_.from_client(from.leg(), frame);
  // No room: head room in front of a frame would overwrite the frame before it.
  forwarder_.forward(server_.handle_client(from.leg(), frame, clock_.now(), effects_), {});
  if (!effects_.handoffs().empty()) hand_off(from);
}

// The frame binds the connection to a peer's, or belongs to another worker. This worker reads no
// further frame of the connection.
void ClientInput::hand_off(StreamConnection& from) {
  for (const Handoff& handoff : effects_.handoffs()) {
    if (const auto* bind = std::get_if<BindPeer>(&handoff))
      streams_.hand_off(from, bind->connection);
    else if (const auto* move = std::get_if<MoveClient>(&handoff))
      streams_.hand_off(from, move->to);
  }
  effects_.clear_handoffs();
}

std::size_t ClientInput::longest_frame(const StreamConnection& connection) noexcept {
  return server_.has_allocation(connection.leg().tuple) ? stun::kMaxFrame
                                                        : kLongestFrameWithoutAllocation;
}

void ClientInput::on_dtls_gone(const FiveTuple& tuple) noexcept {
  server_.client_gone(tuple, clock_.now(), effects_);
}

void ClientInput::send_dtls(std::uint32_t listener, const net::DtlsPath& path,
                            base::Bytes datagram) noexcept {
  UdpListener& out = listeners_[listener];
  const base::Bytes copy = packets_.copy(datagram).subspan(kHeadRoom, datagram.size());
  packets_.send(out.out(), path.client, copy, out.source_for(path.server.ip), false);
}

}  // namespace turn::io
