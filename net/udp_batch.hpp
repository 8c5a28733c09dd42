// SPDX-License-Identifier: MIT
// ReceiveBatch and SendBatch: the memory of many datagrams that one system call moves (recvmmsg,
// sendmmsg), made once. Runs of datagrams that are alike travel through the kernel as one: what UDP
// GRO has joined is taken apart here, and what goes to one destination in one size leaves as one
// message for UDP GSO. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "base/endpoint.hpp"
#include "net/sockaddr.hpp"

struct mmsghdr;
struct msghdr;
struct iovec;

namespace net {

using base::Bytes;
using base::IpAddress;
using base::MutableBytes;

// The ancillary messages of one datagram: an address (IP_PKTINFO, IPV6_PKTINFO) and a size
// (UDP_GRO, UDP_SEGMENT).
struct alignas(8) Control {
  std::array<std::byte, 64> bytes;
};

// `slots` buffers of `payload_size` bytes, each behind `head_room` bytes that the caller may write
// a header into. A socket with UdpOptions::runs needs buffers of 65535 bytes.
class ReceiveBatch {
 public:
  ReceiveBatch(std::size_t slots, std::size_t payload_size, std::size_t head_room);
  ~ReceiveBatch();
  ReceiveBatch(const ReceiveBatch&) = delete;
  ReceiveBatch& operator=(const ReceiveBatch&) = delete;

  std::size_t slots() const noexcept { return slots_; }
  // Every slot is filled: the socket that filled the last one may have more.
  bool full() const noexcept { return filled_ == slots_; }
  void clear() noexcept;
  std::size_t messages() const noexcept { return filled_; }
  // The datagrams since clear(), which may be of several sockets; valid until the next clear(). All
  // take i < size().
  std::size_t size() const noexcept { return pieces_.size(); }
  const Endpoint& peer(std::size_t i) const noexcept { return peers_[pieces_[i].slot]; }
  MutableBytes payload(std::size_t i) noexcept { return payload_with_head(i, 0); }
  // The datagram has its buffer to itself: head room in front of it and the rest of the buffer
  // behind it may be written. Around one of a run are its neighbours.
  bool alone(std::size_t i) const noexcept { return pieces_[i].alone; }
  // The datagram might have been joined with the one before it.
  bool follows(std::size_t i) const noexcept {
    return pieces_[i].size == pieces_[i - 1].size && peer(i) == peer(i - 1);
  }
  // The payload with `n` <= head_room writable bytes in front of it; for one that is alone.
  MutableBytes payload_with_head(std::size_t i, std::size_t n) noexcept;
  // Forgets the first `n` <= payload(i).size() bytes.
  void drop_front(std::size_t i, std::size_t n) noexcept;
  // The datagram was longer than payload_size; what is there is its beginning.
  bool truncated(std::size_t i) const noexcept;
  // Where it was sent to; only with UdpOptions::packet_info.
  const std::optional<IpAddress>& local(std::size_t i) const noexcept {
    return locals_[pieces_[i].slot];
  }

 private:
  friend class UdpSocket;
  struct Piece {
    std::uint32_t slot;
    std::uint32_t offset;
    std::uint32_t size;
    bool alone;
  };
  std::byte* slot(std::size_t i) noexcept {
    return memory_.get() + i * (head_room_ + payload_size_);
  }
  void prepare(std::size_t slot) noexcept;
  // What recvmmsg has put into the next `count` slots, taken apart.
  void accept(std::size_t count) noexcept;

  std::size_t slots_;
  std::size_t payload_size_;
  std::size_t head_room_;
  std::size_t filled_ = 0;
  std::unique_ptr<std::byte[]> memory_;  // not zeroed: pages appear as traffic needs them
  std::vector<mmsghdr> headers_;
  std::vector<iovec> vectors_;
  std::vector<SocketAddress> names_;
  std::vector<Control> controls_;
  std::vector<Endpoint> peers_;
  std::vector<std::optional<IpAddress>> locals_;
  std::vector<Piece> pieces_;  // never grows beyond what was reserved
};

// Up to `capacity` datagrams to send together; the payloads stay the caller's and must live until
// send(). Neighbours with one destination, source and size (the last of them may be shorter) leave
// as one message.
class SendBatch {
 public:
  explicit SendBatch(std::size_t capacity);
  ~SendBatch();
  SendBatch(const SendBatch&) = delete;
  SendBatch& operator=(const SendBatch&) = delete;

  // The longest datagram that may leave in a run (UdpSocket::longest_in_run()); 0, as at first: no
  // runs.
  void limit_runs(std::size_t longest) noexcept { longest_in_run_ = longest; }
  // False: full. `from` chooses the source address (sockets on a wildcard address).
  bool push(const Endpoint& to, Bytes payload,
            const std::optional<IpAddress>& from = std::nullopt) noexcept;
  std::size_t size() const noexcept { return datagrams_; }
  // What the kernel will be handed.
  std::size_t messages() const noexcept { return messages_; }
  bool full() const noexcept { return datagrams_ == capacity_; }
  void clear() noexcept { datagrams_ = messages_ = 0; }

 private:
  friend class UdpSocket;
  // The message that is still open for another datagram: the last one.
  struct Run {
    Endpoint to;
    std::optional<IpAddress> from;
    std::size_t segment = 0;
    std::size_t bytes = 0;
    bool open = false;
  };
  bool extends_run(const Endpoint& to, std::size_t size,
                   const std::optional<IpAddress>& from) const noexcept;
  void set_source(std::size_t message, const IpAddress& from) noexcept;
  void set_segment(std::size_t message, std::size_t size) noexcept;

  std::size_t capacity_;
  std::size_t datagrams_ = 0;
  std::size_t messages_ = 0;
  std::size_t longest_in_run_ = 0;
  Run run_;
  std::vector<mmsghdr> headers_;
  std::vector<iovec> vectors_;
  std::vector<SocketAddress> names_;
  std::vector<Control> controls_;
};

}  // namespace net
