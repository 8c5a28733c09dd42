// SPDX-License-Identifier: MIT
// The allocations that a server hands to the server of the next process, so that a restart cuts no
// call, as values and as JSON. They name relayed addresses in a form that both processes understand
// (a RelayKey is an index into one process's table). Newer and older versions read each other's
// JSON. Instants are those of the machine's monotonic clock, which both processes share. Pure; any
// thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "base/result.hpp"
#include "turn/allocation.hpp"
#include "turn/port_pool.hpp"
#include "turn/session.hpp"

namespace turn {

struct HandedAllocation {
  // Its relay keys are no longer valid; the sockets of its legs have the numbers of the old
  // process.
  std::unique_ptr<Allocation> allocation;
  PortPool::Place relay;
  std::optional<PortPool::Place> second;
};

struct HandedServer {
  std::uint32_t next_generation = 0;
  std::vector<HandedAllocation> allocations;
  // The same allocations, for the records of those that the next process does not take over.
  std::vector<SessionInfo> sessions;
};

// The JSON contains users' keys: do not write it to disk or to a log.
base::Json to_json(const HandedAllocation& handed);
base::Json to_json(const PortPool::Reserved& reserved);
// Errors: corrupt, with the name of what is missing or wrong.
base::Result<HandedAllocation> handed_allocation(const base::Json& json);
// `in` has the error, if there is one.
PortPool::Reserved read_reservation(base::JsonFields& in);

// For the parts that a worker adds.
base::Json to_json(const FiveTuple& tuple);
FiveTuple read_tuple(base::JsonFields& in);

}  // namespace turn
