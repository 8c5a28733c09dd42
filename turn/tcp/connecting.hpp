// SPDX-License-Identifier: MIT
// Connecting: Connect requests and connections from peers (RFC 6062 sections 5.2, 5.3 and 5.5):
// everything that leads to a connection between a relayed address and a peer. One thread.
#pragma once

#include "turn/tcp/connection_lifetimes.hpp"

namespace turn {

class Connecting {
 public:
  struct Parts {
    const Config& config;
    Allocations& allocations;
    PeerConnections& connections;
    ConnectionLifetimes& lifetimes;
    const PortPool& ports;
    const PeerAccess& access;
    base::Random& random;
    Answers& answers;
    Stats& stats;
  };
  explicit Connecting(const Parts& parts) : parts_(parts) {}

  void on_connect(const Request& request);
  // The outcome of a ConnectPeer or ConnectOwn.
  void connected(ConnectionId id, Now now, Effects& out);
  void failed(ConnectionId id, Effects& out);
  // A peer, or one of our own relayed addresses, has connected to an allocation's relayed address.
  // nullopt: the caller closes the connection at once.
  std::optional<ConnectionId> accepted(AllocationId relay, const PeerEndpoint& from, Now now,
                                       Effects& out);
  std::optional<ConnectionId> accepted(RelayKey target, const PeerEndpoint& from, Now now,
                                       Effects& out);

 private:
  std::optional<ConnectionId> accepted(Allocation* allocation, const PeerEndpoint& from, Now now,
                                       Effects& out);
  PeerConnection* connecting(ConnectionId id) noexcept;
  // Set where the peer is at one of our relay addresses.
  std::optional<RelayKey> own_target(const PeerEndpoint& peer) const noexcept;

  const Parts parts_;
};

}  // namespace turn
