// SPDX-License-Identifier: MIT
// Stats: the counters of one worker. Every dropped packet counts under its reason. The worker's
// thread writes them, any thread reads them.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

#include "base/endpoint.hpp"
#include "turn/session.hpp"

namespace turn {

// Why the server dropped a message without an answer. The names are the metrics' labels.
enum class Drop : std::uint8_t {
  not_turn,   // neither STUN nor ChannelData
  malformed,  // STUN that contradicts itself
  bad_fingerprint,
  not_for_servers,  // responses and Data indications
  unknown_method,
  rate_limited,          // answers to strangers
  no_allocation,         // data for an allocation that does not exist
  bad_indication,        // Send without peer or data, or with unknown attributes
  no_channel,            // ChannelData on an unbound channel
  no_permission,         // no permission for that peer, either way
  wrong_family,          // peer of another family than the relayed address
  own_port,              // one of our own addresses, but no live relayed address
  from_own_address,      // arrived through the kernel from one of our relay addresses
  client_away,           // the client's connection is gone; its ticket has not come back yet
  duplicate,             // retransmission of a request that waits for its answer
  too_long,              // too long for a framed datagram or for the buffer
  send_blocked,          // the socket's buffer was full
  send_failed,           // the kernel refused
  stream_slow,           // a TCP or TLS client that does not read fast enough
  over_rate,             // above the allocation's rate, and the queue was full
  tcp_allocation,        // a Send indication on a TCP allocation (RFC 6062)
  too_many_connections,  // a peer's connection over the limit
  ring_full,             // another worker did not take hairpin data fast enough
  proxy_header,          // a trusted proxy's datagram without a whole PROXY v2 header
  count_,
};
std::string_view to_string(Drop reason) noexcept;

enum class AuthFailure : std::uint8_t {
  no_credentials,  // the ordinary first request
  incomplete,
  wrong_realm,
  unknown_user,
  expired,
  revoked,  // before its time: the person or the meeting may not relay any more
  bad_integrity,
  stale_nonce,
  wrong_credentials,  // another user's allocation
  count_,
};
std::string_view to_string(AuthFailure reason) noexcept;

// A counter with one writer, which increments it without a locked instruction.
class StatCounter {
 public:
  void add(std::uint64_t n = 1) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

// Why the server refused a new allocation to an authenticated user.
enum class Refused : std::uint8_t {
  user_quota,
  meeting_quota,
  source_quota,
  total_quota,
  no_port,  // all ports are in use, or other programs hold the rest
  draining,
  no_descriptor,  // this reason and the following ones: see SystemFailure
  no_memory,
  address_gone,
  other,
  count_
};
std::string_view to_string(Refused reason) noexcept;

// Why the operating system did not give the relay a socket.
enum class SystemFailure : std::uint8_t {
  no_port,        // another program holds the port
  no_descriptor,  // the process, or the host, has no more descriptors
  no_memory,
  address_gone,  // no interface has the address any more
  other,
  count_
};
std::string_view to_string(SystemFailure reason) noexcept;
Refused refused_for(SystemFailure reason) noexcept;

// The purpose of a socket.
enum class SocketPurpose : std::uint8_t {
  relayed_address,
  connection_to_peer,  // RFC 6062
  connection_of_peer,  // RFC 6062: a peer connects
  connection_of_client,
  handover,  // another descriptor of a socket, for the next process
  count_
};
std::string_view to_string(SocketPurpose purpose) noexcept;

struct FlowStats {
  StatCounter packets;
  StatCounter bytes;
  void add(std::size_t size) noexcept {
    packets.add();
    bytes.add(size);
  }
};

inline constexpr std::array<std::uint16_t, 17> kCountedErrors{
    300, 400, 401, 403, 405, 420, 437, 438, 440, 441, 442, 443, 446, 447, 486, 500, 508};

// Payload by the transport of the client's side and the family of the address it was sent to.
struct LegStats {
  std::array<std::array<FlowStats, 2>, kTransports> flows;

  FlowStats& of(Transport transport, base::Family family) noexcept {
    return flows[static_cast<std::size_t>(transport)][family == base::Family::v6 ? 1 : 0];
  }
  const FlowStats& of(Transport transport, base::Family family) const noexcept {
    return flows[static_cast<std::size_t>(transport)][family == base::Family::v6 ? 1 : 0];
  }
  std::uint64_t packets() const noexcept;
  std::uint64_t bytes() const noexcept;
};

// Sessions by their length: a count for each limit, and one for longer sessions.
struct SessionLengths {
  static constexpr std::array<std::uint32_t, 8> kUpTo{1,   10,   60,    300,
                                                      900, 3600, 14400, 86400};  // seconds
  std::array<StatCounter, kUpTo.size() + 1> counts;
  StatCounter seconds;
  void add(std::uint64_t length) noexcept;
};

struct Stats {
  // The kind of a living allocation: the client's transport, and the families of its relayed
  // addresses.
  struct Kind {
    std::uint8_t transport = 0;
    std::uint8_t family = 0;  // kV4, kV6, kBoth
  };
  static constexpr std::uint8_t kV4 = 0, kV6 = 1, kBoth = 2;
  struct Population {
    StatCounter in;
    StatCounter out;
  };
  std::array<std::array<Population, 3>, kTransports> population;
  Population& of(Kind kind) noexcept { return population[kind.transport][kind.family]; }
  const Population& of(Kind kind) const noexcept { return population[kind.transport][kind.family]; }
  std::array<StatCounter, static_cast<std::size_t>(EndReason::count_)> ended;
  std::array<StatCounter, static_cast<std::size_t>(Refused::count_)> refused;
  using FailureCounters = std::array<StatCounter, static_cast<std::size_t>(SystemFailure::count_)>;
  std::array<FailureCounters, static_cast<std::size_t>(SocketPurpose::count_)> socket_failures;
  SessionLengths lengths;
  std::array<StatCounter, static_cast<std::size_t>(Drop::count_)> drops;
  std::array<StatCounter, static_cast<std::size_t>(AuthFailure::count_)> auth_failures;
  std::array<StatCounter, kCountedErrors.size()> errors;
  StatCounter bindings;
  StatCounter allocations_opened;
  StatCounter allocations_closed;
  StatCounter streams_opened;
  StatCounter streams_closed;
  StatCounter peer_connections_opened;  // RFC 6062
  StatCounter peer_connections_closed;
  StatCounter streams_refused;   // over the limit of connections
  StatCounter streams_gave_way;  // closed to make room for another connection
  StatCounter dtls_opened;       // associations; the handshake has begun
  StatCounter dtls_closed;
  StatCounter dtls_handshakes;     // completed
  StatCounter dtls_failed;         // handshakes that failed
  StatCounter dtls_refused;        // over a limit
  StatCounter dtls_gave_way;       // ended to make room for another association
  StatCounter dtls_cookies;        // HelloVerifyRequests sent
  LegStats to_peers;               // payload sent to peers by relay sockets
  LegStats to_clients;             // payload sent to clients
  StatCounter listener_overflows;  // datagrams that the kernel dropped at our listeners: their
                                   // buffers were full
  StatCounter peer_errors;         // ICMP errors that clients were told of
  FlowStats hairpin;               // payload from one of our relayed addresses to another

  void drop(Drop reason) noexcept { drops[static_cast<std::size_t>(reason)].add(); }
  void refuse(Refused reason) noexcept { refused[static_cast<std::size_t>(reason)].add(); }
  void socket_failure(SocketPurpose purpose, SystemFailure reason) noexcept {
    socket_failures[static_cast<std::size_t>(purpose)][static_cast<std::size_t>(reason)].add();
  }
  void auth_failure(AuthFailure reason) noexcept {
    auth_failures[static_cast<std::size_t>(reason)].add();
  }
  void error(std::uint16_t code) noexcept {
    for (std::size_t i = 0; i < kCountedErrors.size(); ++i) {
      if (kCountedErrors[i] == code) errors[i].add();
    }
  }
  std::uint64_t dropped(Drop reason) const noexcept {
    return drops[static_cast<std::size_t>(reason)].value();
  }
};

}  // namespace turn
