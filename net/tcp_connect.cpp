// SPDX-License-Identifier: MIT
#include "net/tcp_connect.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "net/sockaddr.hpp"
#include "net/socket_calls.hpp"

namespace net {

base::Result<base::UniqueFd> begin_connect(const base::Endpoint& local, const base::Endpoint& peer,
                                           int descriptor_ceiling) {
  const SocketAddress from(local), to(peer);
  base::UniqueFd fd = below_ceiling(
      base::UniqueFd{::socket(from.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)},
      descriptor_ceiling);
  if (!fd) return base::failure(base::errno_error("socket", errno));
  if (!set_option(fd.get(), SOL_SOCKET, SO_REUSEADDR, 1) ||
      !set_option(fd.get(), SOL_SOCKET, SO_REUSEPORT, 1)) {
    return base::failure(base::errno_error("setsockopt", errno));
  }
  set_connection_options(fd.get());
  if (::bind(fd.get(), from.data(), from.size()) != 0) {
    return base::failure(base::errno_error("bind to TCP " + local.print(), errno));
  }
  if (::connect(fd.get(), to.data(), to.size()) != 0 && errno != EINPROGRESS && errno != EINTR) {
    base::Error error = base::errno_error("connect to " + peer.print(), errno);
    error.code = base::Errc::unavailable;
    return base::failure(std::move(error));
  }
  return fd;
}

base::Status connect_outcome(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  if (error != 0) return base::failure(base::errno_error("connect", error));
  return {};
}

}  // namespace net
