// SPDX-License-Identifier: MIT
// One request to the daemon over its control socket; blocks for at most the deadline. For lecternctl.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "daemon/control_protocol.hpp"

namespace lecternd {

// `code` is "unreachable" where no daemon answers there; the message says what to do.
ControlResult ask_daemon(const std::string& socket_path, const ControlRequest& request,
                         std::chrono::seconds deadline = std::chrono::seconds{60});

// The first of `candidates` that exists, else the first.
std::string choose_socket(const std::vector<std::string>& candidates);

}  // namespace lecternd
