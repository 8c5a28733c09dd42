// SPDX-License-Identifier: MIT
// The commands of lecternctl, as functions from JSON to JSON over the units. They block: threads
// of the control pool only.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "control/protocol.hpp"
#include "daemon/commands/reloader.hpp"
#include "daemon/domain.hpp"
#include "daemon/listeners.hpp"
#include "daemon/process/foundation.hpp"
#include "daemon/process/heartbeat.hpp"
#include "daemon/relay/relay_unit.hpp"
#include "daemon/web/web_unit.hpp"

namespace lecternd {

class Backups;

struct OperatorContext {
  const Foundation& foundation;
  net::WorkerPool& workers;
  api::HashPool& hashing;
  Domain& domain;
  RelayUnit& relay;
  const WebUnit& web;
  const meetings::SiteNodeList& nodes;
  Reloader& reloader;
  Backups& backups;
  Listeners listeners;  // the web's and the relay's
  std::function<std::vector<std::string>()> stalled_loops;
  std::function<PartState()> store_state;
};

// The references of the context outlive the function.
std::function<control::Answer(const control::Request&)> make_operator_commands(
    OperatorContext context);

}  // namespace lecternd
