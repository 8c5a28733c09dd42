// SPDX-License-Identifier: MIT
// What a worker does for the core: relay sockets, replies, its one timer.
#include <malloc.h>

#include <algorithm>
#include <utility>

#include "turn/io/listening.hpp"
#include "turn/io/worker.hpp"

namespace turn::io {
namespace {

// Fewer allocations than this hold too little memory to be worth the effort.
constexpr std::size_t kCrowd = 512;
// Messages between two sweeps: so few that a pause of some milliseconds delays a handful of them.
constexpr std::size_t kQuiet = 20000;

}  // namespace

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
  if (tapped()) [[unlikely]]
    end_captures();
  arm(deadline_, armed_for_, server_.next_deadline());
  arm(paced_, paced_for_, delayed_.due());
}

void Worker::execute(const OpenRelay& effect) {
  if (effect.transport == RelayTransport::tcp) return open_tcp_relay(effect);
  auto socket = net::UdpSocket::open(effect.local, relay_options());
  if (!socket) {
    log_.debug("turn_relay_not_opened",
               {{"address", effect.local.print()}, {"error", socket.error().what}});
    return server_.relay_failed(effect.allocation, effect.relay, now(), effects_);
  }
  keep_relay(effect.allocation, std::move(*socket));
  server_.relay_opened(effect.allocation, effect.relay, now(), effects_);
}

void Worker::keep_relay(AllocationId allocation, net::UdpSocket socket) {
  const std::size_t place = relay_place(allocation, socket.local().ip);
  if (relays_.size() <= place) relays_.resize(place + 1);
  most_allocations_ = std::max(most_allocations_, server_.allocation_count());
  relays_[place] = std::make_unique<RelaySocket>(*ready_, std::move(socket), allocation,
                                                 static_cast<DatagramHost&>(*this));
}

void Worker::execute(const CloseRelay& effect) {
  // Not there where it could not be opened.
  const std::size_t place = relay_place(effect.allocation, shared_.ports.local(effect.relay).ip);
  if (place < relays_.size()) {
    auto& relay = relays_[place];
    if (relay && relay->allocation() == effect.allocation) relay.reset();
  }
  tcp_.stop_listening(effect.relay);
  server_.relay_closed(effect.relay);
}

// The C library keeps what is freed for the next crowd. Half of the crowd gone, that is asked for
// back, at most once for each halving; and only when little is going on, because it takes three to
// seven milliseconds with ten thousand allocations.
void Worker::give_back_memory() noexcept {
  const bool quiet = std::exchange(messages_, 0) < kQuiet;
  if (!quiet || most_allocations_ < kCrowd || server_.allocation_count() > most_allocations_ / 2)
    return;
  most_allocations_ = server_.allocation_count();
  server_.shrink();
  while (!relays_.empty() && !relays_.back()) relays_.pop_back();
  relays_.shrink_to_fit();
  (void)::malloc_trim(0);
}

void Worker::send_reply(const Reply& reply) noexcept {
  const base::Bytes message = effects_.message(reply);
  if (tapped()) [[unlikely]]
    tap_to_client(reply.to, message);
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

void Worker::arm(net::Timer& timer, std::optional<base::Instant>& armed_for,
                 std::optional<base::Instant> next) noexcept {
  if (next == armed_for) return;
  armed_for = next;
  if (next) {
    timer.start_at(*next);
  } else {
    timer.stop();
  }
}

}  // namespace turn::io
