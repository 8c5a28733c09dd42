// SPDX-License-Identifier: MIT
// Asks the running daemon, over the control socket, how a client on this machine reaches its relay.
// Blocks; main thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "control/protocol.hpp"
#include "probe/turn_test.hpp"

namespace ctl {

struct LocalRelay {
  std::vector<probe::Way> ways;  // over UDP, TCP, TLS and DTLS, to each listener
  turn::client::Account account;
  std::optional<base::WallTime> expires;
};

// The ways to the relay, with a new credential for `user`.
base::Result<LocalRelay, control::Error> local_relay(const std::string& socket,
                                                     const std::string& user);

}  // namespace ctl
