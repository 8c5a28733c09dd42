// SPDX-License-Identifier: MIT
// Carries a relay's sockets and allocations to the next process through systemd's descriptor store
// (sd_pid_notify_with_fds(3)), which keeps them over a restart, not over a stop. A message for each
// socket would take the manager time that grows with their square, so all of them wait in the queue
// of one socket pair, and three descriptors are stored. Main thread.
#pragma once

#include <optional>

#include "base/log.hpp"
#include "base/result.hpp"
#include "turn/io/handover.hpp"

namespace lecternd {

// What the process before has left, once: the store is empty then. nullopt: nothing, or nothing
// that can be read, which is logged.
std::optional<turn::io::Handover> take_handover(const base::Log& log);

// Waits until the manager has it, a few seconds at most. Errors: unsupported without a manager; io,
// with what failed.
base::Status store_handover(turn::io::Handover handover);

}  // namespace lecternd
