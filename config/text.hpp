// SPDX-License-Identifier: MIT
// What the schema table and loaded settings look like to people: --print-config, the sample file,
// the manual page, and the difference that a reload logs. Secrets are masked. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "config/load.hpp"

namespace config {

// TOML of everything that is in force, with where it was set. Loadable again but for the masked
// secrets.
std::string print_settings(const Settings& settings);
// TOML with every key, its help, its default or an example commented out. Loads as it is.
std::string print_sample();
// lectern.toml(5) in roff (man macros).
std::string print_manual();

struct Change {
  std::string path;  // "log.level", "listen"
  std::string before;
  std::string after;  // as in the file; secrets masked
  Applies applies = Applies::at_restart;
};
std::vector<Change> compare_settings(const Settings& before, const Settings& after);

}  // namespace config
