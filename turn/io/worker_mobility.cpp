// SPDX-License-Identifier: MIT
// Mobility between workers (RFC 8016): the kernel gives a client's new 5-tuple to any worker, its
// allocation stays where it is. Datagrams are handed over, and answered from there; connections
// move as a whole (worker_tcp.cpp).
#include <algorithm>

#include "turn/io/worker.hpp"

namespace turn::io {
namespace {

// Clients that came back to another worker; more start anew.
constexpr std::size_t kMaxElsewhere = 16384;
// As long as an allocation can live without a word of its client, and a little.
constexpr auto kForgotten = std::chrono::seconds{3700};

}  // namespace

// A datagram of somebody whose allocation is known to be with another worker. True: it is on its
// way there.
bool Worker::passed_on(const Leg& from, base::Bytes message) noexcept {
  const auto at = elsewhere_.find(from.tuple);
  if (at == elsewhere_.end()) return false;
  at->second.heard = loop_->now();
  pass_on(from, message, at->second.worker);
  return true;
}

// The bytes of the datagram that was just handled are still there.
void Worker::pass_on_handled(base::Bytes message) noexcept {
  for (const Handoff& handoff : effects_.handoffs()) {
    if (const auto* pass = std::get_if<PassOn>(&handoff)) pass_on(pass->client, message, pass->to);
  }
  effects_.clear_handoffs();
}

void Worker::pass_on(Leg client, base::Bytes message, WorkerIndex to) noexcept {
  client.moved = true;
  client.via = index_;
  if (!exchange_.post(to, PassedDatagram{client, {message.begin(), message.end()}}))
    stats_.drop(Drop::ring_full);
}

void Worker::on_passed(const PassedDatagram& passed) noexcept {
  forward(server_.handle_client(passed.client, passed.message, now(), effects_), {});
  finish_turn();  // while the bytes are there
}

// The client whose allocation is here comes by another worker's socket: that one is to know.
void Worker::execute(const ClientMoved& moved) {
  (void)exchange_.post(moved.client.via, ClientElsewhere{moved.client.tuple, index_});
}

void Worker::on_elsewhere(const ClientElsewhere& client) noexcept {
  if (elsewhere_.size() >= kMaxElsewhere) return;
  elsewhere_[client.tuple] = OtherWorker{client.worker, loop_->now()};
}

void Worker::forget_elsewhere() noexcept {
  std::erase_if(elsewhere_, [this](const auto& entry) {
    return entry.second.heard + kForgotten < loop_->now();
  });
}

}  // namespace turn::io
