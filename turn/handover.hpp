// SPDX-License-Identifier: MIT
// What a server leaves to the one of the next process, so that a restart cuts no call: its
// allocations, which name their relayed addresses by what both know (a RelayKey is a place in one
// process's table). As values and as JSON: a newer version reads what an older one wrote, and the
// other way round. Instants are those of the machine's monotonic clock, which both share. Pure; any
// thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "turn/allocation.hpp"
#include "turn/port_pool.hpp"
#include "turn/session.hpp"

namespace turn {

struct HandedAllocation {
  std::unique_ptr<Allocation> allocation;  // its relay keys mean nothing any more; the sockets of
                                           // its legs are the old numbers
  PortPool::Place relay;
  std::optional<PortPool::Place> second;
};

struct HandedServer {
  std::uint32_t next_generation = 0;
  std::vector<HandedAllocation> allocations;
  std::vector<SessionInfo>
      sessions;  // the same ones, for the record of those that nobody takes over
};

// The keys of users are in it: not for disks, and not for logs.
base::Json to_json(const HandedAllocation& handed);
base::Json to_json(const PortPool::Reserved& reserved);
// Errors: corrupt, with the name of what is missing or wrong.
base::Result<HandedAllocation> handed_allocation(const base::Json& json);
base::Result<PortPool::Reserved> handed_reservation(const base::Json& json);

// Of the parts that a worker adds.
base::Json to_json(const FiveTuple& tuple);
base::Result<FiveTuple> handed_tuple(const base::Json& json);

}  // namespace turn
