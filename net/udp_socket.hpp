// SPDX-License-Identifier: MIT
// UdpSocket: a non-blocking UDP socket that receives and sends in batches (recvmmsg, sendmmsg) into
// memory that the caller owns and makes once. Nothing here allocates after open(). One thread at a
// time.
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
#include "net/sockaddr.hpp"
#include "net/udp_batch.hpp"

namespace net {

using base::Status;

// UDP GRO: the kernel may hand over a run of equal datagrams of one sender as one message.
enum class ReceiveRuns : std::uint8_t {
  never,
  always,
  adapt,  // while what comes has runs: joining slows down what has none
};

struct UdpOptions {
  bool reuse_port = false;  // SO_REUSEPORT: one socket a worker, the kernel spreads by 5-tuple
  int receive_buffer =
      0;  // bytes; 0 = the system's default. Capped by net.core.rmem_max unless CAP_NET_ADMIN
  int send_buffer = 0;         // bytes; 0 = the system's default
  bool v6_only = true;         // false: an IPv6 socket carries IPv4 too (Endpoints stay IPv4)
  bool dont_fragment = false;  // IPv4: DF set; IPv6: no fragmentation by this host
  bool report_errors =
      false;  // IP_RECVERR: ICMP errors are kept for drain_errors(), to be called at each
              // readiness: while some wait, the loop reports the socket as ready
  ReceiveRuns runs = ReceiveRuns::never;
  bool packet_info = false;  // learn, and choose, the local address of each datagram (sockets on a
                             // wildcard address)
};

struct SendOutcome {
  std::size_t sent = 0;     // taken by the kernel
  std::size_t blocked = 0;  // dropped because the socket's buffer is full
  std::size_t failed = 0;   // refused by the kernel (no route, too long, …)
  int last_error = 0;       // errno of the last failed one
};

// An ICMP error for a datagram that this socket sent, or this host's own about one that is too long
// to be sent unbroken.
struct SocketError {
  Endpoint destination;   // where that datagram went
  int error = 0;          // errno (ECONNREFUSED, EHOSTUNREACH, EMSGSIZE …)
  std::uint8_t type = 0;  // ICMP or ICMPv6 type and code; both 0 for an error of this host
  std::uint8_t code = 0;
  std::uint32_t info = 0;  // the path's MTU where error is EMSGSIZE
};

class UdpSocket {
 public:
  // Port 0: the kernel chooses; local() tells. Without IPv6 in the kernel "[::]" that is not
  // v6_only becomes 0.0.0.0; other IPv6 addresses fail with Errc::unsupported.
  static Result<UdpSocket> open(const Endpoint& local, const UdpOptions& options);

  // A UDP socket that another process has opened and bound; what `options` says about binding is
  // done already. Errors: invalid_argument where it is something else.
  static Result<UdpSocket> adopt(base::UniqueFd fd, const UdpOptions& options);

  const Endpoint& local() const noexcept { return local_; }
  int fd() const noexcept { return fd_.get(); }

  // Receives what is there, at most batch.slots() messages; the number of datagrams (also
  // batch.size()), 0 = nothing there.
  std::size_t receive(ReceiveBatch& batch) noexcept {
    batch.clear();
    return receive_more(batch);
  }
  // The same into the slots that are still free, but at most `most` messages; the number of
  // datagrams, which are the last ones of the batch. To ask for more than are there costs a look in
  // vain.
  std::size_t receive_more(ReceiveBatch& batch, std::size_t most = SIZE_MAX) noexcept;
  // Sends the whole batch and clears it. Never waits; an error that belongs to an earlier datagram
  // does not cost a later one.
  SendOutcome send(SendBatch& batch) noexcept;
  // For SendBatch::limit_runs(): 0 where this socket's way out has turned out to have no
  // segmentation.
  std::size_t longest_in_run() const noexcept { return longest_in_run_; }
  // The same for one datagram, by the system call that costs least for one.
  SendOutcome send_one(const Endpoint& to, Bytes payload) noexcept;
  // False where the kernel did not take it.
  bool send_to(const Endpoint& to, Bytes payload) noexcept {
    return send_one(to, payload).sent == 1;
  }
  // Takes pending ICMP errors, at most out.size(); their number. Only with
  // UdpOptions::report_errors.
  std::size_t drain_errors(std::span<SocketError> out) noexcept;
  // Since the last call a send or receive has met an error: drain_errors() may find why. Saves
  // asking each time.
  bool take_error_hint() noexcept { return std::exchange(error_hint_, false); }

  Status set_dont_fragment(bool on) noexcept;

 private:
  // Longer ones do not fit into an Ethernet frame: they are fragmented, which a run cannot be.
  static constexpr std::size_t kLongestInRun = 1500 - 48;

  UdpSocket(base::UniqueFd fd, Endpoint local) noexcept : fd_(std::move(fd)), local_(local) {}
  void send_apart(SendBatch& batch, std::size_t message, SendOutcome& outcome) noexcept;
  bool take_one_error(SocketError& out) noexcept;
  void adapt(const ReceiveBatch& batch, std::size_t first, bool drained) noexcept;

  base::UniqueFd fd_;
  Endpoint local_;
  std::size_t longest_in_run_ = kLongestInRun;
  bool error_hint_ = false;
  // ReceiveRuns::adapt, decided anew after so many datagrams.
  static constexpr std::uint16_t kAdaptEvery = 64;
  static constexpr std::uint16_t kAdaptAtMost = 4096;
  bool adapts_ = false;
  bool joins_ = false;
  std::uint16_t seen_ = 0;
  std::uint16_t in_runs_ = 0;
  // Where the last datagram was to go that this host found too long: the error queue says so, but
  // not (IPv4) to which port, and says it for each attempt.
  std::optional<Endpoint> too_long_;
};

}  // namespace net
