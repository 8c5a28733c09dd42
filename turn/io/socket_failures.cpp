// SPDX-License-Identifier: MIT
#include "turn/io/socket_failures.hpp"

#include <cerrno>

namespace turn::io {

SystemFailure reason_of(int os_error) noexcept {
  switch (os_error) {
    case EADDRINUSE: return SystemFailure::no_port;
    case EMFILE:
    case ENFILE: return SystemFailure::no_descriptor;
    case ENOMEM:
    case ENOBUFS: return SystemFailure::no_memory;
    case EADDRNOTAVAIL:
    case ENODEV: return SystemFailure::address_gone;
    default: return SystemFailure::other;
  }
}

SystemFailure SocketFailures::note(SocketPurpose purpose, const base::Error& error) {
  const SystemFailure reason = reason_of(error.os_error);
  stats_.socket_failure(purpose, reason);
  log_.note(to_string(purpose), error, clock_.instant());
  return reason;
}

}  // namespace turn::io
