// SPDX-License-Identifier: MIT
#include "daemon/commands/control_unit.hpp"

#include <utility>

#include "control/protocol.hpp"
#include "daemon/web/certificates.hpp"

namespace lecternd {
namespace {

Reloader::Parts reloader_parts(const Foundation& foundation, RelayUnit& relay, WebUnit& web) {
  Reloader::Parts parts;
  parts.load = foundation.process.load_config;
  parts.load_certificate = [&foundation](const config::Config& config) {
    return load_certificate(config,
                            {foundation.state.path(), foundation.challenges, foundation.log});
  };
  parts.use_certificate = [&relay, &web](const std::shared_ptr<net::TlsContext>& tls) {
    relay.set_tls(tls);
    web.set_tls(tls);
  };
  parts.prepare = [&relay](const config::Config& config) { return relay.prepare(config); };
  return parts;
}

std::string socket_folder(const Foundation& foundation) {
  const std::string& configured = foundation.config().site.runtime_dir;
  if (!configured.empty()) return configured;
  const std::string& from_manager = foundation.process.runtime_dir;
  return from_manager.empty() ? foundation.state.path() : from_manager;
}

}  // namespace

base::Result<std::unique_ptr<ControlUnit>> ControlUnit::open(Foundation& foundation, Parts parts) {
  std::unique_ptr<ControlUnit> unit{new ControlUnit(
      foundation, parts.domain, reloader_parts(foundation, parts.relay, parts.web))};
  OperatorContext context{foundation,
                          foundation.workers,
                          foundation.hashing,
                          parts.domain,
                          parts.relay,
                          parts.web,
                          parts.nodes,
                          unit->reloader_,
                          unit->backups_,
                          std::move(parts.listeners),
                          std::move(parts.stalled_loops),
                          std::move(parts.store_state)};
  auto server = control::Server::open(foundation.main, foundation.control,
                                      control::socket_path(socket_folder(foundation)),
                                      make_operator_commands(std::move(context)), foundation.log);
  if (!server)
    return base::failure(
        base::Error{server.error().code, "control socket: " + server.error().what});
  unit->server_ = std::move(*server);
  return unit;
}

}  // namespace lecternd
