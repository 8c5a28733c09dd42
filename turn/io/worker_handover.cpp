// SPDX-License-Identifier: MIT
// How a worker leaves its sockets and allocations to the next process, and takes over those of the
// one before.
#include <fcntl.h>

#include <algorithm>

#include "turn/io/listening.hpp"
#include "turn/io/worker.hpp"

namespace turn::io {
namespace {

// The socket object goes with its watch; what it was about stays open.
base::UniqueFd kept_open(int fd) noexcept {
  return base::UniqueFd{::fcntl(fd, F_DUPFD_CLOEXEC, 0)};
}

}  // namespace

std::optional<HandedWorker> Worker::hand_over() {
  return run_on_loop([this] {
    finish_turn();
    HandedWorker handed = collect();
    // Clients of what stays behind are told while there are listeners.
    close_everything(EndReason::stopped);
    return handed;
  });
}

HandedWorker Worker::collect() {
  HandedWorker handed;
  for (const auto& listener : listeners_)
    handed.listeners.push_back(
        {listener->transport(), listener->local(), kept_open(listener->out().socket.fd())});
  HandedServer server = server_.hand_over(loop_->now());
  handed.next_generation = server.next_generation;
  for (std::size_t i = 0; i < server.allocations.size(); ++i) {
    HandedAllocation& allocation = server.allocations[i];
    HandedRelay relay{{}, give_socket(allocation, allocation.relay), base::UniqueFd{}};
    if (allocation.second) relay.second = give_socket(allocation, *allocation.second);
    if (!relay.socket || (allocation.second && !relay.second)) {  // out of descriptors
      server_.end_handed(allocation, now(), effects_);
      continue;
    }
    relay.allocation = std::move(allocation);
    handed.relays.push_back(std::move(relay));
    handed.sessions.push_back(std::move(server.sessions[i]));
  }
  for (const auto& [tuple, elsewhere] : elsewhere_) {
    if (tuple.transport == Transport::udp) handed.elsewhere.emplace_back(tuple, elsewhere.worker);
  }
  return handed;
}

base::UniqueFd Worker::give_socket(const HandedAllocation& allocation,
                                   const PortPool::Place& place) noexcept {
  auto& relay = relays_[relay_place(allocation.allocation->id, place.address.local)];
  auto fd = kept_open(relay->out().socket.fd());
  relay.reset();
  return fd;
}

void Worker::inherit(HandedWorker handed) {
  inherited_ = std::move(handed);
  server_.skip_generations(inherited_.next_generation);
}

base::Result<net::UdpSocket> Worker::open_listener(const base::Endpoint& local,
                                                   const net::UdpOptions& options,
                                                   Transport transport) {
  const auto fits = [&](const HandedListener& listener) {
    const bool same =
        listener.local.ip == local.ip && (local.port == 0 || local.port == listener.local.port);
    return listener.socket && listener.transport == transport && same;
  };
  const auto at = std::ranges::find_if(inherited_.listeners, fits);
  if (at == inherited_.listeners.end()) return net::UdpSocket::open(local, options);
  return net::UdpSocket::adopt(std::move(at->socket), options);
}

bool Worker::inherits_port(std::uint16_t port) const noexcept {
  return std::ranges::any_of(inherited_.listeners, [&](const HandedListener& listener) {
    return listener.local.port == port;
  });
}

std::size_t Worker::take_over() {
  std::size_t taken = 0;
  for (HandedRelay& relay : inherited_.relays) taken += take_over(std::move(relay)) ? 1 : 0;
  for (const auto& [tuple, worker] : inherited_.elsewhere) on_elsewhere({tuple, worker});
  inherited_ = {};  // closes what nobody listens to any more
  finish_turn();
  return taken;
}

bool Worker::take_over(HandedRelay handed) {
  Allocation& allocation = *handed.allocation.allocation;
  const AllocationId id = allocation.id;
  // Both are opened before anybody is told of either.
  auto first = adopt_relay(handed.allocation.relay, std::move(handed.socket));
  std::optional<net::UdpSocket> second;
  if (const auto& place = handed.allocation.second) {
    second = adopt_relay(*place, std::move(handed.second));
  }
  const bool whole = first && second.has_value() == handed.allocation.second.has_value();
  if (!whole || !find_ways(allocation)) {
    server_.end_handed(handed.allocation, now(), effects_);
    return false;
  }
  if (!server_.take_over(std::move(handed.allocation), now(), effects_)) return false;
  keep_relay(id, std::move(*first));
  if (second) keep_relay(id, std::move(*second));
  return true;
}

// nullopt: it is not the socket that it should be.
std::optional<net::UdpSocket> Worker::adopt_relay(const PortPool::Place& place, base::UniqueFd fd) {
  auto socket = net::UdpSocket::adopt(std::move(fd), relay_options());
  if (!socket || socket->local() != base::Endpoint{place.address.local, place.port})
    return std::nullopt;
  return std::move(*socket);
}

// The listeners of its legs by their numbers here; false: the client cannot be reached any more.
bool Worker::find_ways(Allocation& allocation) const noexcept {
  if (allocation.next && !find_way(*allocation.next)) allocation.next.reset();
  if (allocation.away || find_way(allocation.leg)) return true;
  if (allocation.next) {
    allocation.leg = *std::exchange(allocation.next, std::nullopt);
  } else if (allocation.mobile) {
    allocation.away = true;
  } else {
    return false;
  }
  return true;
}

bool Worker::find_way(Leg& leg) const noexcept {
  if (leg.socket >= inherited_.listeners.size()) return false;
  const HandedListener& old = inherited_.listeners[leg.socket];
  for (const auto& listener : listeners_) {
    if (listener->transport() != old.transport || listener->local() != old.local) continue;
    leg.socket = listener->index();
    return true;
  }
  return false;
}

}  // namespace turn::io
