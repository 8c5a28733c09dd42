// SPDX-License-Identifier: MIT
// Limited allocations in a worker: data whose turn has come, and how fast connections to peers are
// read.
#include "turn/io/worker.hpp"

namespace turn::io {

void Worker::on_paced() noexcept {
  paced_for_.reset();
  const base::Instant at = loop_->now();
  const auto may_go = [&](const auto& oldest) { return server_.may_go(oldest, at); };
  struct Send {
    Worker& worker;
    void operator()(const Forward& data) const noexcept {
      // One address of a dual allocation may have ended meanwhile.
      if (data.kind == Forward::Kind::to_peer && !worker.socket_for(data))
        return worker.stats_.drop(Drop::no_allocation);
      worker.forward(data, {});
    }
    void operator()(const ToClient& data) const noexcept { worker.deliver(data); }
  };
  delayed_.pass(at, may_go, Send{*this});
  // What was passed is copied or sent by now.
  outbox_.flush();
  delayed_.tidy();
  finish_turn();
}

RelaySocket* Worker::socket_for(const Forward& data) noexcept {
  const std::size_t place = relay_place(data.allocation, data.peer.value().ip);
  RelaySocket* const relay = place < relays_.size() ? relays_[place].get() : nullptr;
  return relay != nullptr && relay->allocation() == data.allocation ? relay : nullptr;
}

std::chrono::nanoseconds Worker::pause(ConnectionId id, Direction direction) noexcept {
  return server_.stream_turn(id, direction, loop_->now()) - loop_->now();
}

void Worker::on_peer_read(ConnectionId id, Direction direction, std::size_t bytes) noexcept {
  server_.stream_passed(id, direction, bytes, loop_->now());
}

}  // namespace turn::io
