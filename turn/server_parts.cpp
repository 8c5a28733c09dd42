// SPDX-License-Identifier: MIT
#include "turn/server_parts.hpp"

namespace turn {

ServerParts::ServerParts(Shared& shared_in, base::Random& random_in, Stats& stats_in,
                         WorkerIndex worker_in)
    : shared(shared_in),
      random(random_in),
      stats(stats_in),
      worker(worker_in),
      config(shared.config),
      access(config, shared.ports),
      answers(config, random, stats),
      binding(config, random, shared.discovery, shared.ports, answers, stats),
      late_answers(stats),
      allocations(random.u64()),
      connections(worker),
      sessions({allocations, connections, shared.ports, worker}),
      connection_lifetimes(
          {config, allocations, connections, shared.connections, random, late_answers, stats}),
      lifetimes({allocations, connection_lifetimes, shared.ports, shared.quotas, stats, sessions}),
      busy({config, shared, random, answers, late_answers, stats}),
      allocating({config, allocations, lifetimes, shared.ports, shared.quotas, shared.tickets, busy,
                  random, answers, late_answers, stats, worker}),
      resuming({config, allocations, shared, worker}),
      refreshing({config, lifetimes, resuming, answers}),
      permitting({config, access, connection_lifetimes, answers}),
      pacing(allocations, stats),
      data({allocations, shared.ports, access, stats}, random),
      connecting({config, allocations, connections, connection_lifetimes, shared.ports, access,
                  random, answers, stats}),
      connection_binding({allocations, connections, shared, answers, worker}),
      traffic(allocations, connections, stats),
      restart({config, allocations, lifetimes, pacing, permitting, shared.ports, shared.quotas,
               sessions, stats, worker}) {}

}  // namespace turn
