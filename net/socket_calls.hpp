// SPDX-License-Identifier: MIT
// The two things that all of net's socket code says the same way. Any thread.
#pragma once

#include <sys/socket.h>

#include <cerrno>

namespace net {

inline bool set_option(int fd, int level, int name, int value) noexcept {
  return ::setsockopt(fd, level, name, &value, sizeof value) == 0;
}

constexpr bool would_block(int error) noexcept {
  return error == EAGAIN || error == EWOULDBLOCK;  // one number on Linux
}

// The other side of a stream is not there any more: an ordinary end, not a fault.
constexpr bool peer_is_gone(int error) noexcept { return error == ECONNRESET || error == EPIPE || error == ETIMEDOUT; }

}  // namespace net
