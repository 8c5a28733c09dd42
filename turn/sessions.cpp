// SPDX-License-Identifier: MIT
#include "turn/sessions.hpp"

#include <algorithm>

#include "turn/session_id.hpp"

namespace turn {

using std::chrono::duration_cast;
using std::chrono::seconds;

SessionInfo Sessions::describe(const Allocation& allocation, base::Instant now) const {
  std::optional<base::Endpoint> second;
  if (allocation.second) second = parts_.ports.external(allocation.second->relay);
  return describe(allocation, parts_.ports.external(allocation.relay), second, now);
}

SessionInfo Sessions::describe(const Allocation& allocation, const base::Endpoint& relayed,
                               const std::optional<base::Endpoint>& second,
                               base::Instant now) const {
  SessionInfo info;
  info.id = SessionId{parts_.worker, allocation.id}.print();
  info.username = allocation.username;
  info.identity = allocation.identity;
  info.transport = allocation.leg.tuple.transport;
  info.tcp_peers = allocation.transport == RelayTransport::tcp;
  info.connection = allocation.leg.socket;
  info.client = allocation.leg.tuple.client;
  info.relayed = relayed;
  info.relayed_second = second;
  info.age = duration_cast<seconds>(now - allocation.created);
  const base::Instant last = allocation.second
                                 ? std::max(allocation.expires, allocation.second->expires)
                                 : allocation.expires;
  info.expires_in = duration_cast<seconds>(std::max(last, now) - now);
  info.permissions = static_cast<std::uint32_t>(allocation.permissions.count(now));
  info.channels = static_cast<std::uint32_t>(allocation.channels.count(now));
  info.to_peers = allocation.to_peers;
  info.to_client = allocation.to_client;
  info.peers = allocation.peers_permitted;
  info.dropped = allocation.dropped;
  if (allocation.paced) {
    info.max_rate = allocation.paced->to_peers.pace.rate();
    info.over_rate = allocation.paced->to_peers.dropped + allocation.paced->to_client.dropped;
  }
  return info;
}

std::vector<SessionInfo> Sessions::list(base::Instant now) const {
  std::vector<SessionInfo> list;
  parts_.allocations.for_each([&](const Allocation& allocation) {
    if (allocation.state == Allocation::State::active) list.push_back(describe(allocation, now));
  });
  return list;
}

SessionSlice Sessions::slice(std::uint32_t from, std::uint32_t slots, base::Instant now) const {
  SessionSlice slice;
  const std::size_t end = std::min(parts_.allocations.slots(), std::size_t{from} + slots);
  for (std::size_t i = from; i < end; ++i) {
    const Allocation* allocation = parts_.allocations.at_slot(i);
    if (allocation != nullptr && allocation->state == Allocation::State::active)
      slice.sessions.push_back(describe(*allocation, now));
  }
  slice.next = static_cast<std::uint32_t>(end);
  slice.last = end == parts_.allocations.slots();
  return slice;
}

std::optional<SessionDetails> Sessions::details(AllocationId id, base::Instant now) const {
  const Allocation* allocation =
      id.slot < parts_.allocations.slots() ? parts_.allocations.at_slot(id.slot) : nullptr;
  if (allocation == nullptr || allocation->id != id ||
      allocation->state != Allocation::State::active)
    return std::nullopt;
  SessionDetails details{describe(*allocation, now), {}};
  allocation->permissions.for_each(now, [&](const base::IpAddress& ip, base::Instant expires) {
    details.peers.push_back(
        {SessionPeer::Kind::permission, {ip, 0}, 0, duration_cast<seconds>(expires - now)});
  });
  allocation->channels.for_each(
      now, [&](std::uint16_t number, const PeerEndpoint& peer, base::Instant expires) {
        details.peers.push_back({SessionPeer::Kind::channel, peer.value(), number,
                                 duration_cast<seconds>(expires - now)});
      });
  for (const ConnectionId connection : parts_.connections.of(id)) {
    details.peers.push_back({SessionPeer::Kind::connection,
                             parts_.connections.find(connection)->peer.value(), 0, seconds{0}});
  }
  return details;
}

}  // namespace turn
