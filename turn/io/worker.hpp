// SPDX-License-Identifier: MIT
// Worker: one thread of the relay: its event loop, its core (turn::Server) and the parts that carry
// bytes between the core and the kernel. Connects the parts and executes the core's effects. Built
// and destroyed while its thread does not run; any thread may call the functions marked "any
// thread".
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "turn/io/auth_log.hpp"
#include "turn/io/client_input.hpp"
#include "turn/io/deadline_timer.hpp"
#include "turn/io/peer_input.hpp"
#include "turn/io/session_records.hpp"
#include "turn/io/sessions.hpp"
#include "turn/io/socket_failures.hpp"
#include "turn/io/worker_handover.hpp"

namespace turn::io {

class Worker final : private LoopTurn {
 public:
  // The references outlive the worker.
  static base::Result<std::unique_ptr<Worker>> open(WorkerIndex index, Shared& shared,
                                                    Hairpin& hairpin, Exchange& exchange,
                                                    Stats& stats, const base::Log& log,
                                                    base::FailureLog& failures,
                                                    StreamLimits stream_limits);
  ~Worker();

  // Before run(), in this order: inherit, listen, take over.
  WorkerHandover& handover() noexcept { return handover_; }
  base::Status enable_dtls(std::shared_ptr<net::TlsContext> tls, const net::DtlsCookies& cookies);
  Sockets& sockets() noexcept { return sockets_; }
  SessionRecords& session_records() noexcept { return session_records_; }

  // Returns after stop(). The calling thread becomes the worker's thread.
  void run();
  // Any thread: ends all allocations; then run() returns.
  void stop(EndReason reason) noexcept;
  // Any thread: gives away everything that can continue in another process, and ends the rest.
  // nullopt: the worker has stopped.
  std::optional<HandedWorker> hand_over();
  // Any thread: a client's connection. False: the worker is overloaded, the connection is closed.
  bool adopt(Adopted adopted) { return other_workers_.accept(std::move(adopted)); }
  // Any thread: calls Server::reconfigure() between two wake-ups.
  void reconfigure(std::shared_ptr<const Config> config);
  // Any thread: calls Server::address_lost() for each address.
  void addresses_lost(std::vector<base::IpAddress> locals);
  // Any thread: new DTLS handshakes use this certificate.
  void set_tls(std::shared_ptr<net::TlsContext> tls);
  Sessions& sessions() noexcept { return sessions_; }  // any thread
  const net::EventLoop& loop() const noexcept { return *loop_; }

 private:
  Worker(std::unique_ptr<net::EventLoop> loop, std::unique_ptr<net::ReadySet> ready,
         WorkerIndex index, Shared& shared, Hairpin& hairpin, Exchange& exchange, Stats& stats,
         const base::Log& log, base::FailureLog& failures, StreamLimits stream_limits);
  base::Status open(const OpenRelay& effect);
  void finish_batch() noexcept override;
  void finish_turn() noexcept override;
  void execute(const OpenRelay& effect);
  void execute(const CloseRelay& effect);
  void execute(const SessionEnded& effect) { session_records_.write(effect); }
  void execute(const ConnectPeer& effect) { tcp_peers_.connect(effect); }
  void execute(const ConnectOwn& effect) { tcp_peers_.connect(effect); }
  void execute(const ClosePeer& effect) { tcp_peers_.close(effect.connection); }
  void execute(const ClientMoved& effect) { moved_clients_.tell(effect.client); }
  void execute(const AuthFailed& effect) { auth_log_.write(log_, effect, clock_.instant()); }
  void take(Parcel parcel);
  void sweep() noexcept;
  void close_everything(EndReason reason) noexcept;

  // Order of construction: the loop outlives everything that is registered with it. A part may keep
  // references to later parts, but does not use them in its constructor or destructor.
  const std::unique_ptr<net::EventLoop> loop_;
  const std::unique_ptr<net::ReadySet> ready_;
  Shared& shared_;
  Stats& stats_;
  const base::Log& log_;
  const std::size_t most_dtls_clients_;
  const LoopClock clock_;
  SocketFailures failures_;
  base::SystemRandom random_;
  const std::unique_ptr<std::byte[]> scratch_;  // kScratch bytes that streams are read into
  Server server_;
  Effects effects_;
  AuthLog auth_log_;
  SessionRecords session_records_;
  Packets packets_;
  Captures captures_;
  Pacer pacer_;
  OtherWorkers other_workers_;
  MovedClients moved_clients_;
  Forwarder forwarder_;
  ClientInput client_input_;
  PeerInput peer_input_;
  UdpListeners udp_listeners_;
  RelaySockets relay_sockets_;
  MemoryTrim memory_trim_;
  TcpPeers tcp_peers_;
  Streams streams_;
  InheritedListeners inherited_;
  Sockets sockets_;
  WorkerHandover handover_;
  Sessions sessions_;
  DeadlineTimer deadline_;
  net::Timer sweep_;
};

}  // namespace turn::io
