// SPDX-License-Identifier: MIT
#include "net/udp_socket.hpp"

#include <linux/errqueue.h>
#include <netinet/ip.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "net/socket_calls.hpp"

namespace net {
namespace {

// Beyond net.core.{r,w}mem_max only with CAP_NET_ADMIN; the plain option is capped silently, which is all one can do then.
void set_buffer(int fd, int force, int plain, int bytes) noexcept {
  if (bytes > 0 && !set_option(fd, SOL_SOCKET, force, bytes)) (void)set_option(fd, SOL_SOCKET, plain, bytes);
}

bool apply_dont_fragment(int fd, bool v6, bool on) noexcept {
  // A dual-stack socket needs both: the IPv4 option governs what it sends to mapped addresses. IPv6 has no DF bit; there
  // the option keeps this host from fragmenting.
  const bool v4_done = set_option(fd, IPPROTO_IP, IP_MTU_DISCOVER, on ? IP_PMTUDISC_DO : IP_PMTUDISC_DONT);
  if (!v6) return v4_done;
  return set_option(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, on ? IPV6_PMTUDISC_DO : IPV6_PMTUDISC_DONT);
}

bool apply_options(int fd, bool v6, const UdpOptions& options) noexcept {
  if (v6 && !set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, options.v6_only ? 1 : 0)) return false;
  if (options.reuse_port && !set_option(fd, SOL_SOCKET, SO_REUSEPORT, 1)) return false;
  const bool v4_too = !v6 || !options.v6_only;
  if (options.report_errors) {
    if (v6 && !set_option(fd, IPPROTO_IPV6, IPV6_RECVERR, 1)) return false;
    if (v4_too && !set_option(fd, IPPROTO_IP, IP_RECVERR, 1)) return false;
  }
  if (options.packet_info) {
    if (v6 && !set_option(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1)) return false;
    if (!v6 && !set_option(fd, IPPROTO_IP, IP_PKTINFO, 1)) return false;
  }
  set_buffer(fd, SO_RCVBUFFORCE, SO_RCVBUF, options.receive_buffer);
  set_buffer(fd, SO_SNDBUFFORCE, SO_SNDBUF, options.send_buffer);
  return apply_dont_fragment(fd, v6, options.dont_fragment);
}

// The local address in IP_PKTINFO or IPV6_PKTINFO.
std::optional<IpAddress> local_address(msghdr& header) noexcept {
  for (cmsghdr* c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, c)) {
    if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
      in_pktinfo info{};
      std::memcpy(&info, CMSG_DATA(c), sizeof info);
      return IpAddress::from_bytes({reinterpret_cast<const std::byte*>(&info.ipi_addr), 4});
    }
    if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
      in6_pktinfo info{};
      std::memcpy(&info, CMSG_DATA(c), sizeof info);
      sockaddr_in6 name{};  // through SocketAddress, which takes mapped addresses apart
      name.sin6_family = AF_INET6;
      name.sin6_addr = info.ipi6_addr;
      SocketAddress address;
      std::memcpy(address.data(), &name, sizeof name);
      return address.endpoint().ip;
    }
  }
  return std::nullopt;
}

}  // namespace

ReceiveBatch::ReceiveBatch(std::size_t slots, std::size_t payload_size, std::size_t head_room)
    : slots_(slots),
      payload_size_(payload_size),
      head_room_(head_room),
      memory_(new std::byte[slots * (head_room + payload_size)]),
      headers_(slots),
      vectors_(slots),
      names_(slots),
      controls_(slots),
      peers_(slots),
      locals_(slots) {
  for (std::size_t i = 0; i < slots; ++i) {
    vectors_[i] = {slot(i) + head_room_, payload_size_};
    headers_[i].msg_hdr.msg_iov = &vectors_[i];
    headers_[i].msg_hdr.msg_iovlen = 1;
    headers_[i].msg_hdr.msg_name = names_[i].data();
  }
}

ReceiveBatch::~ReceiveBatch() = default;

MutableBytes ReceiveBatch::payload(std::size_t i) noexcept { return {slot(i) + head_room_, headers_[i].msg_len}; }

MutableBytes ReceiveBatch::payload_with_head(std::size_t i, std::size_t n) noexcept {
  n = std::min(n, head_room_);
  return {slot(i) + head_room_ - n, headers_[i].msg_len + n};
}

void ReceiveBatch::drop_front(std::size_t i, std::size_t n) noexcept {
  const MutableBytes whole = payload(i);
  std::memmove(whole.data(), whole.data() + n, whole.size() - n);
  headers_[i].msg_len -= static_cast<unsigned>(n);
}

bool ReceiveBatch::truncated(std::size_t i) const noexcept { return (headers_[i].msg_hdr.msg_flags & MSG_TRUNC) != 0; }

SendBatch::SendBatch(std::size_t capacity)
    : capacity_(capacity), headers_(capacity), vectors_(capacity), names_(capacity), controls_(capacity) {}

SendBatch::~SendBatch() = default;

bool SendBatch::push(const Endpoint& to, Bytes payload, const std::optional<IpAddress>& from) noexcept {
  if (full()) return false;
  const std::size_t i = size_++;
  names_[i] = SocketAddress(to);
  // iovec is not const: sendmmsg only reads.
  vectors_[i] = {const_cast<std::byte*>(payload.data()), payload.size()};
  headers_[i] = mmsghdr{};
  headers_[i].msg_hdr.msg_iov = &vectors_[i];
  headers_[i].msg_hdr.msg_iovlen = 1;
  if (from) set_source(i, *from);
  return true;
}

void SendBatch::set_source(std::size_t i, const IpAddress& from) noexcept {
  auto* header = reinterpret_cast<cmsghdr*>(controls_[i].bytes.data());
  controls_[i] = Control{};
  if (from.is_v4()) {
    in_pktinfo info{};
    std::memcpy(&info.ipi_spec_dst, from.bytes().data(), 4);
    header->cmsg_level = IPPROTO_IP;
    header->cmsg_type = IP_PKTINFO;
    header->cmsg_len = CMSG_LEN(sizeof info);
    std::memcpy(CMSG_DATA(header), &info, sizeof info);
    headers_[i].msg_hdr.msg_controllen = CMSG_SPACE(sizeof info);
  } else {
    in6_pktinfo info{};
    std::memcpy(&info.ipi6_addr, from.bytes().data(), 16);
    header->cmsg_level = IPPROTO_IPV6;
    header->cmsg_type = IPV6_PKTINFO;
    header->cmsg_len = CMSG_LEN(sizeof info);
    std::memcpy(CMSG_DATA(header), &info, sizeof info);
    headers_[i].msg_hdr.msg_controllen = CMSG_SPACE(sizeof info);
  }
  headers_[i].msg_hdr.msg_control = header;
}

Result<UdpSocket> UdpSocket::open(const Endpoint& local, const UdpOptions& options) {
  SocketAddress address(local);
  UniqueFd fd{::socket(address.family(), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!fd) {
    const int e = errno;
    if (const auto instead = without_ipv6(local, options.v6_only, e)) return open(*instead, options);
    base::Error error = base::errno_error("socket for UDP " + local.print(), e);
    if (e == EAFNOSUPPORT) error.code = base::Errc::unsupported;
    return base::failure(std::move(error));
  }
  if (!apply_options(fd.get(), local.ip.is_v6(), options)) return base::failure(base::errno_error("setsockopt", errno));
  if (::bind(fd.get(), address.data(), address.size()) != 0) {
    return base::failure(base::errno_error("bind to UDP " + local.print(), errno));
  }
  const Endpoint bound = local_endpoint(fd.get());
  return UdpSocket(std::move(fd), bound, options);
}

Status UdpSocket::set_dont_fragment(bool on) noexcept {
  if (apply_dont_fragment(fd_.get(), local_.ip.is_v6(), on)) return {};
  return base::failure(base::errno_error("setsockopt(MTU_DISCOVER)", errno));
}

std::size_t UdpSocket::receive(ReceiveBatch& batch) noexcept {
  for (std::size_t i = 0; i < batch.slots_; ++i) {
    msghdr& header = batch.headers_[i].msg_hdr;
    header.msg_namelen = SocketAddress::capacity();
    header.msg_control = packet_info_ ? batch.controls_[i].bytes.data() : nullptr;
    header.msg_controllen = packet_info_ ? sizeof(ReceiveBatch::Control) : 0;
  }
  batch.size_ = 0;
  // With IP_RECVERR a pending ICMP error fails one receive; what was received behind it is still there.
  for (int attempt = 0; attempt < 8; ++attempt) {
    const int n = ::recvmmsg(fd_.get(), batch.headers_.data(), static_cast<unsigned>(batch.slots_), 0, nullptr);
    if (n >= 0) {
      batch.size_ = static_cast<std::size_t>(n);
      break;
    }
    if (would_block(errno)) return 0;
    error_hint_ = true;
  }
  for (std::size_t i = 0; i < batch.size_; ++i) {
    batch.peers_[i] = batch.names_[i].endpoint();
    if (packet_info_) batch.locals_[i] = local_address(batch.headers_[i].msg_hdr);
    else batch.locals_[i].reset();
  }
  return batch.size_;
}

SendOutcome UdpSocket::send(SendBatch& batch) noexcept {
  const bool v6 = local_.ip.is_v6();
  for (std::size_t i = 0; i < batch.size_; ++i) {
    if (v6) batch.names_[i].map_to_v6();
    batch.headers_[i].msg_hdr.msg_name = batch.names_[i].data();
    batch.headers_[i].msg_hdr.msg_namelen = batch.names_[i].size();
  }
  SendOutcome outcome;
  std::size_t at = 0;
  bool retried = false;
  while (at < batch.size_) {
    const int n = ::sendmmsg(fd_.get(), &batch.headers_[at], static_cast<unsigned>(batch.size_ - at), MSG_NOSIGNAL);
    if (n > 0) {
      outcome.sent += static_cast<std::size_t>(n);
      at += static_cast<std::size_t>(n);
      retried = false;
      continue;
    }
    const int e = n < 0 ? errno : EIO;
    if (e == EINTR) continue;
    if (would_block(e) || e == ENOBUFS) {
      outcome.blocked = batch.size_ - at;
      break;
    }
    error_hint_ = true;
    // The error may be that of an earlier datagram, reported by ICMP: then the same one goes at the second attempt.
    if (!retried) {
      retried = true;
      continue;
    }
    ++outcome.failed;
    outcome.last_error = e;
    if (e == EMSGSIZE) too_long_ = batch.names_[at].endpoint();
    ++at;
    retried = false;
  }
  batch.clear();
  return outcome;
}

bool UdpSocket::send_to(const Endpoint& to, Bytes payload) noexcept {
  SocketAddress address(to);
  if (local_.ip.is_v6()) address.map_to_v6();
  for (int attempt = 0; attempt < 3; ++attempt) {
    const ssize_t n = ::sendto(fd_.get(), payload.data(), payload.size(), MSG_NOSIGNAL, address.data(), address.size());
    if (n >= 0) return true;
    if (would_block(errno)) return false;
  }
  return false;
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
    std::array<std::byte, 64> quoted;  // the beginning of the datagram, which nobody needs
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
        if (!too_long_) break;  // told already: the next one
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
