// SPDX-License-Identifier: MIT
// What lecternctl can ask for, as functions from JSON to JSON over the services. Blocks; worker threads only.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "daemon/captures.hpp"
#include "daemon/control_protocol.hpp"
#include "daemon/domain.hpp"
#include "daemon/drain.hpp"
#include "daemon/reloader.hpp"
#include "net/tls_context.hpp"
#include "turn/io/relay.hpp"

namespace lecternd {

// Where we are reached, with the ports that the kernel chose.
struct Listeners {
  std::vector<base::Endpoint> http;  // without those that only redirect
  std::vector<base::Endpoint> https;
  std::vector<base::Endpoint> redirect;
  std::vector<base::Endpoint> turn;      // UDP and TCP
  std::vector<base::Endpoint> turn_tls;  // beside https, which takes TURN, too
  std::optional<base::Endpoint> metrics;

  base::Json to_json() const;
};

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
  std::function<base::Result<std::vector<Change>, std::vector<Problem>>()> reload;
};

// What the context refers to outlives the function.
std::function<ControlResult(const ControlRequest&)> make_operator_commands(OperatorContext context);

}  // namespace lecternd
