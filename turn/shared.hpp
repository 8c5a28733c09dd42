// SPDX-License-Identifier: MIT
// Shared: the state that the workers of one relay share: nonces, tickets, ports, quotas. Any
// thread.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "base/random.hpp"
#include "turn/config.hpp"
#include "turn/mobility/tickets.hpp"
#include "turn/nat_discovery.hpp"
#include "turn/nonce.hpp"
#include "turn/port_pool.hpp"
#include "turn/quota.hpp"
#include "turn/revoked_credentials.hpp"

namespace turn {

struct Shared {
  // `random` gives the keys of nonces and tickets, in this order: the same bytes give the same
  // keys.
  Shared(Config config_in, std::vector<RelayAddress> addresses, std::uint16_t first_port,
         std::uint16_t last_port, base::Random& random, std::uint32_t first_nonce = 0)
      : config(std::move(config_in)),
        nonces(random, config.nonce_lifetime, first_nonce),
        tickets(random),
        ports(std::move(addresses), first_port, last_port, config.reservation_lifetime),
        quotas(allocation_limits(config)),
        connections(connection_limits(config)) {}

  static Quotas::Limits allocation_limits(const Config& c) noexcept {
    return {c.user_quota, c.meeting_quota, c.source_quota, c.total_quota};
  }
  static Quotas::Limits connection_limits(const Config& c) noexcept {
    return {.user = c.user_connections, .total = c.total_connections};
  }

  const Config config;  // at the start; each server then has its own
  const Nonces nonces;
  const Tickets tickets;
  PortPool ports;
  Quotas quotas;
  Quotas connections;       // RFC 6062: TCP connections to peers
  WorkerIndex workers = 1;  // set before they start
  NatDiscovery discovery;   // set before they start
  // Never null; the daemon revokes, the servers ask.
  std::shared_ptr<const RevokedCredentials> revoked = std::make_shared<RevokedCredentials>();
  // The server refuses new allocations; running ones go on.
  std::atomic<bool> draining{false};
};

}  // namespace turn
