// SPDX-License-Identifier: MIT
// The answer of /readyz, made from the states of the units. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/dependencies.hpp"
#include "daemon/process/heartbeat.hpp"

namespace lecternd {

enum class RelayState : std::uint8_t { off, running, draining };

struct HealthFacts {
  Beat store = Beat::well;
  Beat workers = Beat::well;
  RelayState relay = RelayState::off;
  std::vector<std::string> stalled_loops;  // names as in net::EventLoop::name()
};

// Ready means: the store answers, every loop turns, and the relay takes new allocations or is off.
// Busy workers are told and are no reason to send people elsewhere: strangers can keep them busy.
api::Health health_of(const HealthFacts& facts);

}  // namespace lecternd
