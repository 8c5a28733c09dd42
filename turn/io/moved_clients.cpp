// SPDX-License-Identifier: MIT
#include "turn/io/moved_clients.hpp"

#include <chrono>

namespace turn::io {
namespace {

// A little longer than an allocation can live without a message of its client.
constexpr auto kSilence = std::chrono::seconds{3700};

}  // namespace

bool MovedClients::find_and_pass_on(const Leg& from, base::Bytes message) noexcept {
  const auto owner = owners_.find(from.tuple);
  if (owner == owners_.end()) return false;
  owner->second.heard = clock_.instant();
  pass_on(from, message, owner->second.worker);
  return true;
}

void MovedClients::pass_on(Leg client, base::Bytes message, WorkerIndex to) noexcept {
  client.moved = true;
  client.via = others_.self();
  if (!others_.send(to, PassedDatagram{client, {message.begin(), message.end()}}))
    stats_.drop(Drop::ring_full);
}

void MovedClients::tell(const Leg& client) noexcept {
  (void)others_.send(client.via, ClientElsewhere{client.tuple, others_.self()});
}

void MovedClients::learn(const ClientElsewhere& client) noexcept {
  if (owners_.size() >= kMostClients) return;
  owners_[client.tuple] = Owner{client.worker, clock_.instant()};
}

void MovedClients::forget_silent() noexcept {
  std::erase_if(owners_, [this](const auto& entry) {
    return entry.second.heard + kSilence < clock_.instant();
  });
}

std::vector<std::pair<FiveTuple, WorkerIndex>> MovedClients::udp_clients() const {
  std::vector<std::pair<FiveTuple, WorkerIndex>> clients;
  for (const auto& [tuple, owner] : owners_) {
    if (tuple.transport == Transport::udp) clients.emplace_back(tuple, owner.worker);
  }
  return clients;
}

}  // namespace turn::io
