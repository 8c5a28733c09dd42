// SPDX-License-Identifier: MIT
// ServerParts: the tables of one worker's server and the objects that work on them, wired together.
// Each object gets references to the tables that it needs, and owns the rest of its state.
#pragma once

#include "turn/allocate/allocating.hpp"
#include "turn/allocate/refreshing.hpp"
#include "turn/binding.hpp"
#include "turn/data/data_path.hpp"
#include "turn/data/permitting.hpp"
#include "turn/restart.hpp"
#include "turn/tcp/binding.hpp"
#include "turn/tcp/connecting.hpp"
#include "turn/tcp/traffic.hpp"

namespace turn {

struct ServerParts {
  ServerParts(Shared& shared_in, base::Random& random_in, Stats& stats_in, WorkerIndex worker_in);
  ServerParts(const ServerParts&) = delete;
  ServerParts& operator=(const ServerParts&) = delete;

  Shared& shared;
  base::Random& random;
  Stats& stats;
  const WorkerIndex worker;

  // Tables
  Config config;  // this worker's own
  PeerAccess access;
  Answers answers;
  BindingAnswers binding;
  LateAnswers late_answers;
  Allocations allocations;
  PeerConnections connections;

  // The objects that work on them
  Sessions sessions;
  ConnectionLifetimes connection_lifetimes;
  Lifetimes lifetimes;
  Busy busy;
  Allocating allocating;
  Resuming resuming;
  Refreshing refreshing;
  Permitting permitting;
  Pacing pacing;
  DataPath data;
  Connecting connecting;
  ConnectionBinding connection_binding;
  ConnectionTraffic traffic;
  Restart restart;
};

}  // namespace turn
