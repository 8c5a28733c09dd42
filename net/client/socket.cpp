// SPDX-License-Identifier: MIT
#include "net/client/socket.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>

#include "net/sockaddr.hpp"
#include "net/socket_calls.hpp"

namespace net::client {
namespace {

using base::Errc;
using base::failure;

// The error of a connection attempt to `to`.
base::Error connect_error(int error, const base::Endpoint& to) {
  const bool silence = error == ETIMEDOUT;
  return {silence ? Errc::timeout : Errc::unavailable,
          to.print() + ": " + base::errno_error("connect", error).what};
}

base::Error silence(const base::Endpoint& from) {
  return {Errc::timeout, from.print() + " does not answer"};
}

base::Result<base::UniqueFd> bound(Kind kind, base::Family family,
                                   const std::optional<base::Endpoint>& source) {
  const int type = (kind == Kind::udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC | SOCK_NONBLOCK;
  base::UniqueFd fd{::socket(family == base::Family::v4 ? AF_INET : AF_INET6, type, 0)};
  if (!fd) return failure(base::errno_error("socket", errno));
  if (!source) return fd;
  const SocketAddress from{*source};
  if (::bind(fd.get(), from.data(), from.size()) != 0)
    return failure(Errc::io, source->print() + ": " + base::errno_error("bind", errno).what);
  return fd;
}

}  // namespace

base::Instant now() noexcept { return base::SystemClock{}.now(); }

base::Result<Socket> Socket::connect(Kind kind, const base::Endpoint& to, base::Instant deadline,
                                     const std::optional<base::Endpoint>& source) {
  const SocketAddress address{to};
  TRY(base::UniqueFd fd, bound(kind, to.ip.family(), source));
  if (kind == Kind::tcp) (void)set_option(fd.get(), IPPROTO_TCP, TCP_NODELAY, 1);
  if (::connect(fd.get(), address.data(), address.size()) != 0 && errno != EINPROGRESS)
    return failure(connect_error(errno, to));
  Socket out{kind, std::move(fd), to};
  if (kind == Kind::udp) return out;
  if (!out.wait(true, deadline)) return failure(silence(to));
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(out.fd(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  if (error != 0) return failure(connect_error(error, to));
  return out;
}

base::Result<Socket> Socket::open(const base::Endpoint& to, const base::Endpoint& source) {
  TRY(base::UniqueFd fd, bound(Kind::udp, to.ip.family(), source));
  Socket out{Kind::udp, std::move(fd), to};
  out.connected_ = false;
  return out;
}

bool Socket::wait(bool for_writing, base::Instant deadline) const {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - now());
    pollfd wanted{fd_.get(), static_cast<short>(for_writing ? POLLOUT : POLLIN), 0};
    const int ready = ::poll(&wanted, 1, left.count() > 0 ? static_cast<int>(left.count()) : 0);
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

base::Status Socket::send(base::Bytes bytes, base::Instant deadline) {
  const SocketAddress to{remote_};
  do {
    const ssize_t n = ::sendto(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL,
                               connected_ ? nullptr : to.data(), connected_ ? 0 : to.size());
    if (n >= 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(n));
    } else if (would_block(errno)) {
      if (!wait(true, deadline)) return failure(silence(remote_));
    } else if (errno != EINTR) {
      return failure(connect_error(errno, remote_));
    }
  } while (!bytes.empty());
  return {};
}

base::Result<std::size_t> Socket::receive(base::MutableBytes into, base::Instant deadline) {
  for (;;) {
    if (!wait(false, deadline)) return failure(silence(remote_));
    const ssize_t n = ::recv(fd_.get(), into.data(), into.size(), 0);
    if (n > 0 || (n == 0 && kind_ == Kind::udp)) return static_cast<std::size_t>(n);
    if (n == 0) return failure(Errc::closed, remote_.print() + " has closed the connection");
    if (errno == EINTR || would_block(errno)) continue;
    if (peer_is_gone(errno))
      return failure(Errc::closed, remote_.print() + " has reset the connection");
    // ECONNREFUSED of a UDP socket: an ICMP message came back.
    return failure(connect_error(errno, remote_));
  }
}

base::Endpoint Socket::local() const noexcept { return local_endpoint(fd_.get()); }

}  // namespace net::client
