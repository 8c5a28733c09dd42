// SPDX-License-Identifier: MIT
#include "turn/io/tcp_peers.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "net/descriptor_ceiling.hpp"

namespace turn::io {

TcpPeers::TcpPeers(net::EventLoop& loop, base::MutableBytes scratch, Server& server,
                   Effects& effects, OtherWorkers& others, SocketFailures& failures,
                   const LoopClock& clock, LoopTurn& turn, int descriptor_ceiling)
    : server_(server),
      effects_(effects),
      others_(others),
      failures_(failures),
      clock_(clock),
      turn_(turn),
      descriptor_ceiling_(descriptor_ceiling),
      tcp_(loop, scratch, static_cast<TcpRelayHost&>(*this), descriptor_ceiling),
      turn_end_(loop, [this] { turn_.finish_turn(); }) {}

void TcpPeers::connect(const ConnectPeer& effect) noexcept {
  const auto begun = tcp_.connect(effect.connection, effect.local, effect.peer);
  if (begun) return;
  if (begun.error().code == base::Errc::io)
    (void)failures_.note(SocketPurpose::connection_to_peer, begun.error());
  server_.peer_connect_failed(effect.connection, clock_.now(), effects_);
}

// A connection between two of this relay's own relayed addresses does not use the kernel's TCP:
// another program may listen on the same port of this host.
void TcpPeers::connect(const ConnectOwn& effect) noexcept {
  int ends[2] = {-1, -1};
  (void)::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends);
  base::UniqueFd near{ends[0]};
  base::UniqueFd other = net::below_ceiling(base::UniqueFd{ends[1]}, descriptor_ceiling_);
  if (!near || !other) {
    (void)failures_.note(SocketPurpose::connection_to_peer, base::errno_error("socketpair", errno));
    return server_.peer_connect_failed(effect.connection, clock_.now(), effects_);
  }
  OwnConnection far{effect.target, effect.source, std::move(other)};
  if (effect.owner == others_.self()) {
    accept(std::move(far));
  } else if (!others_.send(effect.owner, std::move(far))) {
    return server_.peer_connect_failed(effect.connection, clock_.now(), effects_);
  }
  tcp_.add(effect.connection, std::move(near));
  server_.peer_connected(effect.connection, clock_.now(), effects_);
}

void TcpPeers::accept(OwnConnection connection) noexcept {
  const auto id =
      server_.peer_accepted(connection.target, connection.source, clock_.now(), effects_);
  if (id) tcp_.add(*id, std::move(connection.fd));
}

void TcpPeers::bind(ConnectionId id, std::unique_ptr<net::Stream> client,
                    std::vector<std::byte> unread) {
  if (!tcp_.bind(id, std::move(client), std::move(unread))) give_up(id);
}

void TcpPeers::give_up(ConnectionId id) noexcept {
  tcp_.close(id);
  server_.peer_closed(id);
}

void TcpPeers::on_peer_accepted(AllocationId allocation, const PeerEndpoint& from,
                                base::UniqueFd fd) noexcept {
  const auto id = server_.peer_accepted(allocation, from, clock_.now(), effects_);
  if (id) tcp_.add(*id, std::move(fd));
  // The turn ends later: its end may destroy the listener that is the caller.
  turn_end_.signal();
}

void TcpPeers::on_peer_connected(ConnectionId id) noexcept {
  server_.peer_connected(id, clock_.now(), effects_);
  turn_.finish_turn();
}

void TcpPeers::on_peer_failed(ConnectionId id) noexcept {
  server_.peer_connect_failed(id, clock_.now(), effects_);
  turn_.finish_turn();
}

void TcpPeers::on_peer_moved(ConnectionId id, std::uint64_t to_peer,
                             std::uint64_t to_client) noexcept {
  server_.peer_moved(id, to_peer, to_client);
}

void TcpPeers::on_peer_closed(ConnectionId id) noexcept { server_.peer_closed(id); }

std::chrono::nanoseconds TcpPeers::pause(ConnectionId id, Direction direction) noexcept {
  const base::Instant now = clock_.instant();
  return server_.stream_turn(id, direction, now) - now;
}

void TcpPeers::on_peer_read(ConnectionId id, Direction direction, std::size_t bytes) noexcept {
  server_.stream_passed(id, direction, bytes, clock_.instant());
}

}  // namespace turn::io
