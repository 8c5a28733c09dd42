// SPDX-License-Identifier: MIT
// Opens outgoing TCP connections from a given local address and port, without blocking. For the
// TURN relay, whose connections leave from the port that it listens on. Any thread.
#pragma once

#include "base/endpoint.hpp"
#include "base/fd.hpp"
#include "base/result.hpp"
#include "net/descriptor_ceiling.hpp"

namespace net {

// Begins to connect from `local` to `peer`; a TcpListener with connects_from_it may listen on
// `local`. The socket is non-blocking and close-on-exec; it becomes writable when the outcome is
// known. Fails with EMFILE rather than take a descriptor at or above the ceiling. The error is
// Errc::unavailable: the peer cannot be reached, or Errc::io: the system gave no socket.
base::Result<base::UniqueFd> begin_connect(const base::Endpoint& local, const base::Endpoint& peer,
                                           int descriptor_ceiling = kNoCeiling);

// Whether the socket is connected; call it after the socket has become writable.
base::Status connect_outcome(int fd);

}  // namespace net
