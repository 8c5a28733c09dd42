// SPDX-License-Identifier: MIT
// ConnectionLifetimes: the beginning and the end of TCP connections between relayed addresses and
// peers (RFC 6062): their places in quotas, their deadlines, and the late answers to Connect
// requests. One thread.
#pragma once

#include "base/result.hpp"
#include "turn/allocations.hpp"
#include "turn/answers.hpp"
#include "turn/data/peer_access.hpp"
#include "turn/quota.hpp"
#include "turn/tcp/peer_connections.hpp"

namespace turn {

class ConnectionLifetimes {
 public:
  struct Parts {
    const Config& config;
    Allocations& allocations;
    PeerConnections& connections;
    Quotas& quotas;
    base::Random& random;
    LateAnswers& answers;
    Stats& stats;
  };
  explicit ConnectionLifetimes(const Parts& parts) : parts_(parts) {}

  // A new connection with a place in the quotas. Errors: 486 and 508 where there is none.
  base::Result<PeerConnection*, stun::ErrorCode> open(const Allocation& allocation,
                                                      const PeerEndpoint& peer,
                                                      base::Instant deadline);
  // Answers the Connect that caused the connection: success, or `error`.
  void answer(const PeerConnection& connection, std::optional<stun::ErrorCode> error, Effects& out);
  // Forgets the connection and gives back its place. The caller closes it.
  void close(const PeerConnection& connection);

  // These close connections, too (ClosePeer): all of an allocation, or only those from one of its
  // relayed addresses; those to peers that are denied now; those whose deadline has come.
  void close_of(AllocationId allocation, std::optional<base::Family> only, Effects& out);
  void close_denied(AllocationId allocation, const PeerAccess& access, Effects& out);
  void expire(Now now, Effects& out);

 private:
  std::optional<stun::ErrorCode> take_place(const Allocation& allocation);
  void fail(const PeerConnection& connection, stun::ErrorCode error, Effects& out);

  const Parts parts_;
};

}  // namespace turn
