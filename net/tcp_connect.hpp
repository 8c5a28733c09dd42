// SPDX-License-Identifier: MIT
// Outgoing TCP connections from a given local address and port, without waiting. Exists for the
// TURN relay, whose connections leave from the very port that it listens on. Any thread.
#pragma once

#include "base/endpoint.hpp"
#include "base/fd.hpp"
#include "base/result.hpp"

namespace net {

// A non-blocking, close-on-exec socket bound to `local` (which may be listened on with
// connects_from_it) that is on its way to `peer`: it becomes writable when the outcome is there.
base::Result<base::UniqueFd> begin_connect(const base::Endpoint& local, const base::Endpoint& peer);

// After the socket has become writable: whether it is connected.
base::Status connect_outcome(int fd);

}  // namespace net
