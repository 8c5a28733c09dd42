// SPDX-License-Identifier: MIT
// One run of the daemon, from a loaded configuration to the exit status. Main thread.
#pragma once

#include <optional>
#include <string>

namespace lecternd {

// `config_file` as for find_config(). Prints the links and the ready line on standard output.
int run_daemon(const std::optional<std::string>& config_file);

}  // namespace lecternd
