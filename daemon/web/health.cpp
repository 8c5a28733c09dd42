// SPDX-License-Identifier: MIT
#include "daemon/web/health.hpp"

#include <algorithm>
#include <string_view>

namespace lecternd {
namespace {

// The loops of one part begin with its name: "relay 1", "relay 2".
bool turns(const HealthFacts& facts, std::string_view part) {
  return std::ranges::none_of(facts.stalled_loops,
                              [&](const std::string& name) { return name.starts_with(part); });
}

std::string relay_word(const HealthFacts& facts) {
  if (facts.relay == RelayState::off) return "off";
  if (!turns(facts, "relay")) return "stalled";
  return facts.relay == RelayState::draining ? "draining" : "ok";
}

}  // namespace

api::Health health_of(const HealthFacts& facts) {
  api::Health health;
  health.draining = facts.relay == RelayState::draining;
  health.ready = facts.store_answers && facts.stalled_loops.empty() && !health.draining;
  health.parts = {{"store", facts.store_answers ? "ok" : "failing"},
                  {"turn", relay_word(facts)},
                  {"signaling", turns(facts, "signaling") ? "ok" : "stalled"}};
  return health;
}

}  // namespace lecternd
