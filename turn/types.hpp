// SPDX-License-Identifier: MIT
// The relay's vocabulary: addresses, transports and the ids of allocations and connections. Values;
// any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "base/endpoint.hpp"
#include "base/strong.hpp"
#include "base/time.hpp"
#include "turn/session.hpp"

namespace turn {

// A peer's address and port; never a client's.
using PeerEndpoint = base::Strong<struct PeerEndpointTag, base::Endpoint>;

// RFC 8656 section 3.2: the 5-tuple identifies an allocation.
struct FiveTuple {
  Transport transport = Transport::udp;
  base::Endpoint client;
  base::Endpoint server;

  friend bool operator==(const FiveTuple&, const FiveTuple&) = default;
};

// How a client reaches us: the 5-tuple, and the worker's listener or connection that carries it.
struct Leg {
  FiveTuple tuple;
  std::uint32_t socket = 0;
  // Another worker handed over this connection or datagram; this worker does not hand it on.
  bool moved = false;
  std::uint16_t via = 0;  // the other worker, for a datagram

  // The proxy that sends and receives the client's datagrams (PROXY protocol); port 0: none.
  base::Endpoint proxy{};

  const base::Endpoint& next_hop() const noexcept { return proxy.port != 0 ? proxy : tuple.client; }
  bool is_stream() const noexcept {
    return tuple.transport == Transport::tcp || tuple.transport == Transport::tls;
  }
};

// The two directions of an allocation.
enum class Direction : std::uint8_t { to_peers, to_client };

// The protocol of a relayed address: UDP (RFC 8656) or TCP (RFC 6062).
enum class RelayTransport : std::uint8_t { udp, tcp };

// One relayed transport address: the index of one of our relay addresses, and the port.
struct RelayKey {
  std::uint16_t address = 0;
  std::uint16_t port = 0;

  friend bool operator==(const RelayKey&, const RelayKey&) = default;
};

// A place in a worker's table, and a number for each use of that place: a stale id finds nothing.
struct AllocationId {
  std::uint32_t slot = UINT32_MAX;
  std::uint32_t generation = 0;

  friend bool operator==(const AllocationId&, const AllocationId&) = default;
};

using WorkerIndex = std::uint16_t;

// RFC 6062 section 6.2.1: the id of a connection between a relayed address and a peer. It is unique
// over all workers, see worker_of().
using ConnectionId = base::Strong<struct ConnectionIdTag, std::uint32_t>;

using base::Now;

}  // namespace turn

template <>
struct std::hash<turn::FiveTuple> {
  std::size_t operator()(const turn::FiveTuple& t) const noexcept {
    const std::size_t client = base::hash_value(t.client);
    return client ^ (base::hash_value(t.server) * 0x9e3779b97f4a7c15u) ^
           static_cast<std::size_t>(t.transport);
  }
};

template <>
struct std::hash<turn::RelayKey> {
  std::size_t operator()(const turn::RelayKey& k) const noexcept {
    return (std::size_t{k.address} << 16 | k.port) * 0x9e3779b97f4a7c15u;
  }
};
