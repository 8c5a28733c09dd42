// SPDX-License-Identifier: MIT
// Taking this node away: a drain, its deadline, and cancelling it.
#include <array>

#include "daemon/commands/commands.hpp"

namespace lecternd::commands {
namespace {

using base::Json;

constexpr std::int64_t kMostSeconds = 30L * 24 * 3600;

control::Answer drain_node(const OperatorContext& c, const Json& arguments) {
  TRY(const auto running, running_relay(c));
  if (arguments["cancel"].as_bool().value_or(false)) {
    if (!running.drain.cancel()) return control::refuse("not-draining", "nothing is being drained");
    return drain_json(c, running.drain);
  }
  const Json wished = arguments["deadline_seconds"];
  const auto seconds = wished.as_integer();
  if (!wished.is_null() && (!seconds || *seconds < 0 || *seconds > kMostSeconds))
    return control::refuse("bad-field", "deadline_seconds wants a number up to 30 days");
  running.drain.start(seconds ? std::optional{std::chrono::seconds{*seconds}} : std::nullopt);
  return drain_json(c, running.drain);
}

constexpr std::array kCommands{
    Command{"drain", drain_node, Audited::here(meetings::AuditKind::relay_drained)}};

}  // namespace

Json drain_json(const OperatorContext& c, const Drain& drain) {
  const auto remaining = drain.remaining();
  return Json::object({{"draining", drain.state().active},
                       {"allocations", static_cast<std::int64_t>(drain.left())},
                       {"people", static_cast<std::int64_t>(c.domain.presence.people())},
                       {"deadline_seconds",
                        remaining ? Json(static_cast<std::int64_t>(remaining->count())) : Json()}});
}

std::span<const Command> drain_commands() noexcept { return kCommands; }

}  // namespace lecternd::commands
