// SPDX-License-Identifier: MIT
// What operators see of a worker's allocations, in slices, and how they end one.
#include <algorithm>

#include "turn/server.hpp"
#include "turn/session_id.hpp"

namespace turn {

using std::chrono::duration_cast;
using std::chrono::seconds;

SessionInfo Server::describe(const Allocation& allocation, base::Instant now) const {
  std::optional<base::Endpoint> second;
  if (allocation.second) second = shared_.ports.external(allocation.second->relay);
  return describe(allocation, shared_.ports.external(allocation.relay), second, now);
}

SessionInfo Server::describe(const Allocation& allocation, const base::Endpoint& relayed,
                             const std::optional<base::Endpoint>& second, base::Instant now) const {
  SessionInfo info;
  info.id = SessionId{worker_, allocation.id}.print();
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

std::vector<SessionInfo> Server::sessions(base::Instant now) const {
  std::vector<SessionInfo> list;
  allocations_.for_each([&](const Allocation& allocation) {
    if (allocation.state == Allocation::State::active) list.push_back(describe(allocation, now));
  });
  return list;
}

Server::SessionSlice Server::sessions(std::uint32_t from, std::uint32_t slots,
                                      base::Instant now) const {
  SessionSlice slice;
  const std::size_t end = std::min(allocations_.slots(), std::size_t{from} + slots);
  for (std::size_t i = from; i < end; ++i) {
    const Allocation* allocation = allocations_.at_slot(i);
    if (allocation != nullptr && allocation->state == Allocation::State::active)
      slice.sessions.push_back(describe(*allocation, now));
  }
  slice.next = static_cast<std::uint32_t>(end);
  slice.last = end == allocations_.slots();
  return slice;
}

std::optional<SessionDetails> Server::session(AllocationId id, base::Instant now) const {
  const Allocation* allocation =
      id.slot < allocations_.slots() ? allocations_.at_slot(id.slot) : nullptr;
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
  for (const ConnectionId connection : peers_.of(id)) {
    details.peers.push_back(
        {SessionPeer::Kind::connection, peers_.find(connection)->peer.value(), 0, seconds{0}});
  }
  return details;
}

void Server::client_missed(const FiveTuple& tuple, std::size_t frames) noexcept {
  Allocation* allocation = allocations_.find(tuple);
  if (allocation != nullptr) allocation->dropped += static_cast<std::uint32_t>(frames);
}

std::optional<FiveTuple> Server::client_of(AllocationId id) noexcept {
  const Allocation* allocation = allocations_.find(id);
  if (allocation == nullptr || allocation->state != Allocation::State::active) return std::nullopt;
  return allocation->leg.tuple;
}

std::optional<base::Endpoint> Server::relayed_address(AllocationId id,
                                                      base::Family family) noexcept {
  const Allocation* allocation = allocations_.find(id);
  const auto relay = allocation == nullptr ? std::nullopt : allocation->relay_for(family);
  return relay ? std::optional{shared_.ports.external(*relay)} : std::nullopt;
}

std::optional<AllocationId> Server::allocation_of(RelayKey relay) noexcept {
  const Allocation* allocation = allocations_.find(relay);
  return allocation == nullptr ? std::nullopt : std::optional{allocation->id};
}

bool Server::kick(AllocationId id, Now now, Effects& out) {
  Allocation* allocation = allocations_.find(id);
  if (allocation == nullptr || allocation->state != Allocation::State::active) return false;
  end(*allocation, EndReason::kicked, now, out);
  return true;
}

// Among the allocations of this moment, as what it is now.
void Server::count_in(Allocation& allocation) noexcept {
  const std::uint8_t one = allocation.family == base::Family::v6 ? Stats::kV6 : Stats::kV4;
  allocation.counted_as = {static_cast<std::uint8_t>(allocation.leg.tuple.transport),
                           allocation.second ? Stats::kBoth : one};
  stats_.of(allocation.counted_as).in.add();
}

}  // namespace turn
