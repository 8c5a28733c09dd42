// SPDX-License-Identifier: MIT
#include "net/udp_socket.hpp"

#include <linux/errqueue.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "net/socket_calls.hpp"

namespace net {
namespace {

// Sizes beyond net.core.{r,w}mem_max need CAP_NET_ADMIN. Without it the kernel silently caps the
// plain option.
void set_buffer(int fd, int force, int plain, int bytes) noexcept {
  if (bytes > 0 && !set_option(fd, SOL_SOCKET, force, bytes))
    (void)set_option(fd, SOL_SOCKET, plain, bytes);
}

bool apply_dont_fragment(int fd, bool v6, bool on) noexcept {
  // A dual-stack socket needs both: the IPv4 option governs what it sends to mapped addresses. IPv6
  // has no DF bit; there the option keeps this host from fragmenting.
  const bool v4_done =
      set_option(fd, IPPROTO_IP, IP_MTU_DISCOVER, on ? IP_PMTUDISC_DO : IP_PMTUDISC_DONT);
  if (!v6) return v4_done;
  return set_option(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER,
                    on ? IPV6_PMTUDISC_DO : IPV6_PMTUDISC_DONT);
}

// Sets the options that must be set before the socket is bound.
bool apply_binding(int fd, bool v6, const UdpOptions& options) noexcept {
  if (v6 && !set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, options.v6_only ? 1 : 0)) return false;
  if (options.free_bind && !set_free_bind(fd, v6)) return false;
  return !options.reuse_port || set_option(fd, SOL_SOCKET, SO_REUSEPORT, 1);
}

bool apply_options(int fd, bool v6, const UdpOptions& options) noexcept {
  const bool v4_too = !v6 || !options.v6_only;
  if (options.report_errors) {
    if (v6 && !set_option(fd, IPPROTO_IPV6, IPV6_RECVERR, 1)) return false;
    if (v4_too && !set_option(fd, IPPROTO_IP, IP_RECVERR, 1)) return false;
  }
  if (options.packet_info) {
    if (v6 && !set_option(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1)) return false;
    if (!v6 && !set_option(fd, IPPROTO_IP, IP_PKTINFO, 1)) return false;
  }
  // Older kernels do not have this option; the socket works without it.
  if (options.runs == ReceiveRuns::always) (void)set_option(fd, IPPROTO_UDP, UDP_GRO, 1);
  set_buffer(fd, SO_RCVBUFFORCE, SO_RCVBUF, options.receive_buffer);
  set_buffer(fd, SO_SNDBUFFORCE, SO_SNDBUF, options.send_buffer);
  return apply_dont_fragment(fd, v6, options.dont_fragment);
}

}  // namespace

Result<UdpSocket> UdpSocket::open(const Endpoint& local, const UdpOptions& options) {
  SocketAddress address(local);
  base::UniqueFd fd = below_ceiling(
      base::UniqueFd{::socket(address.family(), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)},
      options.descriptor_ceiling);
  if (!fd) {
    const int e = errno;
    if (const auto instead = without_ipv6(local, options.v6_only, e))
      return open(*instead, options);
    base::Error error = base::errno_error("socket for UDP " + local.print(), e);
    if (e == EAFNOSUPPORT) error.code = base::Errc::unsupported;
    return base::failure(std::move(error));
  }
  const bool v6 = local.ip.is_v6();
  if (!apply_binding(fd.get(), v6, options) || !apply_options(fd.get(), v6, options))
    return base::failure(base::errno_error("setsockopt", errno));
  if (::bind(fd.get(), address.data(), address.size()) != 0) {
    return base::failure(base::errno_error("bind to UDP " + local.print(), errno));
  }
  const Endpoint bound = local.port != 0 ? local : local_endpoint(fd.get());
  UdpSocket socket{std::move(fd), bound};
  socket.adapts_ = options.runs == ReceiveRuns::adapt;
  return socket;
}

Result<UdpSocket> UdpSocket::adopt(base::UniqueFd fd, const UdpOptions& options) {
  const auto asked = [&fd](int level, int name) {
    int value = 0;
    socklen_t size = sizeof value;
    return ::getsockopt(fd.get(), level, name, &value, &size) == 0 ? value : -1;
  };
  const int domain = asked(SOL_SOCKET, SO_DOMAIN);
  const Endpoint bound = local_endpoint(fd.get());
  const bool v6 = bound.ip.is_v6();
  if (asked(SOL_SOCKET, SO_TYPE) != SOCK_DGRAM || domain != (v6 ? AF_INET6 : AF_INET) ||
      bound.port == 0)
    return base::failure(base::Errc::invalid_argument, "no bound UDP socket");
  if (!apply_options(fd.get(), v6, options))
    return base::failure(base::errno_error("setsockopt", errno));
  const bool joins = asked(IPPROTO_UDP, UDP_GRO) == 1;
  UdpSocket socket{std::move(fd), bound};
  socket.adapts_ = options.runs == ReceiveRuns::adapt;
  socket.joins_ = joins;  // the kernel may already have joined the waiting datagrams
  return socket;
}

Status UdpSocket::set_dont_fragment(bool on) noexcept {
  if (apply_dont_fragment(fd_.get(), local_.ip.is_v6(), on)) return {};
  return base::failure(base::errno_error("setsockopt(MTU_DISCOVER)", errno));
}

std::size_t UdpSocket::receive_more(ReceiveBatch& batch, std::size_t most) noexcept {
  const std::size_t before = batch.size();
  // With IP_RECVERR a pending ICMP error fails one receive; the datagrams behind it still wait.
  for (int attempt = 0; attempt < 8 && !batch.full(); ++attempt) {
    const std::size_t room = std::min(most, batch.slots_ - batch.filled_);
    const int n = ::recvmmsg(fd_.get(), &batch.headers_[batch.filled_], static_cast<unsigned>(room),
                             0, nullptr);
    if (n >= 0) {
      batch.accept(static_cast<std::size_t>(n));
      if (adapts_) adapt(batch, before, static_cast<std::size_t>(n) < room);
      break;
    }
    if (would_block(errno)) return 0;
    error_hint_ = true;
  }
  return batch.size() - before;
}

// Joining costs a little for each single datagram, and saves most of the cost for a datagram of a
// run.
void UdpSocket::adapt(const ReceiveBatch& batch, std::size_t first, bool drained) noexcept {
  seen_ = static_cast<std::uint16_t>(seen_ + batch.size() - first);
  for (std::size_t i = first; i < batch.size(); ++i) {
    if (joins_ ? !batch.alone(i) : i > first && batch.follows(i)) ++in_runs_;
  }
  if (seen_ < kAdaptEvery) return;
  const bool join = in_runs_ >= (joins_ ? seen_ / 16 : seen_ / 4);
  // A joined run that waits would be received as one datagram after joining is switched off, so
  // joining stays on while datagrams wait. (A run may still arrive between the two system calls; it
  // is lost then, as on a bad line.)
  const bool too_early = joins_ && !join && !drained;
  if (too_early && seen_ < kAdaptAtMost) return;
  seen_ = in_runs_ = 0;
  if (too_early || join == joins_) return;
  joins_ = join;
  (void)set_option(fd_.get(), IPPROTO_UDP, UDP_GRO, join ? 1 : 0);
}

SendOutcome UdpSocket::send(SendBatch& batch) noexcept {
  const bool v6 = local_.ip.is_v6();
  for (std::size_t i = 0; i < batch.messages_; ++i) {
    if (v6) batch.names_[i].map_to_v6();
    batch.headers_[i].msg_hdr.msg_name = batch.names_[i].data();
    batch.headers_[i].msg_hdr.msg_namelen = batch.names_[i].size();
  }
  SendOutcome outcome;
  std::size_t at = 0;
  bool retried = false;
  while (at < batch.messages_) {
    const int n = ::sendmmsg(fd_.get(), &batch.headers_[at],
                             static_cast<unsigned>(batch.messages_ - at), MSG_NOSIGNAL);
    if (n > 0) {
      for (const std::size_t end = at + static_cast<std::size_t>(n); at < end; ++at) {
        outcome.sent += batch.headers_[at].msg_hdr.msg_iovlen;
      }
      retried = false;
      continue;
    }
    const int e = n < 0 ? errno : EIO;
    if (e == EINTR) continue;
    if (would_block(e) || e == ENOBUFS) {
      for (; at < batch.messages_; ++at) outcome.blocked += batch.headers_[at].msg_hdr.msg_iovlen;
      break;
    }
    error_hint_ = true;
    // The error may belong to an earlier datagram, reported by ICMP; then the second attempt
    // succeeds.
    if (!retried) {
      retried = true;
      continue;
    }
    retried = false;
    if (batch.headers_[at].msg_hdr.msg_iovlen > 1) {
      if (e == EIO) longest_in_run_ = 0;
      if (e == EINVAL || e == EMSGSIZE)
        longest_in_run_ =
            std::min(longest_in_run_, batch.headers_[at].msg_hdr.msg_iov->iov_len - 1);
      send_apart(batch, at++, outcome);
      continue;
    }
    ++outcome.failed;
    outcome.last_error = e;
    if (e == EMSGSIZE) too_long_ = batch.names_[at].endpoint();
    ++at;
  }
  batch.clear();
  return outcome;
}

// Sends the datagrams of a run one by one, after the kernel has refused the run: the path is
// narrower than expected (EINVAL, EMSGSIZE), the device cannot compute checksums (EIO), or an error
// that single datagrams meet, too.
void UdpSocket::send_apart(SendBatch& batch, std::size_t message, SendOutcome& outcome) noexcept {
  const msghdr run = batch.headers_[message].msg_hdr;
  for (std::size_t i = 0; i < run.msg_iovlen; ++i) {
    msghdr one = run;
    one.msg_iov = &run.msg_iov[i];
    one.msg_iovlen = 1;
    // Removes the segment size, which is the last ancillary message.
    one.msg_controllen -= CMSG_SPACE(sizeof(std::uint16_t));
    if (one.msg_controllen == 0) one.msg_control = nullptr;
    if (::sendmsg(fd_.get(), &one, MSG_NOSIGNAL) >= 0) {
      ++outcome.sent;
    } else if (would_block(errno) || errno == ENOBUFS) {
      ++outcome.blocked;
    } else {
      ++outcome.failed;
      outcome.last_error = errno;
      if (errno == EMSGSIZE) too_long_ = batch.names_[message].endpoint();
    }
  }
}

SendOutcome UdpSocket::send_one(const Endpoint& to, Bytes payload) noexcept {
  SocketAddress address(to);
  if (local_.ip.is_v6()) address.map_to_v6();
  SendOutcome outcome;
  for (bool retried = false;;) {
    if (::sendto(fd_.get(), payload.data(), payload.size(), MSG_NOSIGNAL, address.data(),
                 address.size()) >= 0) {
      outcome.sent = 1;
      return outcome;
    }
    if (errno == EINTR) continue;
    if (would_block(errno) || errno == ENOBUFS) {
      outcome.blocked = 1;
      return outcome;
    }
    error_hint_ = true;
    // As in send(): the error may belong to an earlier datagram.
    if (std::exchange(retried, true)) break;
  }
  outcome.failed = 1;
  outcome.last_error = errno;
  if (errno == EMSGSIZE) too_long_ = to;
  return outcome;
}

std::size_t UdpSocket::drain_errors(std::span<SocketError> out) noexcept {
  std::size_t n = 0;
  while (n < out.size() && take_one_error(out[n])) ++n;
  return n;
}

bool UdpSocket::take_one_error(SocketError& out) noexcept {
  for (;;) {
    SocketAddress destination;
    alignas(cmsghdr) std::array<std::byte, 256> control;
    std::array<std::byte, 64> quoted;  // the beginning of the datagram; not used
    iovec vector{quoted.data(), quoted.size()};
    msghdr header{};
    header.msg_name = destination.data();
    header.msg_namelen = SocketAddress::capacity();
    header.msg_iov = &vector;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    if (::recvmsg(fd_.get(), &header, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    for (cmsghdr* c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, c)) {
      const bool error = (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) ||
                         (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR);
      if (!error) continue;
      sock_extended_err e{};
      std::memcpy(&e, CMSG_DATA(c), sizeof e);
      out.destination = destination.endpoint();
      if (e.ee_origin == SO_EE_ORIGIN_LOCAL) {
        if (!too_long_) break;  // reported already: takes the next error
        out.destination = *std::exchange(too_long_, std::nullopt);
      }
      out.error = static_cast<int>(e.ee_errno);
      const bool icmp = e.ee_origin == SO_EE_ORIGIN_ICMP || e.ee_origin == SO_EE_ORIGIN_ICMP6;
      out.type = icmp ? e.ee_type : std::uint8_t{0};
      out.code = icmp ? e.ee_code : std::uint8_t{0};
      out.info = e.ee_info;
      return true;
    }
  }
}

}  // namespace net
