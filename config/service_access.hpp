// SPDX-License-Identifier: MIT
// Whether the daemon's user may read the files that the configuration names. Root checks a
// configuration and may read everything; the daemon runs as the owner of state_dir. Blocks on the
// disk and forks; only for a process with one thread.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"

namespace config {

// A sentence for each file that the daemon's user may not read, with what mends it. Empty where
// this process is not root, or state_dir belongs to root or is not there. `source` is the
// configuration's own file.
std::vector<std::string> find_unreadable_files(const Config& config, const std::string& source);

}  // namespace config
