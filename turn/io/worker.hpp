// SPDX-License-Identifier: MIT
// Worker: one thread, one loop, its own listeners, allocations and timers; the only place that
// executes the core's effects. Built and destroyed while its thread does not run; "any thread" is
// written where it holds.
#pragma once

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "net/connection_table.hpp"
#include "net/event_loop.hpp"
#include "net/mailbox.hpp"
#include "net/ready_set.hpp"
#include "net/stream.hpp"
#include "net/tcp_listener.hpp"
#include "turn/io/auth_log.hpp"
#include "turn/io/captures.hpp"
#include "turn/io/datagram_endpoints.hpp"
#include "turn/io/deadline_timer.hpp"
#include "turn/io/dtls_clients.hpp"
#include "turn/io/exchange.hpp"
#include "turn/io/hairpin.hpp"
#include "turn/io/handover.hpp"
#include "turn/io/loop_clock.hpp"
#include "turn/io/memory_trim.hpp"
#include "turn/io/pacer.hpp"
#include "turn/io/relay_sockets.hpp"
#include "turn/io/session_records.hpp"
#include "turn/io/stream_connection.hpp"
#include "turn/io/tcp_relay.hpp"
#include "turn/server.hpp"

namespace turn::io {

struct StreamLimits {
  std::size_t per_worker;
  std::shared_ptr<net::ConnectionTable> table;  // of all workers
};

class Worker final : private ListenerHost,
                     private RelayHost,
                     private StreamHost,
                     private DtlsHost,
                     private TcpRelayHost {
 public:
  static base::Result<std::unique_ptr<Worker>> open(WorkerIndex index, Shared& shared,
                                                    Hairpin& hairpin, Exchange& exchange,
                                                    Stats& stats, const base::Log& log,
                                                    StreamLimits stream_limits);
  ~Worker();

  // Binds UDP and TCP on one address. Port 0: the kernel chooses, the same for both. `v6_only` is
  // about "[::]". Before run().
  base::Result<base::Endpoint> listen(const base::Endpoint& local, bool v6_only);
  // UDP alone, on one address; the listener's index. One that is there is used again.
  base::Result<std::uint32_t> listen_udp(const base::Endpoint& local);
  // DTLS over UDP. enable_dtls() comes first, once; both before run(). Port 0: the kernel chooses
  // one that is free for TCP, too.
  base::Status enable_dtls(std::shared_ptr<net::TlsContext> tls, const net::DtlsCookies& cookies);
  base::Result<base::Endpoint> listen_dtls(const base::Endpoint& local, bool v6_only);
  void set_tls(std::shared_ptr<net::TlsContext> tls);  // any thread: for new DTLS handshakes

  // worker_handover.cpp. First of all, before it listens: what the worker of this index had in the
  // process before. Its listeners are used for those that are asked for; take_over(), when all are,
  // goes on with its allocations: how many.
  void inherit(HandedWorker handed);
  bool inherits_port(std::uint16_t port) const noexcept;  // of one of its listeners
  std::size_t take_over();
  // Any thread but the worker's: everything that can go on without this process leaves it, the rest
  // ends. nullopt: it has stopped already.
  std::optional<HandedWorker> hand_over();

  // Until stop(). The calling thread becomes the worker's.
  void run();
  void stop(EndReason reason) noexcept;  // any thread: ends all allocations, then run()
  bool adopt(Adopted adopted);           // any thread; false: the worker is overloaded
  void reconfigure(std::shared_ptr<const Config>
                       config);  // any thread: Server::reconfigure() between two wake-ups
  // worker_sessions.cpp. Any thread but the worker's; each waits, and gives nothing when the worker
  // has stopped.
  std::vector<SessionInfo> sessions();
  std::optional<SessionDetails> session(AllocationId id);
  std::size_t kick(const std::vector<AllocationId>& ids);  // how many there were
  // Captures::start() and stop().
  std::shared_ptr<CaptureTap> start_capture(AllocationId id, std::uint32_t snaplen);
  void stop_capture(const std::shared_ptr<CaptureTap>& tap);
  // Called for each allocation that has ended, on the worker's thread. Before run().
  void tell_ended(std::function<void(SessionRecord)> tell) {
    session_records_.on_ended(std::move(tell));
  }
  const net::EventLoop& loop() const noexcept { return *loop_; }

 private:
  Worker(std::unique_ptr<net::EventLoop> loop, std::unique_ptr<net::ReadySet> ready,
         WorkerIndex index, Shared& shared, Hairpin& hairpin, Exchange& exchange, Stats& stats,
         const base::Log& log, StreamLimits stream_limits);

  // ListenerHost, RelayHost, StreamHost
  void on_listener_readable(UdpListener& listener) noexcept override;
  void on_relay_readable(RelaySocket& relay) noexcept override;
  base::MutableBytes scratch() noexcept override;
  void on_frame(StreamConnection& from, base::Bytes frame) noexcept override;
  void on_input_done() noexcept override { finish_batch(); }
  void on_closed(StreamConnection& connection) noexcept override;
  void on_turn_done() noexcept override { finish_turn(); }
  base::Instant stream_now() const noexcept override { return loop_->now(); }
  std::size_t longest_frame(const StreamConnection& connection) noexcept override;

  // DtlsHost (worker_dtls.cpp)
  void on_dtls_message(const Leg& from, base::MutableBytes room,
                       std::size_t size) noexcept override;
  void on_dtls_gone(const FiveTuple& tuple) noexcept override;
  void send_dtls(std::uint32_t listener, const net::DtlsPath& path,
                 base::Bytes datagram) noexcept override;
  void on_dtls_room_needed() noexcept override { outbox_.flush(); }
  void on_dtls_turn_done() noexcept override { finish_turn(); }
  void read_dtls(UdpListener& listener) noexcept;
  void send_over_dtls(const Leg& to, base::Bytes message) noexcept;
  void on_for_dtls(const ForDtls& answer) noexcept;
  // TcpRelayHost (worker_tcp.cpp)
  void on_peer_accepted(AllocationId allocation, const PeerEndpoint& from,
                        base::UniqueFd fd) noexcept override;
  void on_peer_connected(ConnectionId id) noexcept override;
  void on_peer_failed(ConnectionId id) noexcept override;
  void on_peer_moved(ConnectionId id, std::uint64_t to_peer,
                     std::uint64_t to_client) noexcept override;
  void on_peer_closed(ConnectionId id) noexcept override;
  std::chrono::nanoseconds pause(ConnectionId id, Direction direction) noexcept override;
  void on_peer_read(ConnectionId id, Direction direction, std::size_t bytes) noexcept override;
  void on_own_connection(OwnConnection connection) noexcept;
  void on_parcel(Parcel parcel) noexcept;
  void note_departure(StreamConnection& from) noexcept;
  void depart() noexcept;
  void give_up(ConnectionId id) noexcept;

  void tell_errors(RelaySocket& relay) noexcept;  // worker_errors.cpp

  // worker_mobility.cpp
  bool passed_on(const Leg& from, base::Bytes message) noexcept;
  void pass_on_handled(base::Bytes message) noexcept;
  void pass_on(Leg client, base::Bytes message, WorkerIndex to) noexcept;
  void on_passed(const PassedDatagram& passed) noexcept;
  void on_elsewhere(const ClientElsewhere& client) noexcept;
  void forget_elsewhere() noexcept;

  bool unwrap_proxy(std::size_t i, Leg& from) noexcept;  // worker_proxy.cpp

  // worker_handover.cpp
  HandedWorker collect();
  base::Result<net::UdpSocket> open_listener(const base::Endpoint& local,
                                             const net::UdpOptions& options, Transport transport);
  bool take_over(HandedRelay handed);
  bool find_ways(Allocation& allocation) const noexcept;
  bool find_way(Leg& leg) const noexcept;

  base::Result<base::Endpoint> listen_once(const base::Endpoint& local, bool v6_only);
  std::uint32_t add_listener(net::UdpSocket socket, Transport transport);  // its index
  void on_accept(base::UniqueFd fd, const base::Endpoint& peer);
  void add_stream(Adopted adopted);
  void on_hairpin() noexcept;
  void on_deadline() noexcept;
  void sweep_streams() noexcept;
  void close_everything(EndReason reason) noexcept;

  // Data. `room` is the datagram's memory with its head and tail room where data may be rewritten
  // in place, or empty.
  void forward(const Forward& data, base::MutableBytes room) noexcept;
  void forward_hairpin(const Forward& data, base::MutableBytes room) noexcept;
  void forward_to_peer(const Forward& data) noexcept;
  void send_delayed() noexcept;
  void deliver(const ToClient& framed) noexcept;
  base::MutableBytes copied(base::Bytes payload) noexcept;

  // Control
  void flush_data() noexcept;    // sends what was gathered: the packets' memory is free again
  void finish_batch() noexcept;  // sends what was gathered, executes effects
  void finish_turn() noexcept;   // finish_batch(), writes streams, buries closed ones, sets the
                                 // timer
  void execute(const OpenRelay& effect);
  void execute(const CloseRelay& effect);
  void execute(const SessionEnded& effect) { session_records_.write(effect); }
  void execute(const ConnectPeer& effect);
  void execute(const ConnectOwn& effect);
  void execute(const ClosePeer& effect) { tcp_.close(effect.connection); }
  void execute(const ClientMoved& moved);
  void execute(const AuthFailed& effect) { auth_log_.write(log_, effect, loop_->now()); }
  void add_security(SessionInfo& session) const;
  void count_overflows() noexcept;
  void send_reply(const Reply& reply) noexcept;
  void send_to_stream(std::uint32_t id, base::Bytes frame, FrameKind kind) noexcept;
  Now now() const noexcept { return clock_.now(); }

  // Owner order: the loop outlives what is registered with it.
  std::unique_ptr<net::EventLoop> loop_;
  std::unique_ptr<net::ReadySet> ready_;
  const WorkerIndex index_;
  Shared& shared_;
  Hairpin& hairpin_;
  Exchange& exchange_;
  Stats& stats_;
  const base::Log& log_;
  const StreamLimits stream_limits_;
  const LoopClock clock_;
  base::SystemRandom random_;
  Server server_;
  Effects effects_;
  Outbox outbox_;
  AuthLog auth_log_;
  Captures captures_;
  SessionRecords session_records_;
  net::ReceiveBatch packets_;
  std::unique_ptr<std::byte[]> scratch_;
  std::unique_ptr<std::byte[]> copies_;  // payloads that cannot be rewritten where they are
  std::size_t copies_used_ = 0;          // bytes

  HandedWorker inherited_;  // until take_over()
  std::vector<std::unique_ptr<UdpListener>> listeners_;
  std::vector<std::unique_ptr<net::TcpListener>> tcp_listeners_;
  std::uint32_t round_ = 0;
  std::unordered_map<std::uint32_t, std::unique_ptr<StreamConnection>> streams_;
  std::unique_ptr<DtlsClients> dtls_;  // where there are listeners for it
  std::uint32_t next_stream_ = 0;
  std::vector<std::uint32_t> dirty_streams_;   // have something to write
  std::vector<std::uint32_t> closed_streams_;  // to be destroyed at the end of the turn

  // A client's connection that goes to a peer or to another worker as soon as its answers are
  // written.
  struct PendingHandoff {
    std::uint32_t stream = 0;
    std::variant<ConnectionId, WorkerIndex> to;
  };
  std::vector<PendingHandoff> pending_handoffs_;
  RelaySockets relay_sockets_;
  MemoryTrim memory_trim_;
  Pacer pacer_;
  TcpRelay tcp_;

  net::Mailbox<Parcel> parcels_;
  struct OtherWorker {
    WorkerIndex worker = 0;
    base::Instant heard;
  };
  std::unordered_map<FiveTuple, OtherWorker>
      elsewhere_;  // of mobile clients whose allocation another worker has
  net::Wakeup turn_end_;
  net::Wakeup hairpin_wakeup_;
  net::Timer hairpin_more_;  // the rest of a long queue, after a look at the sockets
  DeadlineTimer deadline_;
  net::Timer sweep_;
};

}  // namespace turn::io
