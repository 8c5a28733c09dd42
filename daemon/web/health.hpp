// SPDX-License-Identifier: MIT
// The answer of /readyz, made from the states of the units. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/dependencies.hpp"
#include "daemon/process/heartbeat.hpp"

namespace lecternd {

// there: this machine has every configured address. missing: it lacks some. waiting: it has no
// address to relay on, or none of any listener.
enum class AddressState : std::uint8_t { there, missing, waiting };
enum class RelayState : std::uint8_t { off, running, draining };

struct HealthFacts {
  Beat store = Beat::well;
  Beat workers = Beat::well;
  RelayState relay = RelayState::off;
  std::vector<std::string> stalled_loops;  // names as in net::EventLoop::name()
  AddressState addresses = AddressState::there;
};

// Ready means: the store answers, every loop turns, the relay takes new allocations or is off, and
// the machine has the addresses for that.
// Busy workers are told and are no reason to send people elsewhere: strangers can keep them busy.
api::Health health_of(const HealthFacts& facts);

}  // namespace lecternd
