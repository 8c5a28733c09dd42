// SPDX-License-Identifier: MIT
// Relay: the TURN server as the daemon sees it: N workers, each a thread with its own loop,
// listeners and allocations. All members: any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "base/endpoint.hpp"
#include "base/listen_address.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "turn/config.hpp"
#include "turn/io/capture_tap.hpp"
#include "turn/io/handover.hpp"
#include "turn/revoked_credentials.hpp"
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
  // UDP, TCP or both on each address. Port 0: the kernel chooses one port for both.
  std::vector<base::ListenAddress> listen;
  // DTLS over UDP; the caller listens for TLS over TCP. Port 0: the kernel chooses a port that is
  // free for TCP, too.
  std::vector<base::ListenAddress> tls_listen;
  std::shared_ptr<net::TlsContext> tls;  // required where an entry of tls_listen takes UDP
  // RFC 5780, UDP: empty, or two endpoints with different addresses of one family and different
  // ports (0: the kernel chooses). The relay also binds the other two combinations.
  std::vector<base::Endpoint> nat_discovery;
  std::vector<base::IpAddress> relay_addresses;  // may be empty, see set_addresses()
  std::vector<RelayAddress> external;  // relay addresses that clients see as another address
  PortRange relay_ports;
  unsigned workers = 0;            // 0 = one per core
  std::size_t max_streams = 4096;  // TCP and TLS connections per worker
  // The same over all workers, each of which has an equal share. Whoever starts the relay keeps
  // descriptors for other parts of the process with it.
  std::size_t max_streams_in_all = std::numeric_limits<std::size_t>::max();
  // Connections to `listen` from one address (IPv6: from one /64), over all workers. A school has
  // one address.
  std::size_t max_streams_per_address = 2048;
  // The relay opens no socket with this number or a higher one, once it runs: these descriptors are
  // for the other parts of the process, such as health checks and the control socket.
  int descriptor_ceiling = std::numeric_limits<int>::max();
  bool exempt_loopback = true;  // the limit per address does not apply to loopback addresses
  // Credentials that the relay refuses before their time; null: none.
  std::shared_ptr<const RevokedCredentials> revoked;
  // Called on a relay thread for each allocation that has ended; must not block. May be empty.
  std::function<void(SessionRecord)> on_session_ended;
};

class Relay {
 public:
  static constexpr unsigned kMostWorkers = 64;

  // Returns when every listener is bound. Errors: invalid_argument for settings that contradict
  // each other, or the error of the listener that could not be bound. `log` and `metrics` outlive
  // the relay; the metrics may be printed until the relay is destroyed. `inherited`: the result of
  // hand_over() in the previous process. An allocation continues if the settings still have its
  // listener, its relay address and its port; the others end here, with a record.
  static base::Result<std::unique_ptr<Relay>> start(
      Settings settings, const base::Log& log, base::Metrics& metrics,
      std::optional<Handover> inherited = std::nullopt);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  // How many of the inherited allocations continue. nullopt: nothing was inherited, or the number
  // of workers has changed, so that the kernel would deliver datagrams to the wrong workers.
  std::optional<std::size_t> taken_over() const noexcept;
  // Call before stop(). Allocations that can continue in another process leave this one together
  // with their sockets; all others end. Datagrams for the sockets wait in the kernel.
  Handover hand_over();

  // Ends all allocations, closes every socket and joins the workers. Idempotent.
  void stop(EndReason reason = EndReason::stopped);

  // Takes a connection on which the front has recognized TURN; `first` are the bytes that were read
  // from it already.
  void adopt(std::unique_ptr<net::Stream> stream, std::vector<std::byte> first);

  // The endpoints of `listen` with their ports. Without IPv6 in the kernel, an IPv6 endpoint is
  // missing if `listen` has the same one for IPv4.
  std::vector<base::ListenAddress> bound() const;
  // The entries of `tls_listen`; those that take UDP are bound and have their ports.
  std::vector<base::ListenAddress> bound_tls() const;
  // The four endpoints of NAT discovery; empty where it is off.
  std::vector<base::Endpoint> bound_discovery() const;
  // New DTLS handshakes use this certificate.
  void set_tls(const std::shared_ptr<net::TlsContext>& tls);
  // Each worker calls Server::reconfigure() between two wake-ups; limits apply at once. The other
  // Settings stay until a restart.
  void reconfigure(Config core);
  // Replaces the relay addresses, and the external ones, for new allocations; running allocations
  // keep theirs. While `locals` is empty, the relay refuses new allocations with 508.
  void set_addresses(const std::vector<base::IpAddress>& locals,
                     const std::vector<RelayAddress>& external);
  // This host does not have these relay addresses any more. Ends the allocations on them.
  void addresses_lost(const std::vector<base::IpAddress>& locals);
  // These three functions ask the workers and wait for their answers. Do not call them on a relay
  // thread.
  std::vector<SessionInfo> sessions();
  std::optional<SessionDetails> session(const SessionId& id);
  // Ends the sessions at once; returns how many of them existed.
  std::size_t kick(const std::vector<SessionId>& ids);

  // Copies the packets of a session, see Captures::start().
  std::shared_ptr<CaptureTap> start_capture(const SessionId& id, std::uint32_t snaplen);
  void stop_capture(const SessionId& id, const std::shared_ptr<CaptureTap>& tap);

  // While draining, the relay refuses new allocations, with 300 if it has alternate servers, else
  // with 508. Running allocations continue.
  void set_draining(bool draining) noexcept;
  bool draining() const noexcept;
  // Allocations that exist or are being made, over all workers.
  std::size_t in_use() const;
  // The workers' loops, for the watchdog.
  std::vector<const net::EventLoop*> loops() const;

 private:
  struct Impl;
  explicit Relay(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace turn::io
