// SPDX-License-Identifier: MIT
// ControlUnit: the part of the daemon that serves operators. It owns, in order of life: the
// reloader, which SIGHUP and `lecternctl reload` call, the maker of backups, and the control server
// with the operator commands.
//
// Order of life: open() makes the socket; requests are accepted as soon as the main loop runs;
// destruction closes the socket. The server runs on the main loop, the commands on the threads of
// the control pool.
// Main thread, except for the reloader.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "control/server.hpp"
#include "daemon/commands/backups.hpp"
#include "daemon/commands/operator_commands.hpp"
#include "daemon/commands/reloader.hpp"
#include "daemon/process/foundation.hpp"

namespace lecternd {

class ControlUnit {
 public:
  // All outlive the unit.
  struct Parts {
    Domain& domain;
    RelayUnit& relay;
    WebUnit& web;
    const meetings::SiteNodeList& nodes;
    Listeners listeners;
    std::function<std::vector<std::string>()> stalled_loops;  // control thread
    std::function<PartState()> store_state;                   // control thread
  };
  // The socket is made in [site] runtime_dir, else in systemd's runtime folder, else in the state
  // folder. The foundation outlives the unit.
  static base::Result<std::unique_ptr<ControlUnit>> open(Foundation& foundation, Parts parts);
  // Stop the control pool first: its jobs refer to the unit.
  ~ControlUnit() = default;
  ControlUnit(const ControlUnit&) = delete;
  ControlUnit& operator=(const ControlUnit&) = delete;

  Reloader& reloader() noexcept { return reloader_; }  // any thread
  // Ends commands that take long; call it before the control pool stops.
  void stop() noexcept { backups_.stop(); }

 private:
  ControlUnit(const Foundation& foundation, Domain& domain, Reloader::Parts parts)
      : reloader_(foundation.loaded, std::move(parts), foundation.log),
        backups_(foundation, domain) {}

  Reloader reloader_;
  Backups backups_;
  std::unique_ptr<control::Server> server_;
};

}  // namespace lecternd
