// SPDX-License-Identifier: MIT
// ReceiveBatch and SendBatch: the memory of many datagrams that one system call moves (recvmmsg,
// sendmmsg), allocated once. Runs of equal datagrams travel through the kernel as one message:
// ReceiveBatch splits the messages that UDP GRO has joined, and SendBatch joins datagrams of one
// size for one destination into a message for UDP GSO. One thread.
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

// Memory for the ancillary messages of one datagram: an address (IP_PKTINFO, IPV6_PKTINFO) and a
// size (UDP_GRO, UDP_SEGMENT).
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
  // Whether every slot is filled; the socket that filled the last one may have more datagrams.
  bool full() const noexcept { return filled_ == slots_; }
  void clear() noexcept;
  std::size_t messages() const noexcept { return filled_; }
  // The number of datagrams since clear(); they may come from several sockets and are valid until
  // the next clear(). Every `i` below is less than size().
  std::size_t size() const noexcept { return pieces_.size(); }
  const Endpoint& peer(std::size_t i) const noexcept { return peers_[pieces_[i].slot]; }
  MutableBytes payload(std::size_t i) noexcept { return payload_with_head(i, 0); }
  // Whether the datagram is alone in its buffer: the caller may then write the head room in front
  // of it and the rest of the buffer behind it. A datagram of a run has its neighbours there.
  bool alone(std::size_t i) const noexcept { return pieces_[i].alone; }
  // Whether the kernel could have joined the datagram with the one before it.
  bool follows(std::size_t i) const noexcept {
    return pieces_[i].size == pieces_[i - 1].size && peer(i) == peer(i - 1);
  }
  // The payload with `n` <= head_room writable bytes in front of it. Only for a datagram that is
  // alone().
  MutableBytes payload_with_head(std::size_t i, std::size_t n) noexcept;
  // Removes the first `n` <= payload(i).size() bytes from the payload.
  void drop_front(std::size_t i, std::size_t n) noexcept;
  // Whether the datagram was longer than payload_size; the payload is its beginning.
  bool truncated(std::size_t i) const noexcept;
  // The local address that the datagram was sent to; only with UdpOptions::packet_info.
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
  // Splits the messages that recvmmsg has put into the next `count` slots.
  void accept(std::size_t count) noexcept;

  std::size_t slots_;
  std::size_t payload_size_;
  std::size_t head_room_;
  std::size_t filled_ = 0;
  std::unique_ptr<std::byte[]> memory_;  // not zeroed: pages are allocated when traffic needs them
  std::vector<mmsghdr> headers_;
  std::vector<iovec> vectors_;
  std::vector<SocketAddress> names_;
  std::vector<Control> controls_;
  std::vector<Endpoint> peers_;
  std::vector<std::optional<IpAddress>> locals_;
  std::vector<Piece> pieces_;  // never grows beyond the reserved size
};

// Up to `capacity` datagrams to send together. The payloads belong to the caller and must live
// until send(). Neighbouring datagrams with the same destination, source and size (the last may be
// shorter) leave as one message.
class SendBatch {
 public:
  explicit SendBatch(std::size_t capacity);
  ~SendBatch();
  SendBatch(const SendBatch&) = delete;
  SendBatch& operator=(const SendBatch&) = delete;

  // Sets the longest datagram that may leave in a run (UdpSocket::longest_in_run()). 0, the initial
  // value, disables runs.
  void limit_runs(std::size_t longest) noexcept { longest_in_run_ = longest; }
  // False where the batch is full. `from` chooses the source address (for sockets on a wildcard
  // address).
  bool push(const Endpoint& to, Bytes payload,
            const std::optional<IpAddress>& from = std::nullopt) noexcept;
  std::size_t size() const noexcept { return datagrams_; }
  // The number of messages that the kernel will get.
  std::size_t messages() const noexcept { return messages_; }
  bool full() const noexcept { return datagrams_ == capacity_; }
  void clear() noexcept { datagrams_ = messages_ = 0; }

 private:
  friend class UdpSocket;
  // The last message, to which another datagram may be added.
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
