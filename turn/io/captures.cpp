// SPDX-License-Identifier: MIT
#include "turn/io/captures.hpp"

#include <algorithm>

namespace turn::io {

std::shared_ptr<CaptureTap> Captures::start(AllocationId session, std::uint32_t snaplen) {
  const auto client = server_.client_of(session);
  if (!client || taps_.size() >= kMost) return nullptr;
  return taps_.emplace_back(
      std::make_shared<CaptureTap>(session, *client, snaplen, clock_.instant()));
}

void Captures::stop(const std::shared_ptr<CaptureTap>& tap) noexcept {
  tap->end();
  std::erase(taps_, tap);
}

void Captures::copy_from_client(const Leg& from, base::Bytes message) noexcept {
  const FiveTuple& tuple = from.tuple;
  for (const auto& tap : taps_) {
    // RFC 8016: the client may have moved to another 5-tuple.
    if (!(tap->client == tuple) && server_.client_of(tap->session()) == tuple) tap->client = tuple;
    if (!(tap->client == tuple)) continue;
    record(*tap,
           {.leg = CaptureLeg::client,
            .outbound = false,
            .transport = tuple.transport,
            .source = tuple.client,
            .destination = tuple.server},
           message);
  }
}

void Captures::copy_to_client(const Leg& to, base::Bytes message) noexcept {
  for (const auto& tap : taps_) {
    if (!(tap->client == to.tuple)) continue;
    record(*tap,
           {.leg = CaptureLeg::client,
            .outbound = true,
            .transport = to.tuple.transport,
            .source = to.tuple.server,
            .destination = to.tuple.client},
           message);
  }
}

void Captures::copy_to_peer(const Forward& data) noexcept {
  for (const auto& tap : taps_) {
    if (tap->session() != data.allocation) continue;
    const auto relayed = server_.relayed_address(data.allocation, data.peer.value().ip.family());
    if (!relayed) continue;
    record(*tap,
           {.leg = CaptureLeg::relay,
            .outbound = true,
            .inside = data.kind == Forward::Kind::hairpin,
            .source = *relayed,
            .destination = data.peer.value()},
           data.payload);
  }
}

void Captures::copy_from_peer(AllocationId to, const PeerEndpoint& from, base::Bytes payload,
                              bool inside) noexcept {
  for (const auto& tap : taps_) {
    if (tap->session() != to) continue;
    const auto relayed = server_.relayed_address(to, from.value().ip.family());
    if (!relayed) continue;
    record(*tap,
           {.leg = CaptureLeg::relay,
            .outbound = false,
            .inside = inside,
            .source = from.value(),
            .destination = *relayed},
           payload);
  }
}

void Captures::copy_from_own_relay(RelayKey target, const PeerEndpoint& from,
                                   base::Bytes payload) noexcept {
  if (const auto id = server_.allocation_of(target)) copy_from_peer(*id, from, payload, true);
}

void Captures::record(CaptureTap& tap, CapturedPacket packet, base::Bytes payload) const noexcept {
  packet.at = clock_.wall();
  packet.original = static_cast<std::uint32_t>(payload.size());
  tap.record(packet, payload);
}

void Captures::remove_finished() noexcept {
  std::erase_if(taps_, [this](const std::shared_ptr<CaptureTap>& tap) {
    const bool ended = !server_.client_of(tap->session());
    if (ended) tap->end();
    return ended || tap->abandoned(clock_.instant());
  });
}

}  // namespace turn::io
