// SPDX-License-Identifier: MIT
#include "tests/turn/invariants.hpp"

#include <algorithm>

namespace turn {
namespace {

std::size_t relays_of(const Allocation& allocation) { return allocation.second ? 2 : 1; }

}  // namespace

std::string Invariants::broken(const Server& server, base::Instant now, bool alone) {
  if (auto what = broken_tables(server); !what.empty()) return what;
  std::string first;
  server.parts_.allocations.for_each([&](const Allocation& allocation) {
    if (first.empty()) first = broken_allocation(server, allocation, now);
  });
  if (first.empty() && alone) first = broken_counts(server, now);
  return first;
}

// Every entry of an index leads to an allocation that knows of it, and none is missing.
std::string Invariants::broken_tables(const Server& server) {
  const Allocations& table = server.parts_.allocations;
  std::size_t count = 0, tuples = 0, relays = 0;
  table.for_each([&](const Allocation& allocation) {
    ++count;
    tuples += (allocation.away ? 0u : 1u) + (allocation.next ? 1u : 0u);
    relays += relays_of(allocation);
  });
  if (count != table.size()) return "the number of allocations";
  if (tuples != table.by_tuple_.size())
    return "a 5-tuple without its allocation, or an allocation without its 5-tuple";
  if (relays != table.by_relay_.size())
    return "a relayed address without its allocation, or the other way round";
  std::string what;
  table.by_tuple_.for_each([&](const Allocation& allocation, std::uint32_t hash) {
    if (table.slots_[allocation.id.slot].allocation.get() != &allocation)
      what = "a 5-tuple leads nowhere";
    const bool by_leg = !allocation.away && table.hash(allocation.leg.tuple) == hash;
    const bool by_next = allocation.next && table.hash(allocation.next->tuple) == hash;
    if (!by_leg && !by_next) what = "a 5-tuple leads to a stranger's allocation";
  });
  table.by_relay_.for_each([&](const Allocation& allocation, std::uint32_t hash) {
    if (table.slots_[allocation.id.slot].allocation.get() != &allocation)
      what = "a relayed address leads nowhere";
    const bool by_second = allocation.second && table.hash(allocation.second->relay) == hash;
    if (table.hash(allocation.relay) != hash && !by_second)
      what = "a relayed address leads to a stranger's allocation";
  });
  return what;
}

std::string Invariants::broken_allocation(const Server& server, const Allocation& allocation,
                                          base::Instant now) {
  const PortPool& ports = server.parts_.shared.ports;
  if (allocation.username.empty()) return "an allocation without an owner";
  if ((allocation.away || allocation.next) && !allocation.mobile)
    return "an allocation that went along without a ticket";
  if (!server.parts_.lifetimes.timers_.pending(allocation.timer))
    return "an allocation without a timer";
  if (allocation.first_expiry() <= now) return "an allocation that outlives its lifetime";
  if (allocation.first_expiry() > now + server.parts_.config.max_lifetime)
    return "an allocation that lives too long";
  if (ports.local(allocation.relay).ip.family() != allocation.family)
    return "a relayed address of another family";
  if (allocation.second) {
    if (allocation.family != base::Family::v4 || ports.local(allocation.second->relay).ip.is_v4())
      return "a dual allocation";
  }
  const bool active = allocation.state == Allocation::State::active;
  if (active != (allocation.opening == 0))
    return "an allocation that waits for no socket, or does not wait for one";
  if (active && ports.owner(allocation.relay, allocation.transport) != server.parts_.worker)
    return "a live address that nobody serves";
  if (active && allocation.second &&
      ports.owner(allocation.second->relay, allocation.transport) != server.parts_.worker) {
    return "a second live address that nobody serves";
  }
  if (allocation.permissions.count(now) > server.parts_.config.max_permissions)
    return "too many permissions";
  if (allocation.channels.count(now) > server.parts_.config.max_channels)
    return "too many channels";
  if (server.parts_.connections.count(allocation.id) > server.parts_.config.max_connections)
    return "too many connections to peers";
  return {};
}

std::string Invariants::broken_counts(const Server& server, base::Instant now) {
  Shared& shared = server.parts_.shared;
  std::size_t relays = 0;
  std::optional<base::Instant> next;
  server.parts_.allocations.for_each([&](const Allocation& allocation) {
    relays += relays_of(allocation) + allocation.tried.size();
    next = next ? std::min(*next, allocation.first_expiry()) : allocation.first_expiry();
  });
  const std::size_t reserved = shared.ports.reserved_ports(now);
  if (shared.ports.free_ports(now) + reserved + relays != shared.ports.total_ports())
    return "a port that is lost, or had twice";
  if (shared.quotas.in_use() != server.parts_.allocations.size())
    return "the count of allocations of all";
  if (shared.quotas.holders() > 3 * server.parts_.allocations.size())
    return "a count of somebody who has nothing";
  if (shared.connections.in_use() != server.parts_.connections.size())
    return "the count of connections to peers";
  if (server.parts_.lifetimes.timers_.size() != server.parts_.allocations.size())
    return "a timer of nothing";
  if (server.parts_.lifetimes.timers_.next_deadline() != next)
    return "a timer at another time than the allocation's end";
  return {};
}

}  // namespace turn
