// SPDX-License-Identifier: MIT
// Credentials for the relay.
#include <array>

#include "daemon/commands/commands.hpp"
#include "turn/credentials.hpp"

namespace lecternd::commands {
namespace {

using base::Json;

control::Answer turn_credentials(const OperatorContext& c, const Json& arguments) {
  TRY(const auto user, text_of(arguments, "user"));
  const auto ttl = arguments["ttl_seconds"].as_integer();
  if (!ttl || *ttl < 1 || *ttl > 366L * 24 * 3600)
    return control::refuse("bad-field", "ttl_seconds wants a number from 1 to a year");
  if (user.empty() || user.size() > 256)
    return control::refuse("bad-field", "user wants 1 to 256 bytes");
  const base::WallTime expires = c.domain.clock.wall_now() + std::chrono::seconds{*ttl};
  const turn::IssuedCredential issued =
      turn::issue_credential(c.relay.setup().issuing_secret(), user, expires);
  return Json::object({{"username", issued.username},
                       {"password", issued.password},
                       {"expires", base::print_iso8601(expires)}});
}

constexpr std::array kCommands{
    Command{"turn-credentials", turn_credentials,
            Audited::here(meetings::AuditKind::relay_credentials_issued)},
};

}  // namespace

std::span<const Command> credential_commands() noexcept { return kCommands; }

}  // namespace lecternd::commands
