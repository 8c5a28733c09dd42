// SPDX-License-Identifier: MIT
// The running daemon's relay as a client on this machine finds it: asked over the control socket.
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
  std::vector<probe::Way> ways;  // UDP, TCP, TLS and DTLS, each where it listens
  turn::client::Account account;
  std::optional<base::WallTime> expires;
};

// With a fresh credential for `user`.
base::Result<LocalRelay, control::Error> local_relay(const std::string& socket,
                                                     const std::string& user);

}  // namespace ctl
