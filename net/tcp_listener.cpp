// SPDX-License-Identifier: MIT
#include "net/tcp_listener.hpp"

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>

#include "net/sockaddr.hpp"
#include "net/socket_calls.hpp"

namespace net {
namespace {

using namespace std::chrono_literals;

constexpr auto kPause = 1s;
constexpr int kAcceptsAWakeup = 64;  // then other descriptors of the loop get their turn

// Whether accept(2) reports an error of one connection or its network; the next connection may be
// accepted.
bool concerns_one_connection(int e) noexcept {
  return e == ECONNABORTED || e == EPERM || e == EPROTO || e == ENETDOWN || e == ENOPROTOOPT ||
         e == EHOSTDOWN || e == ENONET || e == EHOSTUNREACH || e == EOPNOTSUPP ||
         e == ENETUNREACH || e == ETIMEDOUT;
}

}  // namespace

Result<std::unique_ptr<TcpListener>> TcpListener::open(EventLoop& loop, const Endpoint& local,
                                                       const TcpListenOptions& options,
                                                       OnAccept on_accept) {
  SocketAddress address(local);
  base::UniqueFd fd = below_ceiling(
      base::UniqueFd{::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)},
      options.descriptor_ceiling);
  if (!fd) {
    const int e = errno;
    if (const auto instead = without_ipv6(local, options.v6_only, e))
      return open(loop, *instead, options, std::move(on_accept));
    base::Error error = base::errno_error("socket for TCP " + local.print(), e);
    if (e == EAFNOSUPPORT) error.code = base::Errc::unsupported;
    return base::failure(std::move(error));
  }
  const bool v6 = address.family() == AF_INET6;
  if (!set_option(fd.get(), SOL_SOCKET, SO_REUSEADDR, 1) ||
      (options.reuse_port && !set_option(fd.get(), SOL_SOCKET, SO_REUSEPORT, 1)) ||
      (options.free_bind && !set_free_bind(fd.get(), v6)) ||
      (v6 && !set_option(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, options.v6_only ? 1 : 0))) {
    return base::failure(base::errno_error("setsockopt", errno));
  }
  set_connection_options(fd.get());  // accepted sockets inherit them without a system call each
  if (::bind(fd.get(), address.data(), address.size()) != 0) {
    return base::failure(base::errno_error("bind to TCP " + local.print(), errno));
  }
  if (options.connects_from_it && !set_option(fd.get(), SOL_SOCKET, SO_REUSEPORT, 1)) {
    return base::failure(base::errno_error("setsockopt", errno));
  }
  if (::listen(fd.get(), options.backlog) != 0)
    return base::failure(base::errno_error("listen", errno));
  const Endpoint bound = local_endpoint(fd.get());
  return std::unique_ptr<TcpListener>(
      new TcpListener(loop, std::move(fd), bound, options, std::move(on_accept)));
}

TcpListener::TcpListener(EventLoop& loop, base::UniqueFd fd, const Endpoint& local,
                         TcpListenOptions options, OnAccept on_accept)
    : fd_(std::move(fd)),
      local_(local),
      options_(std::move(options)),
      on_accept_(std::move(on_accept)),
      watch_(loop, fd_.get(), *this),
      resume_(loop, [this] { watch_.set(Interest::read); }) {
  watch_.set(Interest::read);
}

void TcpListener::on_io(Interest) noexcept {
  for (int i = 0; i < kAcceptsAWakeup; ++i) {
    SocketAddress peer;
    socklen_t size = SocketAddress::capacity();
    base::UniqueFd fd{::accept4(fd_.get(), peer.data(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (fd) {
      take(std::move(fd), peer.endpoint());
      continue;
    }
    const int e = errno;
    if (would_block(e)) return;
    if (e == EINTR || concerns_one_connection(e)) continue;
    if ((e == EMFILE || e == ENFILE) && free_a_descriptor()) continue;
    tell_failure(e);
    // EMFILE, ENFILE, ENOBUFS, ENOMEM: the connection stays in the queue, and the kernel would
    // report it again at once.
    return pause();
  }
}

void TcpListener::take(base::UniqueFd fd, const Endpoint& peer) {
  while (fd.get() >= options_.descriptor_ceiling) {
    if (!free_a_descriptor()) return tell_failure(EMFILE);
    // The connection takes the number that has become free, so that none stays above the ceiling.
    base::UniqueFd lower{::fcntl(fd.get(), F_DUPFD_CLOEXEC, 0)};
    if (lower) fd = std::move(lower);
  }
  on_accept_(std::move(fd), peer);
}

void TcpListener::tell_failure(int error) {
  if (options_.on_failure)
    options_.on_failure(base::errno_error("accept on TCP " + local_.print(), error));
}

void TcpListener::pause() noexcept {
  ++pauses_;
  watch_.set(Interest::none);
  resume_.start_after(kPause);
}

}  // namespace net
