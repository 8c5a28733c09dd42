// SPDX-License-Identifier: MIT
// Sessions: describes a worker's allocations to operators. It reads the tables and changes nothing.
// One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "turn/allocations.hpp"
#include "turn/session.hpp"
#include "turn/tcp/peer_connections.hpp"

namespace turn {

// A part of a worker's sessions, so that packets do not wait for a long list.
struct SessionSlice {
  std::vector<SessionInfo> sessions;
  std::uint32_t next = 0;  // where the next slice begins
  bool last = false;
};

class Sessions {
 public:
  struct Parts {
    const Allocations& allocations;
    const PeerConnections& connections;
    const PortPool& ports;
    WorkerIndex worker;
  };
  explicit Sessions(const Parts& parts) : parts_(parts) {}

  std::vector<SessionInfo> list(base::Instant now) const;
  // `slots` places of the table from `from` on; a place holds at most one session.
  SessionSlice slice(std::uint32_t from, std::uint32_t slots, base::Instant now) const;
  // nullopt: no such session.
  std::optional<SessionDetails> details(AllocationId id, base::Instant now) const;

  SessionInfo describe(const Allocation& allocation, base::Instant now) const;
  // The same with relayed addresses that are not in this process's pool.
  SessionInfo describe(const Allocation& allocation, const base::Endpoint& relayed,
                       const std::optional<base::Endpoint>& second, base::Instant now) const;

 private:
  const Parts parts_;
};

}  // namespace turn
