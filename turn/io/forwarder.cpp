// SPDX-License-Identifier: MIT
#include "turn/io/forwarder.hpp"

namespace turn::io {

void Forwarder::forward(const Forward& data, base::MutableBytes room) noexcept {
  if (data.wait_room != 0) return pacer_.delay(data);
  switch (data.kind) {
    case Forward::Kind::none: return;
    case Forward::Kind::to_peer: return to_peer(data);
    case Forward::Kind::hairpin: return to_own_relay(data, room);
  }
}

void Forwarder::to_peer(const Forward& data) noexcept {
  RelaySocket* const relay = relays_.find(data.allocation, data.peer.value().ip);
  // One address of a dual allocation may have ended while the data waited.
  if (relay == nullptr) return stats_.drop(Drop::no_allocation);
  captures_.to_peer(data);
  packets_.send(relay->out(), data.peer.value(), data.payload, std::nullopt, data.dont_fragment);
}

void Forwarder::to_own_relay(const Forward& data, base::MutableBytes room) noexcept {
  captures_.to_peer(data);
  const auto owner = ports_.owner(data.target);
  if (!owner) return stats_.drop(Drop::own_port);
  if (*owner != others_.self()) {
    if (!others_.send_data(*owner, data.target, data.source, data.payload))
      stats_.drop(Drop::ring_full);
    return;
  }
  if (room.empty()) {
    room = packets_.copy(data.payload);
  } else {
    // The payload lies inside the received message. The kHeadRoom bytes before the payload may be
    // overwritten.
    const auto offset = static_cast<std::size_t>(data.payload.data() - room.data()) - kHeadRoom;
    room = room.subspan(offset);
  }
  captures_.from_own_relay(data.target, data.source, data.payload);
  const auto framed =
      server_.handle_hairpin(data.target, data.source, room, data.payload.size(), clock_.instant());
  if (framed) deliver(*framed);
}

void Forwarder::deliver(const ToClient& framed) noexcept {
  if (framed.wait_room != 0) return pacer_.delay(framed);
  sockets_.send(framed.to, framed.message, FrameKind::media);
}

void Forwarder::deliver_from_other_workers() noexcept {
  const base::Instant now = clock_.instant();
  others_.receive_data([&](RelayKey target, const PeerEndpoint& source, base::Bytes payload) {
    captures_.from_own_relay(target, source, payload);
    const auto framed =
        server_.handle_hairpin(target, source, packets_.copy(payload), payload.size(), now);
    if (framed) deliver(*framed);
  });
}

void Forwarder::send_delayed() noexcept {
  struct Send {
    Forwarder& forwarder;
    void operator()(const Forward& data) const noexcept { forwarder.forward(data, {}); }
    void operator()(const ToClient& data) const noexcept { forwarder.deliver(data); }
  };
  pacer_.send_due(Send{*this});
  packets_.flush();  // before tidy() frees the payloads
  pacer_.tidy();
}

}  // namespace turn::io
