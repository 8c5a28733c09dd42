// SPDX-License-Identifier: MIT
// UdpSocket: a non-blocking UDP socket that receives and sends in batches (recvmmsg, sendmmsg). The
// caller owns the batches and allocates them once; nothing here allocates after open(). One thread
// at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "base/bytes.hpp"
#include "base/endpoint.hpp"
#include "base/fd.hpp"
#include "base/result.hpp"
#include "net/descriptor_ceiling.hpp"
#include "net/sockaddr.hpp"
#include "net/udp_batch.hpp"

namespace net {

using base::Status;

// UDP GRO: the kernel may deliver a run of equal datagrams of one sender as one message.
enum class ReceiveRuns : std::uint8_t {
  never,
  always,
  adapt,  // on while the traffic has runs: joining slows down traffic that has none
};

struct UdpOptions {
  bool reuse_port = false;  // SO_REUSEPORT: one socket per worker, the kernel spreads by 5-tuple
  bool free_bind = false;   // the address may come later than the socket
  // Bytes; 0 = the system's default. net.core.rmem_max caps it unless the process has
  // CAP_NET_ADMIN.
  int receive_buffer = 0;
  int send_buffer = 0;         // bytes; 0 = the system's default
  bool v6_only = true;         // false: an IPv6 socket carries IPv4 too (Endpoints stay IPv4)
  bool dont_fragment = false;  // IPv4: DF set; IPv6: no fragmentation by this host
  // IP_RECVERR: the kernel keeps ICMP errors for drain_errors(). Call that at each readiness: while
  // errors wait, the loop reports the socket as ready.
  bool report_errors = false;
  ReceiveRuns runs = ReceiveRuns::never;
  // Learn and choose the local address of each datagram (for sockets on a wildcard address).
  bool packet_info = false;
  int descriptor_ceiling = kNoCeiling;  // open() fails with EMFILE rather than take a higher number
};

struct SendOutcome {
  std::size_t sent = 0;     // datagrams that the kernel took
  std::size_t blocked = 0;  // datagrams dropped because the socket's buffer is full
  std::size_t failed = 0;   // datagrams that the kernel refused (no route, too long, …)
  int last_error = 0;       // errno of the last failure
};

// An ICMP error for a datagram that this socket sent, or this host's own error for a datagram that
// is too long to be sent unfragmented.
struct SocketError {
  Endpoint destination;   // of that datagram
  int error = 0;          // errno (ECONNREFUSED, EHOSTUNREACH, EMSGSIZE …)
  std::uint8_t type = 0;  // ICMP or ICMPv6 type and code; both 0 for an error of this host
  std::uint8_t code = 0;
  std::uint32_t info = 0;  // the path's MTU where error is EMSGSIZE
};

class UdpSocket {
 public:
  // With port 0 the kernel chooses the port, see local(). Where the kernel has no IPv6, "[::]"
  // without v6_only becomes 0.0.0.0; other IPv6 addresses fail with Errc::unsupported.
  static Result<UdpSocket> open(const Endpoint& local, const UdpOptions& options);

  // Takes over a UDP socket that another process has opened and bound, and ignores the options for
  // binding. Errc::invalid_argument where the descriptor is no bound UDP socket.
  static Result<UdpSocket> adopt(base::UniqueFd fd, const UdpOptions& options);

  const Endpoint& local() const noexcept { return local_; }
  int fd() const noexcept { return fd_.get(); }

  // Receives the waiting messages, at most batch.slots(). Returns the number of datagrams (also
  // batch.size()); 0 where nothing waits.
  std::size_t receive(ReceiveBatch& batch) noexcept {
    batch.clear();
    return receive_more(batch);
  }
  // The same into the free slots of the batch, at most `most` messages. Returns the number of new
  // datagrams, which are the last ones of the batch. Asking for more than is queued costs an extra
  // recvmmsg() call.
  std::size_t receive_more(ReceiveBatch& batch, std::size_t most = SIZE_MAX) noexcept;
  // Sends the whole batch and clears it. Never blocks. An error of an earlier datagram does not
  // lose a later one.
  SendOutcome send(SendBatch& batch) noexcept;
  // For SendBatch::limit_runs(). 0 where this socket's network device turned out to have no
  // segmentation.
  std::size_t longest_in_run() const noexcept { return longest_in_run_; }
  // Sends one datagram with sendto(), which costs less than a batch of one.
  SendOutcome send_one(const Endpoint& to, Bytes payload) noexcept;
  // Sends one datagram. False where the kernel did not take it.
  bool send_to(const Endpoint& to, Bytes payload) noexcept {
    return send_one(to, payload).sent == 1;
  }
  // Takes pending ICMP errors, at most out.size(), and returns their number. Only with
  // UdpOptions::report_errors.
  std::size_t drain_errors(std::span<SocketError> out) noexcept;
  // Whether a send or receive has met an error since the last call; drain_errors() may tell why.
  // Saves calling drain_errors() each time.
  bool take_error_hint() noexcept { return std::exchange(error_hint_, false); }

  Status set_dont_fragment(bool on) noexcept;

 private:
  // Longer datagrams do not fit into an Ethernet frame; the kernel fragments them, but cannot
  // fragment a run.
  static constexpr std::size_t kLongestInRun = 1500 - 48;

  UdpSocket(base::UniqueFd fd, Endpoint local) noexcept : fd_(std::move(fd)), local_(local) {}
  void send_apart(SendBatch& batch, std::size_t message, SendOutcome& outcome) noexcept;
  bool take_one_error(SocketError& out) noexcept;
  void adapt(const ReceiveBatch& batch, std::size_t first, bool drained) noexcept;

  base::UniqueFd fd_;
  Endpoint local_;
  std::size_t longest_in_run_ = kLongestInRun;
  bool error_hint_ = false;
  // ReceiveRuns::adapt decides again after this many datagrams.
  static constexpr std::uint16_t kAdaptEvery = 64;
  static constexpr std::uint16_t kAdaptAtMost = 4096;
  bool adapts_ = false;
  bool joins_ = false;
  std::uint16_t seen_ = 0;
  std::uint16_t in_runs_ = 0;
  // The destination of the last datagram that this host found too long. The error queue reports it
  // for each attempt, but (for IPv4) without the port.
  std::optional<Endpoint> too_long_;
};

}  // namespace net
