// SPDX-License-Identifier: MIT
// Taking this node away: drain, its deadline, calling it off.
#include <array>

#include "daemon/commands/commands.hpp"

namespace lecternd::commands {
namespace {

using base::Json;

constexpr std::int64_t kMostSeconds = 30L * 24 * 3600;

control::Answer drain(const OperatorContext& c, const Json& arguments) {
  if (c.drain == nullptr)
    return control::refuse("turn-off", "the relay is off ([turn] enabled = false)");
  if (arguments["cancel"].as_bool().value_or(false)) {
    if (!c.drain->cancel()) return control::refuse("not-draining", "nothing is being drained");
    return drain_json(c);
  }
  const Json wished = arguments["deadline_seconds"];
  const auto seconds = wished.as_integer();
  if (!wished.is_null() && (!seconds || *seconds < 0 || *seconds > kMostSeconds))
    return control::refuse("bad-field", "deadline_seconds wants a number up to 30 days");
  c.drain->start(seconds ? std::optional{std::chrono::seconds{*seconds}} : std::nullopt);
  return drain_json(c);
}

constexpr std::array kCommands{Command{"drain", drain}};

}  // namespace

Json drain_json(const OperatorContext& c) {
  if (c.drain == nullptr) return Json();
  const auto remaining = c.drain->remaining();
  return Json::object({{"draining", c.drain->state().active},
                       {"allocations", static_cast<std::int64_t>(c.drain->left())},
                       {"people", static_cast<std::int64_t>(c.domain.presence.people())},
                       {"deadline_seconds",
                        remaining ? Json(static_cast<std::int64_t>(remaining->count())) : Json()}});
}

std::span<const Command> drain_commands() noexcept { return kCommands; }

}  // namespace lecternd::commands
