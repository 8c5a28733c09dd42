// SPDX-License-Identifier: MIT
#include "net/address_monitor.hpp"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "net/socket_calls.hpp"

namespace net {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kLongestDatagram = 64 * 1024;  // the kernel makes them 32 KiB at most
constexpr auto kRetry = 1s;
constexpr auto kWithoutNotice = 30s;
constexpr int kNoticesAWakeup = 256;  // then other descriptors of the loop get their turn
constexpr int kAttempts = 4;          // while the lists change under the reading

// Documentation addresses (RFC 5737, RFC 3849) stand for the outside: no packet is sent to them.
constexpr std::string_view kOutsideV4 = "192.0.2.1";
constexpr std::string_view kOutsideV6 = "2001:db8::1";

struct ListQuestion {
  nlmsghdr header;
  union {
    ifinfomsg link;
    ifaddrmsg address;
    rtmsg route;
  };
};

struct RouteQuestion {
  nlmsghdr header{};
  rtmsg route{};
  rtattr attribute{};
  std::array<std::byte, 16> destination{};
};

base::Result<base::UniqueFd> open_socket(unsigned groups) {
  base::UniqueFd fd{::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE)};
  if (!fd) return base::failure(base::errno_error("socket(AF_NETLINK)", errno));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = groups;
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return base::failure(base::errno_error("bind(AF_NETLINK)", errno));
  return fd;
}

}  // namespace

AddressMonitor::AddressMonitor(EventLoop& loop, Reactions reactions)
    : loop_(loop),
      reactions_(std::move(reactions)),
      buffer_(kLongestDatagram),
      timer_(loop, [this] { look(); }) {
  look();
}

base::Status AddressMonitor::open() {
  if (questions_) return {};
  TRY(auto notices, open_socket(RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR |
                                RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE));
  TRY(auto questions, open_socket(0));
  // With this the kernel lists one routing table and not all. Kernels before 4.20 do not have it.
  (void)set_option(questions.get(), SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
  notices_ = std::move(notices);
  questions_ = std::move(questions);
  IoHandler& handler = *this;
  watch_ = std::make_unique<IoWatch>(loop_, notices_.get(), handler);
  watch_->set(Interest::read);
  return {};
}

// The content does not count. Where the socket had no room (ENOBUFS), notifications are lost.
void AddressMonitor::on_io(Interest) noexcept {
  bool changed = false;
  for (int i = 0; i < kNoticesAWakeup; ++i) {
    const ssize_t size = ::recv(notices_.get(), buffer_.data(), buffer_.size(), 0);
    if (size >= 0) {
      changed = changed || matters(base::Bytes{buffer_}.first(static_cast<std::size_t>(size)));
    } else if (would_block(errno)) {
      break;
    } else if (errno != EINTR) {
      changed = true;
    }
  }
  if (!changed) return;
  const base::Instant soon = std::max(loop_.now() + kSettle, read_at_ + kPause);
  timer_.start_at(soon);
}

void AddressMonitor::look() {
  auto next = read();
  read_at_ = loop_.now();
  timer_.start_after(next ? kWithoutNotice : kRetry);
  if (!next) {
    if (!std::exchange(failing_, true)) reactions_.failed(next.error());
    return;
  }
  failing_ = false;
  if (std::exchange(told_, true) && *next == view_) return;
  view_ = std::move(*next);
  reactions_.changed(view_);
}

base::Result<KernelView> AddressMonitor::read() {
  TRY(open());
  base::Result<KernelView> view = base::failure(base::Errc::unavailable, "the lists keep changing");
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    interrupted_ = false;
    view = read_once();
    if (!view || !interrupted_) break;
  }
  return view;
}

base::Result<KernelView> AddressMonitor::read_once() {
  KernelView view;
  TRY(list(RTM_GETLINK, AF_UNSPEC, view));
  TRY(list(RTM_GETADDR, AF_UNSPEC, view));
  TRY(list(RTM_GETROUTE, AF_INET, view));
  TRY(list(RTM_GETROUTE, AF_INET6, view));
  TRY(view.source_v4, route_source(base::Family::v4));
  TRY(view.source_v6, route_source(base::Family::v6));
  return view;
}

base::Status AddressMonitor::list(int type, int family, KernelView& view) {
  ListQuestion question{};
  std::size_t size = sizeof question.header;
  switch (type) {
    case RTM_GETLINK: size += sizeof question.link; break;
    case RTM_GETADDR: size += sizeof question.address; break;
    default:
      size += sizeof question.route;
      question.route.rtm_family = static_cast<unsigned char>(family);
      question.route.rtm_table = RT_TABLE_LOCAL;
  }
  question.header = {static_cast<std::uint32_t>(size), static_cast<std::uint16_t>(type),
                     NLM_F_REQUEST | NLM_F_DUMP, ++sequence_, 0};
  TRY(ask(&question, size));
  while (true) {
    TRY(const base::Bytes datagram, receive());
    const NetlinkRead read = read_answer(datagram, sequence_, view);
    interrupted_ = interrupted_ || read.interrupted;
    // ENOENT: this kernel has no such table, as without IPv6.
    if (read.error != 0 && read.error != ENOENT)
      return base::failure(base::errno_error("netlink", read.error));
    if (read.done) return {};
  }
}

base::Result<std::optional<base::IpAddress>> AddressMonitor::route_source(base::Family family) {
  const bool v4 = family == base::Family::v4;
  const auto outside = *base::IpAddress::parse(v4 ? kOutsideV4 : kOutsideV6);
  const base::Bytes destination = outside.bytes();
  RouteQuestion question;
  const std::size_t size = sizeof question.header + sizeof question.route +
                           sizeof question.attribute + destination.size();
  question.header = {static_cast<std::uint32_t>(size), RTM_GETROUTE, NLM_F_REQUEST, ++sequence_, 0};
  question.route.rtm_family = static_cast<unsigned char>(v4 ? AF_INET : AF_INET6);
  question.route.rtm_dst_len = static_cast<unsigned char>(destination.size() * 8);
  question.attribute = {static_cast<unsigned short>(sizeof question.attribute + destination.size()),
                        RTA_DST};
  std::memcpy(question.destination.data(), destination.data(), destination.size());
  TRY(ask(&question, size));
  // The answer is one datagram: the route, or the error that there is none.
  TRY(const base::Bytes datagram, receive());
  return read_route_source(datagram, sequence_);
}

base::Status AddressMonitor::ask(const void* question, std::size_t size) {
  // Answers to questions that were given up do not belong to this one.
  while (::recv(questions_.get(), buffer_.data(), buffer_.size(), 0) >= 0) {}
  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  if (::sendto(questions_.get(), question, size, 0, reinterpret_cast<const sockaddr*>(&kernel),
               sizeof kernel) < 0)
    return base::failure(base::errno_error("netlink: sendto", errno));
  return {};
}

// The kernel has the answer ready when the question is sent, so this does not wait.
base::Result<base::Bytes> AddressMonitor::receive() {
  const ssize_t size = ::recv(questions_.get(), buffer_.data(), buffer_.size(), MSG_TRUNC);
  if (size < 0) return base::failure(base::errno_error("netlink: recv", errno));
  if (static_cast<std::size_t>(size) > buffer_.size())
    return base::failure(base::Errc::corrupt, "netlink: an answer is too long");
  return base::Bytes{buffer_}.first(static_cast<std::size_t>(size));
}

}  // namespace net
