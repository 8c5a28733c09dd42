// SPDX-License-Identifier: MIT
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "bench/relay/leg.hpp"
#include "net/sockaddr.hpp"
#include "net/socket_calls.hpp"

namespace bench {
namespace {

constexpr std::size_t kMaxSegments = 64;  // of one UDP_SEGMENT call; also the largest burst
constexpr std::size_t kMaxDatagram = 65'000;
constexpr std::size_t kSlots = 8;
constexpr std::size_t kSlotSize = 65'536;
constexpr int kSocketBuffer = 4 << 20;  // the load program is never the one that loses packets

constexpr std::size_t kPieces = std::tuple_size_v<Packet>;

// What recvmmsg fills in: shared by all legs, they take turns.
struct Inbox {
  Inbox() : memory(new std::byte[kSlots * kSlotSize]) {
    for (std::size_t i = 0; i < kSlots; ++i) {
      vectors[i] = {memory.get() + i * kSlotSize, kSlotSize};
      headers[i].msg_hdr.msg_iov = &vectors[i];
      headers[i].msg_hdr.msg_iovlen = 1;
    }
  }
  struct alignas(cmsghdr) Control {
    std::array<std::byte, 64> bytes;
  };
  std::unique_ptr<std::byte[]> memory;
  std::array<iovec, kSlots> vectors{};
  std::array<mmsghdr, kSlots> headers{};
  std::array<Control, kSlots> controls{};
};

// UDP_GRO: how long each of the datagrams is that came glued together; 0 = it is one.
std::size_t segment_size(msghdr& header) noexcept {
  for (cmsghdr* c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, c)) {
    if (c->cmsg_level != SOL_UDP || c->cmsg_type != UDP_GRO) continue;
    int size = 0;
    std::memcpy(&size, CMSG_DATA(c), sizeof size);
    return static_cast<std::size_t>(size);
  }
  return 0;
}

}  // namespace

base::Result<std::unique_ptr<UdpLeg>> UdpLeg::open(const base::Endpoint& local, Bursts bursts) {
  net::SocketAddress address{local};
  base::UniqueFd fd{::socket(address.family(), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!fd) return base::failure(base::errno_error("socket", errno));
  if (!net::set_option(fd.get(), SOL_SOCKET, SO_RCVBUFFORCE, kSocketBuffer))
    (void)net::set_option(fd.get(), SOL_SOCKET, SO_RCVBUF, kSocketBuffer);
  (void)net::set_option(fd.get(), SOL_UDP, UDP_GRO, 1);  // an old kernel delivers one by one
  if (::bind(fd.get(), address.data(), address.size()) != 0) {
    return base::failure(base::errno_error("bind " + local.print(), errno));
  }
  return std::unique_ptr<UdpLeg>{new UdpLeg(std::move(fd), bursts)};
}

base::Status UdpLeg::connect(const base::Endpoint& to) noexcept {
  net::SocketAddress address{to};
  if (::connect(fd_.get(), address.data(), address.size()) == 0) return {};
  return base::failure(base::errno_error("connect " + to.print(), errno));
}

base::Endpoint UdpLeg::local() const noexcept { return net::local_endpoint(fd_.get()); }

std::size_t UdpLeg::send(std::span<const Packet> packets) noexcept {
  std::size_t taken = 0;
  while (taken < packets.size()) {
    const auto rest = packets.subspan(taken);
    const std::size_t n =
        bursts_ == Bursts::gso && rest.size() > 1 ? send_segmented(rest) : send_batch(rest);
    if (n == 0) break;
    taken += n;
  }
  return taken;
}

std::size_t UdpLeg::send_segmented(std::span<const Packet> packets) noexcept {
  const std::size_t size = size_of(packets.front());
  const std::size_t count = std::min({packets.size(), kMaxSegments, kMaxDatagram / size});
  std::array<iovec, kMaxSegments * kPieces> vectors;
  std::size_t used = 0;
  for (const Packet& packet : packets.first(count)) {
    for (const iovec& part : packet) {
      if (part.iov_len != 0) vectors[used++] = part;
    }
  }
  alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(sizeof(std::uint16_t))> control{};
  msghdr header{};
  header.msg_iov = vectors.data();
  header.msg_iovlen = used;
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  cmsghdr* const c = CMSG_FIRSTHDR(&header);
  c->cmsg_level = SOL_UDP;
  c->cmsg_type = UDP_SEGMENT;
  c->cmsg_len = CMSG_LEN(sizeof(std::uint16_t));
  const auto segment = static_cast<std::uint16_t>(size);
  std::memcpy(CMSG_DATA(c), &segment, sizeof segment);
  return ::sendmsg(fd_.get(), &header, MSG_NOSIGNAL) < 0 ? 0 : count;
}

std::size_t UdpLeg::send_batch(std::span<const Packet> packets) noexcept {
  const std::size_t count = std::min(packets.size(), kMaxSegments);
  std::array<mmsghdr, kMaxSegments> headers{};
  for (std::size_t i = 0; i < count; ++i) {
    headers[i].msg_hdr.msg_iov = const_cast<iovec*>(packets[i].data());
    headers[i].msg_hdr.msg_iovlen = kPieces;
  }
  const int n = ::sendmmsg(fd_.get(), headers.data(), static_cast<unsigned>(count), MSG_NOSIGNAL);
  return n < 0 ? 0 : static_cast<std::size_t>(n);
}

void UdpLeg::receive(Sink& sink) noexcept {
  static thread_local Inbox inbox;
  for (std::size_t i = 0; i < kSlots; ++i) {
    inbox.headers[i].msg_hdr.msg_control = inbox.controls[i].bytes.data();
    inbox.headers[i].msg_hdr.msg_controllen = inbox.controls[i].bytes.size();
  }
  const int n = ::recvmmsg(fd_.get(), inbox.headers.data(), kSlots, 0, nullptr);
  for (int i = 0; i < n; ++i) {
    const auto at = static_cast<std::size_t>(i);
    base::Bytes all{inbox.memory.get() + at * kSlotSize, inbox.headers[at].msg_len};
    const std::size_t segment = segment_size(inbox.headers[at].msg_hdr);
    while (segment != 0 && all.size() > segment) {
      sink.on_message(all.first(segment));
      all = all.subspan(segment);
    }
    sink.on_message(all);
  }
}

}  // namespace bench
