// SPDX-License-Identifier: MIT
// Runs the daemon once, from a loaded configuration to the exit status. Main thread.
#pragma once

#include <optional>
#include <string>

namespace lecternd {

// Runs until a signal or the end of a drain; returns the exit status: 0, or 1 where the start
// failed. `config_file` is as for find_config(). Prints the links and the ready line on standard
// output.
int run_daemon(const std::optional<std::string>& config_file);

}  // namespace lecternd
