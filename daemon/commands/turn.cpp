// SPDX-License-Identifier: MIT
// The relay: who uses it, and credentials for it.
#include <array>

#include "daemon/commands/commands.hpp"
#include "daemon/relay_setup.hpp"
#include "turn/credentials.hpp"

namespace lecternd::commands {
namespace {

using base::Json;

ControlResult turn_sessions(const OperatorContext& c, const Json&) {
  Json list = Json::array();
  if (c.relay == nullptr) return control_failure("turn-off", "the relay is off ([turn] enabled = false)");
  for (const turn::SessionInfo& s : c.relay->sessions()) {
    list.push(Json::object({{"id", s.id},
                            {"username", s.username},
                            {"identity", s.identity},
                            {"transport", to_string(s.transport)},
                            {"client", s.client.print()},
                            {"relayed", s.relayed.print()},
                            {"age_seconds", static_cast<std::int64_t>(s.age.count())},
                            {"expires_in_seconds", static_cast<std::int64_t>(s.expires_in.count())},
                            {"permissions", s.permissions},
                            {"channels", s.channels},
                            {"packets_to_peers", s.to_peers.packets},
                            {"bytes_to_peers", s.to_peers.bytes},
                            {"packets_to_client", s.to_client.packets},
                            {"bytes_to_client", s.to_client.bytes}}));
  }
  return Json::object({{"sessions", list}});
}

ControlResult turn_credentials(const OperatorContext& c, const Json& arguments) {
  const auto user = text_of(arguments, "user");
  if (!user) return base::failure(user.error());
  const auto ttl = arguments["ttl_seconds"].as_integer();
  if (!ttl || *ttl < 1 || *ttl > 366L * 24 * 3600)
    return control_failure("bad-field", "ttl_seconds wants a number from 1 to a year");
  if (user->empty() || user->size() > 256) return control_failure("bad-field", "user wants 1 to 256 bytes");
  const base::WallTime expires = c.domain.clock.wall_now() + std::chrono::seconds{*ttl};
  const turn::IssuedCredential issued = turn::issue_credential(c.relay_setup.issuing_secret(), *user, expires);
  return Json::object({{"username", issued.username}, {"password", issued.password}, {"expires", base::print_iso8601(expires)}});
}

constexpr std::array kCommands{
    Command{"turn-sessions", turn_sessions},
    Command{"turn-credentials", turn_credentials},
};

}  // namespace

std::span<const Command> turn_commands() noexcept { return kCommands; }

}  // namespace lecternd::commands
