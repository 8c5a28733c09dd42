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
  std::uint8_t failed_binds = 0;
  Leg leg;
  RelayKey relay;
  base::Family family = base::Family::v4;  // of `relay`
  struct Second {
    RelayKey relay;
    base::Instant expires;
  };
  std::optional<Second> second;
  std::uint8_t opening = 0;  // sockets that are asked for and not reported yet
  // The family of a dual allocation that could not be had, and why.
  struct Missing {
    base::Family family;
    stun::ErrorCode code;
  };
  std::optional<Missing> missing;
  std::string username;
  std::string identity;
  base::IpAddress source;  // whom quotas count it for, beside the identity

  Holder holder() const { return Holder{identity, source}; }

  LongTermKey key;
  Integrity integrity = Integrity::sha1;  // of the Allocate, so that its answer is signed alike
  // What the success answer said: a retransmitted Allocate gets the same bytes (RFC 8656
  // section 7.2).
  stun::TransactionId transaction{};
  std::chrono::seconds granted{};
  std::optional<ReservationToken> token;
  PortPool::Want want = PortPool::Want::any;

  // RFC 8016. Resumed from `next`, data still goes to `leg`, until something else than the Refresh
  // has come from there. Without a connection (`away`) there is no leg. `serial` is the ticket's
  // that is good.
  bool mobile = false;
  bool away = false;
  std::uint32_t serial = 0;
  std::optional<Leg> next;
  stun::TransactionId resumed_by{};

  base::Instant created;
  base::Instant expires;  // of `relay`
  base::TimerId timer;
  std::unique_ptr<PacedDirections> paced;  // where a rate is set
  Permissions permissions;
  Channels channels;
  Traffic to_peers;
  Traffic to_client;
  std::uint32_t peers_permitted = 0;  // so far
  std::uint32_t dropped = 0;          // of its data
  Stats::Kind counted_as{};           // as what it is among the allocations of this moment

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
