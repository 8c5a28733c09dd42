// SPDX-License-Identifier: MIT
// Relay: the TURN server as the daemon sees it: N workers, each a thread with its own loop,
// listeners and allocations. start() returns when every listener is bound, or names the one that
// could not be. All members: any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/endpoint.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "turn/config.hpp"
#include "turn/io/capture_tap.hpp"
#include "turn/io/handover.hpp"
#include "turn/session.hpp"
#include "turn/session_id.hpp"

namespace net {
class EventLoop;
class Stream;
class TlsContext;
}  // namespace net

namespace turn::io {

struct PortRange {
  std::uint16_t first = 49152;
  std::uint16_t last = 65535;
};

struct Settings {
  Config core;
  std::vector<base::Endpoint>
      listen;  // UDP and TCP each; port 0: chosen by the kernel, the same for both
  std::vector<base::Endpoint>
      dtls_listen;  // UDP; port 0: chosen by the kernel, one that is free for TCP, too
  std::shared_ptr<net::TlsContext> tls;  // where dtls_listen is not empty
  // RFC 5780, UDP: none, or two of different addresses of one family and different ports (0: chosen
  // by the kernel). The other two combinations are bound, too.
  std::vector<base::Endpoint> nat_discovery;
  std::vector<base::IpAddress> relay_addresses;
  std::vector<RelayAddress> external;  // those of them that are seen under another address
  PortRange relay_ports;
  unsigned workers = 0;            // 0 = one per core
  std::size_t max_streams = 4096;  // TCP and TLS connections per worker
  // Of them those to `listen` from one address (IPv6: from one /64), over all workers; a school is
  // one address.
  std::size_t max_streams_per_address = 2048;
  bool exempt_loopback = true;  // from the limit per address
  // Told of each allocation that has ended, on a relay thread: must not block. May be empty.
  std::function<void(SessionRecord)> on_session_ended;
};

class Relay {
 public:
  // `log` and `metrics` outlive the relay; metrics may be printed until it is destroyed.
  // `inherited`: what the relay of the process before has handed over. Its allocations go on where
  // the settings still have their listener, their relay address and their port; the others end
  // here, with a record.
  static base::Result<std::unique_ptr<Relay>> start(
      Settings settings, const base::Log& log, base::Metrics& metrics,
      std::optional<Handover> inherited = std::nullopt);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  // How many of the inherited allocations go on. nullopt: nothing was inherited, or it could not be
  // used at all (another number of workers: the kernel would deliver to the wrong ones).
  std::optional<std::size_t> taken_over() const noexcept;
  // Before stop(): what can go on in another process leaves this one with its sockets, and all the
  // rest ends. What is sent to those sockets waits in them.
  Handover hand_over();

  // Ends all allocations, closes every socket and joins the workers. Idempotent.
  void stop(EndReason reason = EndReason::stopped);

  // A connection on which TURN was recognized (the front's ports); `first` are its bytes already
  // read.
  void adopt(std::unique_ptr<net::Stream> stream, std::vector<std::byte> first);

  // One per `listen` that could be bound (without IPv6, its twin of IPv4 is enough), with the port.
  std::vector<base::Endpoint> bound() const;
  // One per `dtls_listen`.
  std::vector<base::Endpoint> bound_dtls() const;
  // The four of NAT discovery: both addresses on the first port, then on the second. Empty where it
  // is off.
  std::vector<base::Endpoint> bound_discovery() const;
  // New DTLS handshakes get this certificate.
  void set_tls(const std::shared_ptr<net::TlsContext>& tls);
  // Each worker takes `core` over between two wake-ups (Server::reconfigure); limits hold at once.
  // What else is in Settings stays until a restart.
  void reconfigure(Config core);
  // Under which addresses new allocations are seen from outside; those that run keep theirs.
  void set_external(const std::vector<RelayAddress>& external);
  // These three ask workers and wait for the answers, a slice at a time; not from a relay thread.
  std::vector<SessionInfo> sessions();
  std::optional<SessionDetails> session(const SessionId& id);
  // Ends them at once; how many there were.
  std::size_t kick(const std::vector<SessionId>& ids);

  // Copies of that session's packets from here on; nullptr: no such session, or too many captures
  // run already. Ends with the session, when nobody drains it for a while, or by stop_capture().
  std::shared_ptr<CaptureTap> start_capture(const SessionId& id, std::uint32_t snaplen);
  void stop_capture(const SessionId& id, const std::shared_ptr<CaptureTap>& tap);

  // No new allocations: 300 where there are alternates, else 508. What runs goes on.
  void set_draining(bool draining) noexcept;
  bool draining() const noexcept;
  // Allocations that are there or about to be, over all workers.
  std::size_t in_use() const;
  // For the watchdog.
  std::vector<const net::EventLoop*> loops() const;

 private:
  struct Impl;
  explicit Relay(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace turn::io
