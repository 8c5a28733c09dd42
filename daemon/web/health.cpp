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

std::string_view word_of(Beat beat) {
  switch (beat) {
    case Beat::well: return "ok";
    case Beat::failing: return "failing";
    case Beat::busy: return "busy";
  }
  return "failing";
}

std::string_view word_of(AddressState state) {
  switch (state) {
    case AddressState::there: return "ok";
    case AddressState::missing: return "missing";
    case AddressState::waiting: return "waiting";
  }
  return "waiting";
}

}  // namespace

api::Health health_of(const HealthFacts& facts) {
  api::Health health;
  health.draining = facts.relay == RelayState::draining;
  health.ready = facts.store == Beat::well && facts.stalled_loops.empty() && !health.draining &&
                 facts.addresses != AddressState::waiting;
  health.parts = {{"store", std::string{word_of(facts.store)}},
                  {"turn", relay_word(facts)},
                  {"signaling", turns(facts, "signaling") ? "ok" : "stalled"},
                  {"workers", std::string{word_of(facts.workers)}},
                  {"addresses", std::string{word_of(facts.addresses)}}};
  return health;
}

}  // namespace lecternd
