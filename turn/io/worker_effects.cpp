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
  effects_.run_io([this](const IoEffect& effect) {
    std::visit([this](const auto& one) { execute(one); }, effect);
  });
  for (const Reply& reply : effects_.replies()) send_reply(reply);
  flush_data();
  effects_.clear_replies();
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

void Worker::execute(const OpenRelay& effect) {
  const auto opened = effect.transport == RelayTransport::tcp
                          ? tcp_.listen(effect.allocation, effect.relay, effect.local)
                          : relay_sockets_.open(effect.allocation, effect.local);
  if (opened) return server_.relay_opened(effect.allocation, effect.relay, now(), effects_);
  log_.debug("turn_relay_not_opened",
             {{"address", effect.local.print()}, {"error", opened.error().what}});
  server_.relay_failed(effect.allocation, effect.relay, now(), effects_);
}

void Worker::execute(const CloseRelay& effect) {
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
