// SPDX-License-Identifier: MIT
// The facts that `lecternctl check` cannot know without the daemon: the configuration that it runs
// on, its addresses and the other nodes of the site; and the nodes alone.
#include <unistd.h>

#include <array>

#include "daemon/commands/commands.hpp"

namespace lecternd::commands {
namespace {

using base::Json;

Json nodes_json(const OperatorContext& c) {
  Json out = Json::array();
  for (const meetings::SiteNode& node : c.nodes.nodes()) {
    Json rooms = Json::array();
    for (const meetings::MeetingId& room : node.rooms) rooms.push(room.value());
    out.push(Json::object({{"name", node.name},
                           {"region", node.region},
                           {"here", node.here},
                           {"since", base::print_iso8601(node.since)},
                           {"rooms", rooms},
                           {"people", static_cast<std::int64_t>(node.people)},
                           {"allocations", static_cast<std::int64_t>(node.allocations)},
                           {"relay", array_of(node.relay)},
                           {"relay_refused", node.relay_refused}}));
  }
  return out;
}

control::Answer nodes(const OperatorContext& c, const Json&) {
  return Json::object({{"nodes", nodes_json(c)}});
}

control::Answer check_facts(const OperatorContext& c, const Json&) {
  Json addresses = Json::array();
  const RelaySetup& setup = c.relay.setup();
  if (c.relay.running()) {
    for (const base::IpAddress& ip : setup.question().locals) addresses.push(ip.print());
  }
  Json missing = Json::array();
  for (const base::IpAddress& ip : setup.missing()) missing.push(ip.print());
  Json missing_listeners = Json::array();
  for (const base::Endpoint& at : c.foundation.network.missing_listeners())
    missing_listeners.push(at.print());
  Json external = Json::array();
  for (const auto& mapped : setup.external())
    external.push(
        Json::object({{"local", mapped.local.print()}, {"external", mapped.external.print()}}));
  return Json::object({{"pid", static_cast<std::int64_t>(::getpid())},
                       {"config_source", c.foundation.loaded.source},
                       {"state_dir", c.foundation.state.path()},
                       {"listeners", c.listeners.to_json()},
                       {"relay_addresses", addresses},
                       {"missing_relay_addresses", missing},
                       {"missing_listeners", missing_listeners},
                       {"external", external},
                       {"address_findings", array_of(setup.address_findings())},
                       {"address_failures", array_of(setup.address_failures())},
                       {"nodes", nodes_json(c)}});
}

constexpr std::array kCommands{
    Command{"check-facts", check_facts, Audited::none("it only reads")},
    Command{"nodes", nodes, Audited::none("it only reads")},
};

}  // namespace

std::span<const Command> fact_commands() noexcept { return kCommands; }

}  // namespace lecternd::commands
