// SPDX-License-Identifier: MIT
// Foundation: the objects that every unit of the daemon uses. It is made first and destroyed last,
// so the units keep a reference to it. The log, the metrics, the pools and the constants: any
// thread. The main loop: main thread, except for its post().
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/http_server_pools.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/shared_random.hpp"
#include "base/time.hpp"
#include "config/load.hpp"
#include "daemon/process/network.hpp"
#include "daemon/process/state_dir.hpp"
#include "net/acme_challenges.hpp"
#include "net/event_loop.hpp"
#include "net/worker_pool.hpp"
#include "turn/io/handover.hpp"

namespace lecternd {

// The services of the process for the units. A function may be empty.
struct ProcessServices {
  std::string program;      // the path of the executable: the web UI may lie beside it
  std::string runtime_dir;  // systemd's RUNTIME_DIRECTORY, else ""
  // Reads the configuration again, for a reload. Any thread.
  std::function<base::Result<config::Loaded, std::vector<config::Problem>>()> load_config;
  std::function<void(bool well)> after_look;  // main loop, once a second; `well`: every loop turns
  std::function<void()> leave;                // main loop: ends it, as SIGTERM does
  // Main loop: one line of status for the service manager; "" stands for the usual one.
  std::function<void(const std::string& status)> tell_manager;
  // Main thread: gives the relay's allocations to the service manager, which keeps them for the
  // next process. Empty where no manager is present.
  std::function<base::Status(turn::io::Handover)> hand_over;
  // The same for the sessions and the rooms of the signaling (WsServer::hand_over()).
  std::function<base::Status(const base::Secret&)> hand_over_rooms;
};

struct Foundation {
  // The loop and the log outlive this. Registers the metrics of the process.
  Foundation(net::EventLoop& main_loop, config::Loaded configuration, ProcessServices services,
             base::Log& to, StateDir folder);

  const config::Config& config() const noexcept { return loaded.config; }

  net::EventLoop& main;
  base::Log& log;
  const config::Loaded loaded;  // the configuration that the daemon was started with
  const ProcessServices process;
  const StateDir state;
  const base::WallTime started_at;
  base::Metrics metrics;
  Network network;
  // What certificate authorities are shown: operators offer it, and the front and every TLS
  // listener answer by it.
  const std::shared_ptr<net::AcmeChallenges> challenges = std::make_shared<net::AcmeChallenges>();
  base::SystemRandom salt_source;
  base::SharedRandom salts{salt_source};
  net::WorkerPool workers;  // everything that strangers can ask for
  // The commands of operators and the questions of health. Strangers cannot give it a job, so it
  // answers while they fill the other one.
  net::WorkerPool control;
  api::HashPool hashing;  // the only threads that hash passwords
};

}  // namespace lecternd
