// SPDX-License-Identifier: MIT
// Carries a relay's sockets and allocations to the next process through systemd's descriptor store
// (sd_pid_notify_with_fds(3)). systemd keeps the store over a restart and drops it at a stop. Only
// three descriptors are stored: a memfd with the text, and both ends of a socket pair in whose
// queue all sockets wait. (Storing each socket takes systemd time that grows with the square of
// their number.) Main thread.
#pragma once

#include <optional>

#include "base/log.hpp"
#include "base/result.hpp"
#include "turn/io/handover.hpp"

namespace lecternd {

// Takes the handover that the previous process stored, and empties the store. Returns nullopt where
// the store is empty, and where its content cannot be read (with a warning in the log).
std::optional<turn::io::Handover> take_handover(const base::Log& log);

// Stores the handover, and waits until the service manager has read it: five seconds at most.
// Errors: unsupported without a manager; timeout where the manager does not answer; io with the
// call that failed.
base::Status store_handover(turn::io::Handover handover);

}  // namespace lecternd
