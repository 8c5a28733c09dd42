// SPDX-License-Identifier: MIT
// What lecternctl can ask for, as functions from JSON to JSON over the services. Blocks; worker
// threads only.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "control/protocol.hpp"
#include "daemon/commands/reloader.hpp"
#include "daemon/domain.hpp"
#include "daemon/listeners.hpp"
#include "daemon/relay/captures.hpp"
#include "daemon/relay/drain.hpp"
#include "net/tls_context.hpp"
#include "turn/io/relay.hpp"

namespace lecternd {

class RelaySetup;

struct Links {
  std::string url;
  std::optional<std::string> admin_link;
};

struct OperatorContext {
  Domain& domain;
  turn::io::Relay* relay;  // null: [turn] enabled = false
  Drain* drain;            // null likewise
  Captures* captures;      // null likewise
  const Listeners& listeners;
  RelaySetup& relay_setup;
  std::string state_dir;
  std::string config_source;
  base::WallTime started_at;
  std::function<base::Result<Links>()> links;
  std::function<std::shared_ptr<net::TlsContext>()> certificate;  // may give null
  std::function<std::vector<std::string>()> stalled_loops;
  std::function<base::Result<std::vector<config::Change>, std::vector<config::Problem>>()> reload;
};

// What the context refers to outlives the function.
std::function<control::Answer(const control::Request&)> make_operator_commands(
    OperatorContext context);

}  // namespace lecternd
