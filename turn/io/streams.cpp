// SPDX-License-Identifier: MIT
#include "turn/io/streams.hpp"

#include <utility>

#include "net/sockaddr.hpp"
#include "net/tcp_stream.hpp"

namespace turn::io {

Streams::Streams(net::EventLoop& loop, base::MutableBytes scratch, FrameHandler& frames,
                 LoopTurn& turn, Server& server, Effects& effects, TcpPeers& peers,
                 OtherWorkers& others, SocketFailures& failures, const LoopClock& clock,
                 Stats& stats, StreamLimits limits)
    : loop_(loop),
      server_(server),
      effects_(effects),
      peers_(peers),
      others_(others),
      failures_(failures),
      clock_(clock),
      stats_(stats),
      limits_(std::move(limits)),
      services_{loop, scratch, frames, static_cast<StreamHost&>(*this), turn, stats} {}

base::Result<base::Endpoint> Streams::listen(const base::Endpoint& local, bool v6_only) {
  net::TcpListenOptions options;
  options.free_bind = true;
  options.reuse_port = true;
  options.v6_only = v6_only;
  options.free_a_descriptor = [this] {
    const bool closed = close_one();
    services_.turn.finish_turn();
    return closed;
  };
  options.descriptor_ceiling = limits_.descriptor_ceiling;
  options.on_failure = [this](const base::Error& error) {
    (void)failures_.note(SocketPurpose::connection_of_client, error);
  };
  const auto accept = [this](base::UniqueFd fd, const base::Endpoint& peer) {
    on_accept(std::move(fd), peer);
  };
  TRY(auto listener, net::TcpListener::open(loop_, local, options, accept));
  listeners_.push_back(std::move(listener));
  return listeners_.back()->local();
}

void Streams::on_accept(base::UniqueFd fd, const base::Endpoint& peer) {
  auto ticket = limits_.table->admit();
  if (!ticket->claim(peer.ip)) return stats_.streams_refused.add();
  auto stream =
      std::make_unique<net::TcpStream>(std::move(fd), peer, net::local_endpoint(fd.get()));
  stream->keep(std::move(ticket));
  add(Adopted{std::move(stream), {}});
}

void Streams::add(Adopted adopted) {
  // The destructor closes a refused connection.
  if (places_.taken() + peers_.bound() >= limits_.per_worker && !close_one())
    return stats_.streams_refused.add();
  const std::uint32_t id = next_id_++;
  auto connection =
      std::make_unique<StreamConnection>(services_, std::move(adopted.stream), id, adopted.moved);
  StreamConnection& added = *connection;
  // False only if the ids have wrapped around and the old connection is still open.
  if (!streams_.emplace(id, std::move(connection)).second) return;
  places_.enter(id, added.leg().tuple.client.ip, clock_.instant());
  stats_.streams_opened.add();
  added.start(std::move(adopted.first));
  services_.turn.finish_turn();
}

bool Streams::close_one() noexcept {
  const auto id = places_.next_to_give_way(
      [this](std::uint32_t one) { return streams_.at(one)->last_frame(); },
      [this](std::uint32_t one) { return server_.has_allocation(streams_.at(one)->leg().tuple); });
  if (!id) return false;
  stats_.streams_gave_way.add();
  streams_.at(*id)->close();
  return true;
}

void Streams::send(std::uint32_t id, base::Bytes frame, FrameKind kind) noexcept {
  const auto at = streams_.find(id);
  if (at == streams_.end()) return;
  const std::size_t shed = at->second->send(frame, kind);
  if (shed != 0) server_.client_missed(at->second->leg().tuple, shed);
  if (dirty_.empty() || dirty_.back() != id) dirty_.push_back(id);
}

void Streams::hand_off(StreamConnection& connection, Taker taker) {
  connection.hold(std::holds_alternative<ConnectionId>(taker)
                      ? StreamConnection::Keep::rest
                      : StreamConnection::Keep::message_and_rest);
  handoffs_.push_back(PendingHandoff{connection.leg().socket, taker});
}

void Streams::finish_turn() noexcept {
  // Writing may find a connection closed: `closed_` grows. The index loop allows `dirty_` to grow.
  for (std::size_t i = 0; i < dirty_.size(); ++i) {
    if (const auto at = streams_.find(dirty_[i]); at != streams_.end()) at->second->flush();
  }
  dirty_.clear();
  hand_off_drained();
  for (const std::uint32_t id : closed_) {
    const auto at = streams_.find(id);
    server_.client_gone(at->second->leg().tuple, clock_.now(), effects_);
    streams_.erase(at);
  }
  closed_.clear();
}

void Streams::hand_off_drained() noexcept {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < handoffs_.size(); ++i) {
    const PendingHandoff handoff = handoffs_[i];
    if (!complete(handoff)) handoffs_[kept++] = handoff;
  }
  handoffs_.resize(kept);
}

bool Streams::complete(const PendingHandoff& handoff) noexcept {
  const auto* peer = std::get_if<ConnectionId>(&handoff.taker);
  const auto at = streams_.find(handoff.stream);
  if (at == streams_.end() || at->second->closed()) {
    if (peer != nullptr) peers_.give_up(*peer);
    return true;
  }
  if (!at->second->drained()) return false;
  auto [stream, unread] = at->second->detach();
  places_.leave(handoff.stream);
  streams_.erase(at);
  stats_.streams_closed.add();
  if (peer != nullptr) {
    peers_.bind(*peer, std::move(stream), std::move(unread));
  } else {
    (void)others_.send(std::get<WorkerIndex>(handoff.taker),
                       Adopted{std::move(stream), std::move(unread), true});
  }
  return true;
}

void Streams::on_closed(StreamConnection& connection) noexcept {
  // finish_turn() ends the connection's allocation: an effect may be about it at this moment.
  closed_.push_back(connection.leg().socket);
  places_.leave(connection.leg().socket);
  stats_.streams_closed.add();
}

void Streams::sweep() noexcept {
  const base::Instant now = clock_.instant();
  for (const auto& [id, stream] : streams_) {
    if (stream->closed()) continue;
    const auto patience = stream->has_spoken() ? kIdle : kFirstFrame;
    const bool idle =
        stream->last_frame() + patience < now && !server_.has_allocation(stream->leg().tuple);
    if (idle || stream->stuck_since(now - kStuck)) stream->close();
    stream->trim();
  }
  places_.review(
      [this](std::uint32_t id) { return server_.has_allocation(streams_.at(id)->leg().tuple); });
}

void Streams::close_all() noexcept {
  for (const auto& [id, stream] : streams_) stream->close();
}

std::string Streams::security(std::uint32_t id) const {
  const auto at = streams_.find(id);
  return at == streams_.end() ? std::string{} : at->second->security();
}

}  // namespace turn::io
