// SPDX-License-Identifier: MIT
#include "net/udp_batch.hpp"

#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cstring>

namespace net {
namespace {

// Datagrams in one message: the kernel's limits (UDP_MAX_SEGMENTS, UDP_GRO_CNT_MAX) are 64, and 128
// in newer kernels.
constexpr std::size_t kMostInRun = 64;
constexpr std::size_t kMostReceivedInRun = 128;
// The bytes that fit behind an IPv6 header into a 16-bit length.
constexpr std::size_t kLongestRun = 65535 - 48;

struct Ancillary {
  std::optional<IpAddress> local;
  std::size_t segment = 0;
};

// IP_PKTINFO, IPV6_PKTINFO and UDP_GRO of a received message.
Ancillary ancillary_of(msghdr& header) noexcept {
  Ancillary found;
  for (cmsghdr* c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, c)) {
    if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
      in_pktinfo info{};
      std::memcpy(&info, CMSG_DATA(c), sizeof info);
      found.local = IpAddress::from_bytes({reinterpret_cast<const std::byte*>(&info.ipi_addr), 4});
    } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
      in6_pktinfo info{};
      std::memcpy(&info, CMSG_DATA(c), sizeof info);
      sockaddr_in6 name{};  // through SocketAddress, which takes mapped addresses apart
      name.sin6_family = AF_INET6;
      name.sin6_addr = info.ipi6_addr;
      SocketAddress address;
      std::memcpy(address.data(), &name, sizeof name);
      found.local = address.endpoint().ip;
    } else if (c->cmsg_level == IPPROTO_UDP && c->cmsg_type == UDP_GRO) {
      int size = 0;
      std::memcpy(&size, CMSG_DATA(c), sizeof size);
      found.segment = size > 0 ? static_cast<std::size_t>(size) : 0;
    }
  }
  return found;
}

// Appends one ancillary message to those of `header`.
template <class T>
void append_control(msghdr& header, std::byte* memory, int level, int type,
                    const T& value) noexcept {
  std::byte* const at = memory + header.msg_controllen;
  auto* c = reinterpret_cast<cmsghdr*>(at);
  std::memset(at, 0, CMSG_SPACE(sizeof value));
  c->cmsg_level = level;
  c->cmsg_type = type;
  c->cmsg_len = CMSG_LEN(sizeof value);
  std::memcpy(CMSG_DATA(c), &value, sizeof value);
  header.msg_control = memory;
  header.msg_controllen += CMSG_SPACE(sizeof value);
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
  pieces_.reserve(slots * kMostReceivedInRun);
  for (std::size_t i = 0; i < slots; ++i) {
    vectors_[i] = {slot(i) + head_room_, payload_size_};
    headers_[i].msg_hdr.msg_iov = &vectors_[i];
    headers_[i].msg_hdr.msg_iovlen = 1;
    headers_[i].msg_hdr.msg_name = names_[i].data();
    prepare(i);
  }
}

ReceiveBatch::~ReceiveBatch() = default;

MutableBytes ReceiveBatch::payload_with_head(std::size_t i, std::size_t n) noexcept {
  const Piece& piece = pieces_[i];
  n = std::min(n, head_room_);
  return {slot(piece.slot) + head_room_ + piece.offset - n, piece.size + n};
}

void ReceiveBatch::drop_front(std::size_t i, std::size_t n) noexcept {
  pieces_[i].offset += static_cast<std::uint32_t>(n);
  pieces_[i].size -= static_cast<std::uint32_t>(n);
}

bool ReceiveBatch::truncated(std::size_t i) const noexcept {
  return (headers_[pieces_[i].slot].msg_hdr.msg_flags & MSG_TRUNC) != 0;
}

void ReceiveBatch::prepare(std::size_t slot) noexcept {
  msghdr& header = headers_[slot].msg_hdr;
  header.msg_namelen = SocketAddress::capacity();
  header.msg_control = controls_[slot].bytes.data();
  header.msg_controllen = sizeof(Control);
}

void ReceiveBatch::clear() noexcept {
  // The kernel has changed only the filled headers.
  for (std::size_t i = 0; i < filled_; ++i) prepare(i);
  filled_ = 0;
  pieces_.clear();
}

void ReceiveBatch::accept(std::size_t count) noexcept {
  for (const std::size_t end = filled_ + count; filled_ < end; ++filled_) {
    const std::size_t i = filled_;
    peers_[i] = names_[i].endpoint();
    const Ancillary with = ancillary_of(headers_[i].msg_hdr);
    locals_[i] = with.local;
    const auto slot = static_cast<std::uint32_t>(i);
    const std::size_t length = headers_[i].msg_len;
    if (with.segment == 0 || length <= with.segment) {
      pieces_.push_back({slot, 0, static_cast<std::uint32_t>(length), true});
      continue;
    }
    for (std::size_t offset = 0; offset < length && pieces_.size() < pieces_.capacity();
         offset += with.segment) {
      const std::size_t size = std::min(with.segment, length - offset);
      pieces_.push_back(
          {slot, static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(size), false});
    }
  }
}

SendBatch::SendBatch(std::size_t capacity)
    : capacity_(capacity),
      headers_(capacity),
      vectors_(capacity),
      names_(capacity),
      controls_(capacity) {}

SendBatch::~SendBatch() = default;

bool SendBatch::extends_run(const Endpoint& to, std::size_t size,
                            const std::optional<IpAddress>& from) const noexcept {
  return messages_ != 0 && run_.open && size != 0 && size <= run_.segment &&
         run_.bytes + size <= kLongestRun && run_.to == to && run_.from == from;
}

bool SendBatch::push(const Endpoint& to, Bytes payload,
                     const std::optional<IpAddress>& from) noexcept {
  if (full()) return false;
  const std::size_t i = datagrams_++;
  // iovec is not const: sendmmsg only reads.
  vectors_[i] = {const_cast<std::byte*>(payload.data()), payload.size()};
  if (extends_run(to, payload.size(), from)) {
    msghdr& header = headers_[messages_ - 1].msg_hdr;
    if (++header.msg_iovlen == 2) set_segment(messages_ - 1, run_.segment);
    run_.bytes += payload.size();
    run_.open = payload.size() == run_.segment && header.msg_iovlen < kMostInRun;
    return true;
  }
  const std::size_t message = messages_++;
  names_[message] = SocketAddress(to);
  headers_[message] = mmsghdr{};
  headers_[message].msg_hdr.msg_iov = &vectors_[i];
  headers_[message].msg_hdr.msg_iovlen = 1;
  if (from) set_source(message, *from);
  run_ = Run{to, from, payload.size(), payload.size(),
             !payload.empty() && payload.size() <= longest_in_run_};
  return true;
}

void SendBatch::set_source(std::size_t message, const IpAddress& from) noexcept {
  msghdr& header = headers_[message].msg_hdr;
  if (from.is_v4()) {
    in_pktinfo info{};
    std::memcpy(&info.ipi_spec_dst, from.bytes().data(), 4);
    append_control(header, controls_[message].bytes.data(), IPPROTO_IP, IP_PKTINFO, info);
  } else {
    in6_pktinfo info{};
    std::memcpy(&info.ipi6_addr, from.bytes().data(), 16);
    append_control(header, controls_[message].bytes.data(), IPPROTO_IPV6, IPV6_PKTINFO, info);
  }
}

void SendBatch::set_segment(std::size_t message, std::size_t size) noexcept {
  append_control(headers_[message].msg_hdr, controls_[message].bytes.data(), IPPROTO_UDP,
                 UDP_SEGMENT, static_cast<std::uint16_t>(size));
}

}  // namespace net
