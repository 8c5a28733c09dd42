// SPDX-License-Identifier: MIT
// The packets' way through a worker: receive in batches, look up, forward in place, send in
// batches.
#include <algorithm>

#include "turn/io/layout.hpp"
#include "turn/io/worker.hpp"

namespace turn::io {
namespace {

// Batches of one wake-up and listener, so that a busy one does not keep the others waiting.
constexpr int kBatchesPerTurn = 4;
// Hairpin datagrams from each other worker in one wake-up.
constexpr std::size_t kHairpinsPerTurn = 64;

// The slot's memory: head room, the datagram, and the tail room that the slot's size guarantees.
// Nothing for one of a run, whose neighbours are there.
base::MutableBytes room_of(net::ReceiveBatch& batch, std::size_t i) noexcept {
  if (!batch.alone(i)) return {};
  const base::MutableBytes with_head = batch.payload_with_head(i, kHeadRoom);
  return {with_head.data(), with_head.size() + kTailRoom};
}

}  // namespace

void Worker::on_listener_readable(UdpListener& listener) noexcept {
  if (listener.transport() == Transport::dtls) return read_dtls(listener);
  const Now at = now();
  for (int batch = 0; batch < kBatchesPerTurn; ++batch) {
    const std::size_t count = listener.out().socket.receive_more(packets_);
    memory_trim_.count_messages(count);
    for (std::size_t i = packets_.size() - count; i < packets_.size(); ++i) {
      if (packets_.truncated(i)) {
        stats_.drop(Drop::too_long);
        continue;
      }
      Leg from{FiveTuple{Transport::udp, packets_.peer(i),
                         base::Endpoint{packets_.local(i).value_or(listener.local().ip),
                                        listener.local().port}},
               listener.index()};
      if (!server_.config().trusted_proxies.empty() && !unwrap_proxy(i, from)) continue;
      const base::Bytes message = packets_.payload(i);
      if (!elsewhere_.empty() && passed_on(from, message)) continue;
      captures_.from_client(from, message);
      forward(server_.handle_client(from, message, at, effects_), room_of(packets_, i));
      if (!effects_.handoffs().empty()) pass_on_handled(message);
    }
    // What is there goes out at the end of the round, with that of the other sockets.
    if (!packets_.full()) return;
    finish_batch();
  }
}

void Worker::on_relay_readable(RelaySocket& relay) noexcept {
  const base::Instant at = loop_->now();
  const AllocationId allocation = relay.allocation();
  const std::size_t before = packets_.messages();
  const std::size_t count =
      relay.out().socket.receive_more(packets_, relay.read_batch().ask(round_));
  relay.read_batch().had(packets_.messages() - before);
  memory_trim_.count_messages(count);
  for (std::size_t i = packets_.size() - count; i < packets_.size(); ++i) {
    if (packets_.truncated(i)) {
      stats_.drop(Drop::too_long);
      continue;
    }
    const base::Bytes payload = packets_.payload(i);
    const base::MutableBytes room = packets_.alone(i) ? room_of(packets_, i) : copied(payload);
    captures_.from_peer(allocation, PeerEndpoint{packets_.peer(i)}, payload);
    const auto framed =
        server_.handle_peer(allocation, PeerEndpoint{packets_.peer(i)}, room, payload.size(), at);
    if (framed) deliver(*framed);
  }
  // A wake-up that brings nothing is one by an error.
  if (relay.out().socket.take_error_hint() || count == 0) tell_errors(relay);
  if (packets_.full()) flush_data();  // and no more: an effect may close this socket
}

base::MutableBytes Worker::scratch() noexcept { return {scratch_.get(), kScratch}; }

void Worker::on_frame(StreamConnection& from, base::Bytes frame) noexcept {
  // Frames stand close together: there is no room to rewrite one without spoiling the one before
  // it.
  memory_trim_.count_messages(1);
  captures_.from_client(from.leg(), frame);
  forward(server_.handle_client(from.leg(), frame, now(), effects_), {});
  if (!effects_.handoffs().empty()) note_departure(from);
}

void Worker::forward(const Forward& data, base::MutableBytes room) noexcept {
  if (data.wait_room != 0) return pacer_.delay(data);
  switch (data.kind) {
    case Forward::Kind::none: return;
    case Forward::Kind::to_peer: return forward_to_peer(data);
    case Forward::Kind::hairpin: return forward_hairpin(data, room);
  }
}

void Worker::forward_to_peer(const Forward& data) noexcept {
  RelaySocket* const relay = relay_sockets_.find(data.allocation, data.peer.value().ip);
  // One address of a dual allocation may have ended while the data waited.
  if (relay == nullptr) return stats_.drop(Drop::no_allocation);
  captures_.to_peer(data);
  outbox_.add(relay->out(), data.peer.value(), data.payload, std::nullopt, data.dont_fragment);
}

void Worker::forward_hairpin(const Forward& data, base::MutableBytes room) noexcept {
  captures_.to_peer(data);
  const auto owner = shared_.ports.owner(data.target);
  if (!owner) return stats_.drop(Drop::own_port);
  if (*owner != index_) {
    if (!hairpin_.push(index_, *owner, data.target, data.source, data.payload))
      stats_.drop(Drop::ring_full);
    return;
  }
  if (room.empty()) {
    room = copied(data.payload);
  } else {
    // The payload lies inside the received message: its own head room is in front of it.
    const auto offset = static_cast<std::size_t>(data.payload.data() - room.data()) - kHeadRoom;
    room = room.subspan(offset);
  }
  captures_.from_own_relay(data.target, data.source, data.payload);
  const auto framed =
      server_.handle_hairpin(data.target, data.source, room, data.payload.size(), loop_->now());
  if (framed) deliver(*framed);
}

void Worker::on_hairpin() noexcept {
  const base::Instant at = loop_->now();
  const bool more =
      hairpin_.drain(index_, kHairpinsPerTurn,
                     [&](RelayKey target, const PeerEndpoint& source, base::Bytes payload) {
                       captures_.from_own_relay(target, source, payload);
                       const auto framed = server_.handle_hairpin(target, source, copied(payload),
                                                                  payload.size(), at);
                       if (framed) deliver(*framed);
                     });
  finish_turn();
  // A wake-up asked for here would run before the sockets are looked at again.
  if (more) hairpin_more_.start_after(std::chrono::nanoseconds{0});
}

void Worker::deliver(const ToClient& framed) noexcept {
  if (framed.wait_room != 0) return pacer_.delay(framed);
  captures_.to_client(framed.to, framed.message);
  if (framed.to.is_stream())
    return send_to_stream(framed.to.socket, framed.message, FrameKind::media);
  if (framed.to.tuple.transport == Transport::dtls)
    return send_over_dtls(framed.to, framed.message);
  UdpListener& listener = *listeners_[framed.to.socket];
  const auto from = listener.wildcard() ? std::optional{framed.to.tuple.server.ip} : std::nullopt;
  outbox_.add(listener.out(), framed.to.next_hop(), framed.message, from, false);
}

void Worker::send_delayed() noexcept {
  struct Send {
    Worker& worker;
    void operator()(const Forward& data) const noexcept { worker.forward(data, {}); }
    void operator()(const ToClient& data) const noexcept { worker.deliver(data); }
  };
  pacer_.send_due(Send{*this});
  outbox_.flush();  // before tidy() frees the payloads
  pacer_.tidy();
  finish_turn();
}

// A copy with head and tail room, valid until the outbox is flushed.
base::MutableBytes Worker::copied(base::Bytes payload) noexcept {
  const std::size_t room = kHeadRoom + payload.size() + kTailRoom;
  if (copies_used_ + room > kCopies) {
    outbox_.flush();
    copies_used_ = 0;
  }
  std::byte* const at = copies_.get() + copies_used_;
  copies_used_ += (room + 7) / 8 * 8;
  std::copy(payload.begin(), payload.end(), at + kHeadRoom);
  return {at, room};
}

}  // namespace turn::io
