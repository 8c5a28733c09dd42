// SPDX-License-Identifier: MIT
// UdpSocket: a non-blocking UDP socket that receives and sends in batches (recvmmsg, sendmmsg) into memory that the caller owns
// and makes once. Nothing here allocates after open(). One thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/endpoint.hpp"
#include "base/result.hpp"
#include "net/fd.hpp"
#include "net/sockaddr.hpp"

struct mmsghdr;
struct iovec;

namespace net {

using base::Bytes;
using base::IpAddress;
using base::MutableBytes;
using base::Status;

struct UdpOptions {
  bool reuse_port = false;     // SO_REUSEPORT: one socket a worker, the kernel spreads by 5-tuple
  int receive_buffer = 0;      // bytes; 0 = the system's default. Capped by net.core.rmem_max unless CAP_NET_ADMIN
  int send_buffer = 0;         // bytes; 0 = the system's default
  bool v6_only = true;         // false: an IPv6 socket carries IPv4 too (Endpoints stay IPv4)
  bool dont_fragment = false;  // IPv4: DF set; IPv6: no fragmentation by this host
  bool report_errors = false;  // IP_RECVERR: ICMP errors are kept for drain_errors(), to be called at each readiness: while
                               // some wait, the loop reports the socket as ready
  bool packet_info = false;    // learn, and choose, the local address of each datagram (sockets on a wildcard address)
};

// `slots` buffers of `payload_size` bytes, each behind `head_room` bytes that the caller may write a header into.
class ReceiveBatch {
 public:
  ReceiveBatch(std::size_t slots, std::size_t payload_size, std::size_t head_room);
  ~ReceiveBatch();
  ReceiveBatch(const ReceiveBatch&) = delete;
  ReceiveBatch& operator=(const ReceiveBatch&) = delete;

  std::size_t slots() const noexcept { return slots_; }
  // What the last receive() brought; valid until the next one. All take i < size().
  std::size_t size() const noexcept { return size_; }
  const Endpoint& peer(std::size_t i) const noexcept { return peers_[i]; }
  MutableBytes payload(std::size_t i) noexcept;
  // The payload with `n` <= head_room writable bytes in front of it.
  MutableBytes payload_with_head(std::size_t i, std::size_t n) noexcept;
  // Forgets the first `n` <= payload(i).size() bytes: the rest moves to the front.
  void drop_front(std::size_t i, std::size_t n) noexcept;
  // The datagram was longer than payload_size; what is there is its beginning.
  bool truncated(std::size_t i) const noexcept;
  // Where it was sent to; only with UdpOptions::packet_info.
  const std::optional<IpAddress>& local(std::size_t i) const noexcept { return locals_[i]; }

 private:
  friend class UdpSocket;
  std::byte* slot(std::size_t i) noexcept { return memory_.get() + i * (head_room_ + payload_size_); }

  std::size_t slots_;
  std::size_t payload_size_;
  std::size_t head_room_;
  std::size_t size_ = 0;
  std::unique_ptr<std::byte[]> memory_;  // not zeroed: pages appear as traffic needs them
  std::vector<mmsghdr> headers_;
  std::vector<iovec> vectors_;
  std::vector<SocketAddress> names_;
  struct alignas(8) Control {
    std::array<std::byte, 64> bytes;
  };
  std::vector<Control> controls_;
  std::vector<Endpoint> peers_;
  std::vector<std::optional<IpAddress>> locals_;
};

// Up to `capacity` datagrams to send together; the payloads stay the caller's and must live until send().
class SendBatch {
 public:
  explicit SendBatch(std::size_t capacity);
  ~SendBatch();
  SendBatch(const SendBatch&) = delete;
  SendBatch& operator=(const SendBatch&) = delete;

  // False: full. `from` chooses the source address (sockets on a wildcard address).
  bool push(const Endpoint& to, Bytes payload, const std::optional<IpAddress>& from = std::nullopt) noexcept;
  std::size_t size() const noexcept { return size_; }
  bool full() const noexcept { return size_ == capacity_; }
  void clear() noexcept { size_ = 0; }

 private:
  friend class UdpSocket;
  void set_source(std::size_t i, const IpAddress& from) noexcept;

  std::size_t capacity_;
  std::size_t size_ = 0;
  std::vector<mmsghdr> headers_;
  std::vector<iovec> vectors_;
  std::vector<SocketAddress> names_;
  struct alignas(8) Control {
    std::array<std::byte, 48> bytes;
  };
  std::vector<Control> controls_;
};

struct SendOutcome {
  std::size_t sent = 0;     // taken by the kernel
  std::size_t blocked = 0;  // dropped because the socket's buffer is full
  std::size_t failed = 0;   // refused by the kernel (no route, too long, …)
  int last_error = 0;       // errno of the last failed one
};

// An ICMP error for a datagram that this socket sent, or this host's own about one that is too long to be sent unbroken.
struct SocketError {
  Endpoint destination;   // where that datagram went
  int error = 0;          // errno (ECONNREFUSED, EHOSTUNREACH, EMSGSIZE …)
  std::uint8_t type = 0;  // ICMP or ICMPv6 type and code; both 0 for an error of this host
  std::uint8_t code = 0;
  std::uint32_t info = 0;  // the path's MTU where error is EMSGSIZE
};

class UdpSocket {
 public:
  // Port 0: the kernel chooses; local() tells. Without IPv6 in the kernel "[::]" that is not v6_only becomes 0.0.0.0; other IPv6
  // addresses fail with Errc::unsupported.
  static Result<UdpSocket> open(const Endpoint& local, const UdpOptions& options);

  const Endpoint& local() const noexcept { return local_; }
  int fd() const noexcept { return fd_.get(); }

  // Receives what is there, at most batch.slots() datagrams; their number (also batch.size()), 0 = nothing there.
  std::size_t receive(ReceiveBatch& batch) noexcept;
  // Sends the whole batch and clears it. Never waits; an error that belongs to an earlier datagram does not cost a later one.
  SendOutcome send(SendBatch& batch) noexcept;
  // One datagram; false where the kernel did not take it.
  bool send_to(const Endpoint& to, Bytes payload) noexcept;
  // Takes pending ICMP errors, at most out.size(); their number. Only with UdpOptions::report_errors.
  std::size_t drain_errors(std::span<SocketError> out) noexcept;
  // Since the last call a send or receive has met an error: drain_errors() may find why. Saves asking each time.
  bool take_error_hint() noexcept { return std::exchange(error_hint_, false); }

  Status set_dont_fragment(bool on) noexcept;

 private:
  UdpSocket(UniqueFd fd, Endpoint local, const UdpOptions& options) noexcept
      : fd_(std::move(fd)), local_(local), packet_info_(options.packet_info) {}
  bool take_one_error(SocketError& out) noexcept;

  UniqueFd fd_;
  Endpoint local_;
  bool packet_info_;
  bool error_hint_ = false;
  // Where the last datagram was to go that this host found too long: the error queue says so, but not (IPv4) to which port, and
  // says it for each attempt.
  std::optional<Endpoint> too_long_;
};

}  // namespace net
