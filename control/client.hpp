// SPDX-License-Identifier: MIT
// Sends one request to the daemon over its control socket. Blocks until the deadline at most. For
// lecternctl.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "control/protocol.hpp"

namespace control {

// The error's code is "unreachable" where no daemon answers there, "untrusted" where another user's
// process does, and "timeout" where the answer does not come in time; its message says what to do.
Answer ask_daemon(const std::string& socket_path, const Request& request,
                  std::chrono::seconds deadline = std::chrono::seconds{60});

// The first of `candidates` that exists; the first one where none exists.
std::string choose_socket(const std::vector<std::string>& candidates);

}  // namespace control
