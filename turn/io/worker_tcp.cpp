// SPDX-License-Identifier: MIT
// TCP relaying (RFC 6062) in a worker: connections to and from peers on their way between the core
// and TcpRelay, and client connections that cease to speak TURN here: they are bound to a peer, or
// belong to another worker.
#include <sys/socket.h>

#include "turn/io/worker.hpp"

namespace turn::io {

void Worker::on_peer_accepted(AllocationId allocation, const PeerEndpoint& from,
                              base::UniqueFd fd) noexcept {
  const auto id = server_.peer_accepted(allocation, from, now(), effects_);
  if (id) tcp_.add(*id, std::move(fd));
  // Not here: the end of a turn may close the very listener that is calling.
  turn_end_.signal();
}

void Worker::on_peer_connected(ConnectionId id) noexcept {
  server_.peer_connected(id, now(), effects_);
  finish_turn();
}

void Worker::on_peer_failed(ConnectionId id) noexcept {
  server_.peer_connect_failed(id, now(), effects_);
  finish_turn();
}

void Worker::on_peer_moved(ConnectionId id, std::uint64_t to_peer,
                           std::uint64_t to_client) noexcept {
  server_.peer_moved(id, to_peer, to_client);
}

std::chrono::nanoseconds Worker::pause(ConnectionId id, Direction direction) noexcept {
  return server_.stream_turn(id, direction, loop_->now()) - loop_->now();
}

void Worker::on_peer_read(ConnectionId id, Direction direction, std::size_t bytes) noexcept {
  server_.stream_passed(id, direction, bytes, loop_->now());
}

void Worker::on_peer_closed(ConnectionId id) noexcept { server_.peer_closed(id); }

void Worker::execute(const ConnectPeer& effect) {
  if (!tcp_.connect(effect.connection, effect.local, effect.peer))
    server_.peer_connect_failed(effect.connection, now(), effects_);
}

// Between two of our relayed addresses the kernel's TCP is not asked: what listens on this host's
// ports cannot be meant.
void Worker::execute(const ConnectOwn& effect) {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0) {
    return server_.peer_connect_failed(effect.connection, now(), effects_);
  }
  base::UniqueFd near{ends[0]}, far{ends[1]};
  if (effect.owner == index_) {
    on_own_connection(OwnConnection{effect.target, effect.source, std::move(far)});
  } else if (!exchange_.post(effect.owner,
                             OwnConnection{effect.target, effect.source, std::move(far)})) {
    return server_.peer_connect_failed(effect.connection, now(), effects_);
  }
  tcp_.add(effect.connection, std::move(near));
  server_.peer_connected(effect.connection, now(), effects_);
}

void Worker::on_own_connection(OwnConnection connection) noexcept {
  const auto id = server_.peer_accepted(connection.target, connection.source, now(), effects_);
  if (id) tcp_.add(*id, std::move(connection.fd));
}

void Worker::on_parcel(Parcel parcel) noexcept {
  if (auto* adopted = std::get_if<Adopted>(&parcel)) return add_stream(std::move(*adopted));
  if (const auto* passed = std::get_if<PassedDatagram>(&parcel)) return on_passed(*passed);
  if (const auto* client = std::get_if<ClientElsewhere>(&parcel)) return on_elsewhere(*client);
  if (const auto* answer = std::get_if<ForDtls>(&parcel)) return on_for_dtls(*answer);
  on_own_connection(std::move(std::get<OwnConnection>(parcel)));
  finish_turn();
}

// After a handoff this worker reads nothing more from the connection.
void Worker::note_departure(StreamConnection& from) noexcept {
  for (const Handoff& handoff : effects_.handoffs()) {
    if (const auto* bind = std::get_if<BindPeer>(&handoff)) {
      from.hold(StreamConnection::Keep::rest);
      pending_handoffs_.push_back(PendingHandoff{from.leg().socket, bind->connection});
    } else if (const auto* move = std::get_if<MoveClient>(&handoff)) {
      from.hold(StreamConnection::Keep::message_and_rest);
      pending_handoffs_.push_back(PendingHandoff{from.leg().socket, move->to});
    }
  }
  effects_.clear_handoffs();
}

// A held connection goes when its last answer is written: that stands in front of everything else.
void Worker::depart() noexcept {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < pending_handoffs_.size(); ++i) {
    const PendingHandoff departure = pending_handoffs_[i];
    const auto at = streams_.find(departure.stream);
    const bool gone = at == streams_.end() || at->second->closed();
    if (!gone && !at->second->drained()) {
      pending_handoffs_[kept++] = departure;
      continue;
    }
    const auto* connection = std::get_if<ConnectionId>(&departure.to);
    if (gone) {
      if (connection != nullptr) give_up(*connection);
      continue;
    }
    auto [stream, unread] = at->second->detach();
    streams_.erase(at);
    stats_.streams_closed.add();
    if (connection == nullptr) {
      (void)exchange_.post(std::get<WorkerIndex>(departure.to),
                           Adopted{std::move(stream), std::move(unread), true});
    } else if (!tcp_.bind(*connection, std::move(stream), std::move(unread))) {
      give_up(*connection);
    }
  }
  pending_handoffs_.resize(kept);
}

// Nobody will carry the peer's bytes.
void Worker::give_up(ConnectionId id) noexcept {
  tcp_.close(id);
  server_.peer_closed(id);
}

}  // namespace turn::io
