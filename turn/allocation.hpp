// SPDX-License-Identifier: MIT
// Allocation: one client's relayed address with its permissions and channels (RFC 8656
// section 3.2). One worker owns it.
//
// An allocation has one relayed address, or one of each family with ADDITIONAL-ADDRESS-FAMILY: then
// `relay` is the IPv4 one and `second` the IPv6 one, with lifetimes of their own (section 8.1).
//
//   pending (OpenRelay sent) --relay_opened--> active --deleted, expired, disconnected--> (gone)
//      |--relay_failed, disconnected--> (gone)
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/timer_queue.hpp"
#include "turn/channels.hpp"
#include "turn/credentials.hpp"
#include "turn/data/pace.hpp"
#include "turn/permissions.hpp"
#include "turn/port_pool.hpp"
#include "turn/quota.hpp"
#include "turn/session.hpp"
#include "turn/stats.hpp"
#include "turn/stun/wire.hpp"
#include "turn/types.hpp"

namespace turn {

struct Allocation {
  enum class State : std::uint8_t { pending, active };

  AllocationId id;
  State state = State::pending;
  bool fingerprint = false;  // the Allocate carried FINGERPRINT, so its answer will
  bool redeemed = false;     // its port comes from a reservation
  RelayTransport transport = RelayTransport::udp;
  Leg leg;
  RelayKey relay;
  base::Family family = base::Family::v4;  // of `relay`
  struct Second {
    RelayKey relay;
    base::Instant expires;
  };
  std::optional<Second> second;
  std::uint8_t opening = 0;  // sockets that are ordered and not reported yet
  // Relayed addresses that the system has refused while the allocation was pending. Nobody claims
  // them meanwhile, so that none is tried twice.
  struct Tried {
    RelayKey relay;
    SystemFailure why;
  };
  std::vector<Tried> tried;
  // The family that a dual allocation did not get, and why.
  struct Missing {
    base::Family family;
    stun::ErrorCode code;
  };
  std::optional<Missing> missing;
  std::string username;
  std::string identity;
  base::IpAddress source;  // quotas count the allocation for it, too

  Holder holder() const { return Holder{identity, source}; }

  LongTermKey key;
  Integrity integrity = Integrity::sha1;  // of the Allocate; its answer is signed in the same way
  // The contents of the success answer: a retransmitted Allocate gets the same bytes (RFC 8656
  // section 7.2).
  stun::TransactionId transaction{};
  std::chrono::seconds granted{};
  std::optional<ReservationToken> token;
  PortPool::Want want = PortPool::Want::any;

  // RFC 8016. After a Refresh from `next` data still goes to `leg`, until the client sends
  // something else from `next`. While the client has no connection (`away`), `leg` is not valid.
  // `serial` is the serial number of the valid ticket.
  bool mobile = false;
  bool away = false;
  std::uint32_t serial = 0;
  std::optional<Leg> next;
  stun::TransactionId resumed_by{};

  base::Instant created;
  base::Instant expires;  // of `relay`
  base::TimerId timer;
  std::unique_ptr<PacedDirections> paced;  // nullptr: no rate
  Permissions permissions;
  Channels channels;
  Traffic to_peers;
  Traffic to_client;
  std::uint32_t peers_permitted = 0;  // so far
  std::uint32_t dropped = 0;          // datagrams of the client and its peers
  Stats::Kind counted_as{};           // see turn/counting.hpp

  // The relayed address of that family.
  std::optional<RelayKey> relay_for(base::Family wanted) const noexcept {
    if (wanted == family) return relay;
    return second ? std::optional{second->relay} : std::nullopt;
  }
  base::Instant first_expiry() const noexcept {
    return second ? std::min(expires, second->expires) : expires;
  }
};

}  // namespace turn
