// SPDX-License-Identifier: MIT
// Carries a relay's sockets and allocations, and the rooms of the signaling, to the next process
// through systemd's descriptor store (sd_pid_notify_with_fds(3)). systemd keeps the store over a
// restart and drops it at a stop. Only four descriptors are stored: a memfd with the text of the
// relay, both ends of a socket pair in whose queue all sockets wait, and a memfd with the text of
// the rooms. (Storing each socket takes systemd time that grows with the square of their number.)
// Main thread.
#pragma once

#include <optional>

#include "base/log.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "turn/io/handover.hpp"

namespace lecternd {

struct Inherited {
  std::optional<turn::io::Handover> relay;
  std::optional<base::Secret> rooms;  // WsServer::hand_over()
};

// Takes what the previous process stored, and empties the store. A part is nullopt where the store
// does not have it, and where its content cannot be read (with a warning in the log).
Inherited take_handover(const base::Log& log);

// Each stores its part, and waits until the service manager has read it: five seconds at most.
// Errors: unsupported without a manager; timeout where the manager does not answer; io with the
// call that failed.
base::Status store_handover(turn::io::Handover handover);
base::Status store_rooms(const base::Secret& rooms);

}  // namespace lecternd
