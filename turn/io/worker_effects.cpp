// SPDX-License-Identifier: MIT
// What a worker does for the core: relay sockets, replies, its one timer.
#include "turn/io/worker.hpp"

namespace turn::io {
void Worker::flush_data() noexcept {
  outbox_.flush();
  packets_.clear();
  copies_used_ = 0;
  if (dtls_) dtls_->recycle();
}

void Worker::finish_batch() noexcept {
  // Data first: it may leave by a relay socket that is about to be closed.
  outbox_.flush();
  // Opening a relay socket adds its reply, or another attempt, to the same list.
  for (std::size_t i = 0; i < effects_.size(); ++i) {
    if (const auto* open = std::get_if<OpenRelay>(&effects_[i])) {
      open_relay(OpenRelay{*open});
    } else if (const auto* close = std::get_if<CloseRelay>(&effects_[i])) {
      close_relay(*close);
    } else if (const auto* ended = std::get_if<SessionEnded>(&effects_[i])) {
      session_records_.write(*ended);
    } else if (const auto* connect = std::get_if<ConnectPeer>(&effects_[i])) {
      connect_peer(ConnectPeer{*connect});
    } else if (const auto* own = std::get_if<ConnectOwn>(&effects_[i])) {
      connect_own(ConnectOwn{*own});
    } else if (const auto* gone = std::get_if<ClosePeer>(&effects_[i])) {
      tcp_.close(gone->connection);
    } else if (const auto* moved = std::get_if<ClientMoved>(&effects_[i])) {
      tell_way(*moved);
    } else if (const auto* failed = std::get_if<AuthFailed>(&effects_[i])) {
      auth_log_.write(log_, *failed, loop_->now());
    }
  }
  // From here on the replies' bytes stay where they are.
  for (std::size_t i = 0; i < effects_.size(); ++i) {
    if (const auto* reply = std::get_if<Reply>(&effects_[i])) send_reply(*reply);
  }
  flush_data();
  effects_.clear();
}

void Worker::finish_turn() noexcept {
  ++round_;
  finish_batch();
  // Writing may find a connection closed, which ends its allocation.
  for (std::size_t i = 0; i < dirty_streams_.size(); ++i) {
    if (const auto at = streams_.find(dirty_streams_[i]); at != streams_.end()) at->second->flush();
  }
  dirty_streams_.clear();
  depart();
  for (const std::uint32_t id : closed_streams_) {
    const auto at = streams_.find(id);
    server_.client_gone(at->second->leg().tuple, now(), effects_);
    streams_.erase(at);
  }
  closed_streams_.clear();
  if (dtls_) dtls_->bury();
  if (!effects_.empty() || !outbox_.empty()) finish_batch();
  captures_.end_finished();
  memory_trim_.note_peak();
  deadline_.set(server_.next_deadline());
  pacer_.arm();
}

void Worker::open_relay(const OpenRelay& effect) {
  const auto opened = effect.transport == RelayTransport::tcp
                          ? tcp_.listen(effect.allocation, effect.relay, effect.local)
                          : relay_sockets_.open(effect.allocation, effect.local);
  if (opened) return server_.relay_opened(effect.allocation, effect.relay, now(), effects_);
  log_.debug("turn_relay_not_opened",
             {{"address", effect.local.print()}, {"error", opened.error().what}});
  server_.relay_failed(effect.allocation, effect.relay, now(), effects_);
}

void Worker::close_relay(const CloseRelay& effect) noexcept {
  relay_sockets_.close(effect.allocation, shared_.ports.local(effect.relay).ip);
  tcp_.stop_listening(effect.relay);
  server_.relay_closed(effect.relay);
}

void Worker::send_reply(const Reply& reply) noexcept {
  const base::Bytes message = effects_.message(reply);
  captures_.to_client(reply.to, message);
  if (reply.to.is_stream()) return send_to_stream(reply.to.socket, message, FrameKind::control);
  if (reply.to.tuple.transport == Transport::dtls) return send_over_dtls(reply.to, message);
  UdpListener& listener = *listeners_[reply.to.socket];
  const auto from = listener.wildcard() ? std::optional{reply.to.tuple.server.ip} : std::nullopt;
  outbox_.add(listener.out(), reply.to.next_hop(), message, from, false);
}

void Worker::send_to_stream(std::uint32_t id, base::Bytes frame, FrameKind kind) noexcept {
  const auto at = streams_.find(id);
  if (at == streams_.end()) return;  // gone meanwhile
  const std::size_t missed = at->second->send(frame, kind);
  if (missed != 0) server_.client_missed(at->second->leg().tuple, missed);
  if (dirty_streams_.empty() || dirty_streams_.back() != id) dirty_streams_.push_back(id);
}

}  // namespace turn::io
