// SPDX-License-Identifier: MIT
// What the workers of one relay have in common: policy, nonces, ports, quotas. Each member says its own thread rule; all are
// for any thread.
#pragma once

#include <atomic>
#include <vector>

#include "base/random.hpp"
#include "turn/config.hpp"
#include "turn/mobility.hpp"
#include "turn/nat_discovery.hpp"
#include "turn/nonce.hpp"
#include "turn/peer_policy.hpp"
#include "turn/port_pool.hpp"
#include "turn/quota.hpp"

namespace turn {

struct Shared {
  Shared(Config config_in, std::vector<RelayAddress> addresses, std::uint16_t first_port, std::uint16_t last_port,
         base::Random& random)
      : config(std::move(config_in)),
        policy(config),
        nonces(random, config.nonce_lifetime),
        tickets(random),
        ports(std::move(addresses), first_port, last_port, config.reservation_lifetime),
        quotas({config.user_quota, config.meeting_quota, config.source_quota, config.total_quota}),
        connections({.user = config.user_connections, .total = config.total_connections}) {}

  const Config config;
  const PeerPolicy policy;
  const Nonces nonces;
  const Tickets tickets;
  PortPool ports;
  Quotas quotas;
  Quotas connections;       // RFC 6062: between relayed addresses and peers
  WorkerIndex workers = 1;  // set before they start
  NatDiscovery discovery;   // set before they start
  // No new allocations; those that are there go on. Any thread.
  std::atomic<bool> draining{false};
};

}  // namespace turn
