// SPDX-License-Identifier: MIT
// TcpPeers: connections to and from peers (RFC 6062), between the core, which decides about them,
// and TcpRelay, which carries them. The loop's thread only.
#pragma once

#include <memory>
#include <vector>

#include "turn/io/loop_clock.hpp"
#include "turn/io/loop_turn.hpp"
#include "turn/io/other_workers.hpp"
#include "turn/io/socket_failures.hpp"
#include "turn/io/tcp_relay.hpp"
#include "turn/server.hpp"

namespace turn::io {

class TcpPeers final : private TcpRelayHost {
 public:
  // `scratch`: see TcpRelay. The references outlive this object.
  TcpPeers(net::EventLoop& loop, base::MutableBytes scratch, Server& server, Effects& effects,
           OtherWorkers& others, SocketFailures& failures, const LoopClock& clock, LoopTurn& turn,
           int descriptor_ceiling);

  // See TcpRelay.
  base::Status listen(AllocationId allocation, RelayKey relay, const base::Endpoint& local) {
    return tcp_.listen(allocation, relay, local);
  }
  void stop_listening(RelayKey relay) noexcept { tcp_.stop_listening(relay); }

  // Execute the core's effects; the core is told the result.
  void connect(const ConnectPeer& effect) noexcept;
  void connect(const ConnectOwn& effect) noexcept;
  void close(ConnectionId id) noexcept { tcp_.close(id); }
  // The other end of a ConnectOwn, to a relayed address of this worker.
  void accept(OwnConnection connection) noexcept;

  // The client's connection carries the peer's bytes from now on; `unread` was read from it
  // already. If the peer's connection is gone, the client's connection is closed.
  void bind(ConnectionId id, std::unique_ptr<net::Stream> client, std::vector<std::byte> unread);
  // The client's connection is gone before it was bound: closes the peer's connection.
  void give_up(ConnectionId id) noexcept;
  // Connections that a client has bound.
  std::size_t bound() const noexcept { return tcp_.bound(); }

 private:
  void on_peer_accepted(AllocationId allocation, const PeerEndpoint& from,
                        base::UniqueFd fd) noexcept override;
  void on_peer_connected(ConnectionId id) noexcept override;
  void on_peer_failed(ConnectionId id) noexcept override;
  void on_peer_not_accepted(const base::Error& error) noexcept override {
    (void)failures_.note(SocketPurpose::connection_of_peer, error);
  }
  void on_peer_moved(ConnectionId id, std::uint64_t to_peer,
                     std::uint64_t to_client) noexcept override;
  void on_peer_closed(ConnectionId id) noexcept override;
  std::chrono::nanoseconds pause(ConnectionId id, Direction direction) noexcept override;
  void on_peer_read(ConnectionId id, Direction direction, std::size_t bytes) noexcept override;

  Server& server_;
  Effects& effects_;
  OtherWorkers& others_;
  SocketFailures& failures_;
  const LoopClock& clock_;
  LoopTurn& turn_;
  const int descriptor_ceiling_;
  TcpRelay tcp_;
  net::Wakeup turn_end_;
};

}  // namespace turn::io
