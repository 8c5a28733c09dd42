// SPDX-License-Identifier: MIT
// A session's packets on their way to whoever captures them. Called only where there is a tap.
#include <algorithm>

#include "turn/io/worker.hpp"

namespace turn::io {

std::shared_ptr<CaptureTap> Worker::start_capture(AllocationId id, std::uint32_t snaplen) {
  const auto made = run_on_loop([this, id, snaplen]() -> std::shared_ptr<CaptureTap> {
    const auto client = server_.client_of(id);
    if (!client || taps_.size() >= kMostCaptures) return nullptr;
    return taps_.emplace_back(std::make_shared<CaptureTap>(id, *client, snaplen, loop_->now()));
  });
  return made.value_or(nullptr);
}

void Worker::stop_capture(const std::shared_ptr<CaptureTap>& tap) {
  (void)run_on_loop([this, tap] {
    tap->end();
    return std::erase(taps_, tap);
  });
}

void Worker::tap_from_client(const Leg& from, base::Bytes message) noexcept {
  for (const auto& tap : taps_) {
    // RFC 8016: it may come from elsewhere now.
    if (!(tap->client == from.tuple) && server_.client_of(tap->session()) == from.tuple)
      tap->client = from.tuple;
    if (!(tap->client == from.tuple)) continue;
    record(*tap,
           {CaptureLeg::client,
            false,
            false,
            from.tuple.transport,
            from.tuple.client,
            from.tuple.server,
            {},
            0},
           message);
  }
}

void Worker::tap_to_client(const Leg& to, base::Bytes message) noexcept {
  for (const auto& tap : taps_) {
    if (!(tap->client == to.tuple)) continue;
    record(*tap,
           {CaptureLeg::client,
            true,
            false,
            to.tuple.transport,
            to.tuple.server,
            to.tuple.client,
            {},
            0},
           message);
  }
}

void Worker::tap_to_peer(const Forward& data) noexcept {
  for (const auto& tap : taps_) {
    if (tap->session() != data.allocation) continue;
    const auto relayed = server_.relayed_address(data.allocation, data.peer.value().ip.family());
    const bool inside = data.kind == Forward::Kind::hairpin;
    if (relayed)
      record(*tap,
             {CaptureLeg::relay, true, inside, Transport::udp, *relayed, data.peer.value(), {}, 0},
             data.payload);
  }
}

void Worker::tap_from_peer(AllocationId to, const PeerEndpoint& from, base::Bytes payload,
                           bool inside) noexcept {
  for (const auto& tap : taps_) {
    if (tap->session() != to) continue;
    const auto relayed = server_.relayed_address(to, from.value().ip.family());
    if (relayed)
      record(*tap,
             {CaptureLeg::relay, false, inside, Transport::udp, from.value(), *relayed, {}, 0},
             payload);
  }
}

void Worker::tap_hairpin(RelayKey target, const PeerEndpoint& from, base::Bytes payload) noexcept {
  if (const auto id = server_.allocation_of(target)) tap_from_peer(*id, from, payload, true);
}

void Worker::record(CaptureTap& tap, CapturedPacket packet, base::Bytes payload) noexcept {
  packet.at = clock_.wall_now();
  packet.original = static_cast<std::uint32_t>(payload.size());
  tap.record(packet, payload);
}

// At the end of a turn: the answer to a Refresh that deleted its allocation is still captured.
void Worker::end_captures() noexcept {
  std::erase_if(taps_, [this](const std::shared_ptr<CaptureTap>& tap) {
    const bool over = !server_.client_of(tap->session());
    if (over) tap->end();
    return over || tap->abandoned(loop_->now());
  });
}

}  // namespace turn::io
