// SPDX-License-Identifier: MIT
// What a start of the daemon would refuse although the file's values are right: certificates,
// addresses and folders of this machine. The start itself and the checks of both programs ask here,
// so that they agree. Blocks on the disk; any thread.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"

namespace probe {

// A sentence for each: "[tls] key /x: Permission denied". `own` are the addresses and
// prefixes of this machine. Does not open the listeners' ports: a running daemon has them.
std::vector<std::string> find_start_problems(const config::Config& config,
                                             const std::vector<base::Cidr>& own);

}  // namespace probe
