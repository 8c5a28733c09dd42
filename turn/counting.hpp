// SPDX-License-Identifier: MIT
// Counts the data of an allocation and the living allocations of each kind in a Stats. The thread
// of that Stats only.
#pragma once

#include "turn/allocation.hpp"
#include "turn/effects.hpp"
#include "turn/stats.hpp"

namespace turn {

// An allocation lives as a kind: the client's transport, and the families of its relayed addresses.
inline void count_in(Stats& stats, Allocation& allocation) noexcept {
  const std::uint8_t one = allocation.family == base::Family::v6 ? Stats::kV6 : Stats::kV4;
  allocation.counted_as = {static_cast<std::uint8_t>(allocation.leg.tuple.transport),
                           allocation.second ? Stats::kBoth : one};
  stats.of(allocation.counted_as).in.add();
}
inline void count_out(Stats& stats, const Allocation& allocation) noexcept {
  stats.of(allocation.counted_as).out.add();
}

inline void count_to_peer(Stats& stats, Allocation& allocation, const Forward& sent) noexcept {
  const std::size_t bytes = sent.payload.size();
  ++allocation.to_peers.packets;
  allocation.to_peers.bytes += bytes;
  if (sent.kind == Forward::Kind::hairpin) return stats.hairpin.add(bytes);
  stats.to_peers.of(allocation.leg.tuple.transport, sent.peer.value().ip.family()).add(bytes);
}
inline void count_to_client(Stats& stats, Allocation& allocation, std::size_t bytes) noexcept {
  ++allocation.to_client.packets;
  allocation.to_client.bytes += bytes;
  const FiveTuple& client = allocation.leg.tuple;
  stats.to_clients.of(client.transport, client.client.ip.family()).add(bytes);
}
inline void count_drop(Stats& stats, Allocation& allocation, Drop reason) noexcept {
  ++allocation.dropped;
  stats.drop(reason);
}

}  // namespace turn
