// SPDX-License-Identifier: MIT
#include "turn/io/worker_handover.hpp"

#include <cerrno>
#include <utility>

namespace turn::io {

void WorkerHandover::inherit(HandedWorker handed) {
  server_.skip_generations(handed.next_generation);
  inherited_ = InheritedListeners{std::move(handed.listeners)};
  handed_ = std::move(handed);
}

std::size_t WorkerHandover::take_over() {
  std::size_t taken = 0;
  for (HandedRelay& relay : handed_.relays) taken += take_over(std::move(relay)) ? 1 : 0;
  for (const auto& [tuple, worker] : handed_.elsewhere) moved_clients_.learn({tuple, worker});
  handed_ = {};
  inherited_ = InheritedListeners{};  // closes the listeners that the configuration has no more
  turn_.finish_turn();
  return taken;
}

bool WorkerHandover::take_over(HandedRelay handed) {
  Allocation& allocation = *handed.allocation.allocation;
  const AllocationId id = allocation.id;
  // Both sockets must be usable before the core takes the allocation.
  auto first = RelaySockets::adopt(handed.allocation.relay, std::move(handed.socket));
  std::optional<net::UdpSocket> second;
  if (const auto& place = handed.allocation.second) {
    second = RelaySockets::adopt(*place, std::move(handed.second));
  }
  const bool whole = first && second.has_value() == handed.allocation.second.has_value();
  if (!whole || !renumber_legs(allocation)) {
    server_.end_handed(handed.allocation, clock_.now(), effects_);
    return false;
  }
  if (!server_.take_over(std::move(handed.allocation), clock_.now(), effects_)) return false;
  relays_.keep(id, std::move(*first));
  if (second) relays_.keep(id, std::move(*second));
  return true;
}

// Gives the allocation's legs the numbers that their listeners have in this process. False: no leg
// is left, so the client cannot be reached.
bool WorkerHandover::renumber_legs(Allocation& allocation) const noexcept {
  if (allocation.next && !renumber(*allocation.next)) allocation.next.reset();
  if (allocation.away || renumber(allocation.leg)) return true;
  if (allocation.next) {
    allocation.leg = *std::exchange(allocation.next, std::nullopt);
  } else if (allocation.mobile) {
    allocation.away = true;
  } else {
    return false;
  }
  return true;
}

bool WorkerHandover::renumber(Leg& leg) const noexcept {
  const HandedListener* old = inherited_.find(leg.socket);
  const UdpListener* listener =
      old == nullptr ? nullptr : listeners_.find(old->local, old->transport);
  if (listener == nullptr) return false;
  leg.socket = listener->index();
  return true;
}

void WorkerHandover::note_missing_descriptor() {
  (void)failures_.note(SocketPurpose::handover, base::errno_error("fcntl(F_DUPFD)", EMFILE));
}

HandedWorker WorkerHandover::leave() {
  HandedWorker handed;
  handed.listeners = listeners_.hand_over();
  for (const HandedListener& listener : handed.listeners) {
    if (!listener.socket) note_missing_descriptor();
  }
  HandedServer server = server_.hand_over(clock_.instant());
  handed.next_generation = server.next_generation;
  for (std::size_t i = 0; i < server.allocations.size(); ++i) {
    HandedAllocation& allocation = server.allocations[i];
    const auto give_socket = [&](const PortPool::Place& place) {
      return relays_.hand_over(allocation.allocation->id, place.address.local);
    };
    HandedRelay relay{{}, give_socket(allocation.relay), base::UniqueFd{}};
    if (allocation.second) relay.second = give_socket(*allocation.second);
    if (!relay.socket || (allocation.second && !relay.second)) {  // out of descriptors
      note_missing_descriptor();
      server_.end_handed(allocation, clock_.now(), effects_);
      continue;
    }
    relay.allocation = std::move(allocation);
    handed.relays.push_back(std::move(relay));
    handed.sessions.push_back(std::move(server.sessions[i]));
  }
  handed.elsewhere = moved_clients_.udp_clients();
  return handed;
}

}  // namespace turn::io
