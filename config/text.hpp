// SPDX-License-Identifier: MIT
// Loaded settings as people read them: --print-config, and the differences that a reload logs.
// Secrets are masked. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "config/load.hpp"

namespace config {

// TOML with every key in force and where it was set. It can be loaded again, except for masked
// secrets.
std::string print_settings(const Settings& settings);

struct Change {
  std::string path;  // "log.level", "listen"
  std::string before;
  std::string after;  // as in the file; secrets masked
  Applies applies = Applies::at_restart;
};
std::vector<Change> compare_settings(const Settings& before, const Settings& after);

}  // namespace config
