// SPDX-License-Identifier: MIT
// Socket options and errno classes that all socket code of net shares. Any thread.
#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

#include "base/error.hpp"

namespace net {

inline bool set_option(int fd, int level, int name, int value) noexcept {
  return ::setsockopt(fd, level, name, &value, sizeof value) == 0;
}

// Lets the socket be bound to an address that this machine does not have, or not yet.
inline bool set_free_bind(int fd, bool v6) noexcept {
  return v6 ? set_option(fd, IPPROTO_IPV6, IPV6_FREEBIND, 1)
            : set_option(fd, IPPROTO_IP, IP_FREEBIND, 1);
}

// The options of every TCP connection: small writes leave at once, and a vanished peer is noticed
// after two minutes, with data in flight (user timeout) and without (keep-alive).
inline void set_connection_options(int fd) noexcept {
  (void)set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  (void)set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  (void)set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, 60);
  (void)set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, 15);
  (void)set_option(fd, IPPROTO_TCP, TCP_KEEPCNT, 4);
  (void)set_option(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, 120'000);
}

constexpr bool would_block(int error) noexcept {
  return error == EAGAIN || error == EWOULDBLOCK;  // one number on Linux
}

// Whether the other side of a stream is gone: an ordinary end, not a fault.
constexpr bool peer_is_gone(int error) noexcept {
  return error == ECONNRESET || error == EPIPE || error == ETIMEDOUT;
}

// The error of a failed call on a stream's descriptor.
inline base::Error stream_error(const char* call, int error) {
  if (peer_is_gone(error)) return {base::Errc::closed, "the peer is gone"};
  return base::errno_error(call, error);
}

}  // namespace net
