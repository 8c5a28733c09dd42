// SPDX-License-Identifier: MIT
// Streams: the clients' TCP and TLS connections of one worker: accepts them, writes to them once a
// turn, hands them away, closes the idle ones. When its places or the descriptors run out, it
// closes one for the next, see ClientPlaces. The loop's thread only; listen() before it runs.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "net/connection_table.hpp"
#include "net/tcp_listener.hpp"
#include "turn/io/client_places.hpp"
#include "turn/io/exchange.hpp"
#include "turn/io/loop_clock.hpp"
#include "turn/io/other_workers.hpp"
#include "turn/io/socket_failures.hpp"
#include "turn/io/stream_connection.hpp"
#include "turn/io/tcp_peers.hpp"
#include "turn/server.hpp"

namespace turn::io {

struct StreamLimits {
  std::size_t per_worker;
  std::shared_ptr<net::ConnectionTable> table;  // counts per site, for all workers together
  int descriptor_ceiling = net::kNoCeiling;     // for this and all other sockets of the relay
};

class Streams final : private StreamHost {
 public:
  // Closes a stream without an allocation when no frame has come for this long.
  static constexpr std::chrono::seconds kIdle{60};
  // Closes a stream that never sent a frame.
  static constexpr std::chrono::seconds kFirstFrame{15};
  // Closes a stream whose client has read nothing for this long, although data waits for it.
  static constexpr std::chrono::seconds kStuck{15};

  // `scratch`: kScratch bytes, shared by all connections. The references outlive this object.
  Streams(net::EventLoop& loop, base::MutableBytes scratch, FrameHandler& frames, LoopTurn& turn,
          Server& server, Effects& effects, TcpPeers& peers, OtherWorkers& others,
          SocketFailures& failures, const LoopClock& clock, Stats& stats, StreamLimits limits);

  // Accepts connections on `local`; returns it with its port.
  base::Result<base::Endpoint> listen(const base::Endpoint& local, bool v6_only);
  // Takes a connection over; closes it where this worker has too many that have allocations. Ends
  // with LoopTurn::finish_turn().
  void add(Adopted adopted);
  // Queues a frame for the connection `id`; does nothing where the connection is gone.
  void send(std::uint32_t id, base::Bytes frame, FrameKind kind) noexcept;
  // Reads no more from the connection. When all its answers are written, it goes to a peer's
  // connection (from the next message on) or to another worker (from the message that is being
  // handled on).
  using Taker = std::variant<ConnectionId, WorkerIndex>;
  void hand_off(StreamConnection& connection, Taker taker);

  // Call at the end of every turn: writes the queued frames, hands connections off, and destroys
  // the closed connections. The core may answer with effects.
  void finish_turn() noexcept;
  // Closes the connections that are idle or stuck.
  void sweep() noexcept;
  // The connections are destroyed in the next finish_turn().
  void close_all() noexcept;
  void stop_listening() noexcept { listeners_.clear(); }
  // Version and cipher of that connection; empty where it is gone or plain.
  std::string security(std::uint32_t id) const;

 private:
  void on_closed(StreamConnection& connection) noexcept override;
  void on_accept(base::UniqueFd fd, const base::Endpoint& peer);
  // Closes the connection that has to give way, if there is one.
  bool close_one() noexcept;
  void hand_off_drained() noexcept;

  struct PendingHandoff {
    std::uint32_t stream = 0;
    Taker taker;
  };
  // False: the connection still has answers to write.
  bool complete(const PendingHandoff& handoff) noexcept;

  net::EventLoop& loop_;
  Server& server_;
  Effects& effects_;
  TcpPeers& peers_;
  OtherWorkers& others_;
  SocketFailures& failures_;
  const LoopClock& clock_;
  Stats& stats_;
  const StreamLimits limits_;
  const StreamServices services_;
  std::vector<std::unique_ptr<net::TcpListener>> listeners_;
  std::unordered_map<std::uint32_t, std::unique_ptr<StreamConnection>> streams_;
  ClientPlaces places_;  // of the streams that are not closed
  std::uint32_t next_id_ = 0;
  std::vector<std::uint32_t> dirty_;   // the connections that have frames to write
  std::vector<std::uint32_t> closed_;  // the connections that finish_turn() destroys
  std::vector<PendingHandoff> handoffs_;
};

}  // namespace turn::io
