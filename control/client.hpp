// SPDX-License-Identifier: MIT
// One request to the daemon over its control socket; blocks for at most the deadline. For
// lecternctl.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "control/protocol.hpp"

namespace control {

// `code` is "unreachable" where no daemon answers there; the message says what to do.
Answer ask_daemon(const std::string& socket_path, const Request& request,
                  std::chrono::seconds deadline = std::chrono::seconds{60});

// The first of `candidates` that exists, else the first.
std::string choose_socket(const std::vector<std::string>& candidates);

}  // namespace control
