// SPDX-License-Identifier: MIT
// The rules of [turn] across keys, and values that nothing uses. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"

namespace config {

struct TurnFinding {
  std::string key;  // "turn.listen"
  std::string what;
  bool refused = true;  // else a note: the configuration is valid
};
std::vector<TurnFinding> check_turn(const Config& config);

}  // namespace config
