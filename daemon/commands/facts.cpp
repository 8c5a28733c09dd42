// SPDX-License-Identifier: MIT
// What `lecternctl check` cannot know without the daemon: which configuration it runs on, and its
// addresses.
#include <unistd.h>

#include <array>

#include "daemon/commands/commands.hpp"
#include "daemon/relay/setup.hpp"

namespace lecternd::commands {
namespace {

using base::Json;

control::Answer check_facts(const OperatorContext& c, const Json&) {
  Json addresses = Json::array();
  if (c.relay != nullptr) {
    for (const base::IpAddress& ip : c.relay_setup.question().locals) addresses.push(ip.print());
  }
  Json external = Json::array();
  for (const auto& mapped : c.relay_setup.external())
    external.push(
        Json::object({{"local", mapped.local.print()}, {"external", mapped.external.print()}}));
  return Json::object({{"pid", static_cast<std::int64_t>(::getpid())},
                       {"config_source", c.config_source},
                       {"state_dir", c.state_dir},
                       {"listeners", c.listeners.to_json()},
                       {"relay_addresses", addresses},
                       {"external", external},
                       {"address_findings", array_of(c.relay_setup.address_findings())}});
}

constexpr std::array kCommands{Command{"check-facts", check_facts}};

}  // namespace

std::span<const Command> fact_commands() noexcept { return kCommands; }

}  // namespace lecternd::commands
