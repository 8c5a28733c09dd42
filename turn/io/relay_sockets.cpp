// SPDX-License-Identifier: MIT
#include "turn/io/relay_sockets.hpp"

#include <utility>

#include "turn/io/duplicate_fd.hpp"
#include "turn/io/listening.hpp"

namespace turn::io {

base::Status RelaySockets::open(AllocationId allocation, const base::Endpoint& local,
                                bool next_too) {
  TRY(auto socket, net::UdpSocket::open(local, relay_options(descriptor_ceiling_)));
  if (next_too) {
    const base::Endpoint next{local.ip, static_cast<std::uint16_t>(local.port + 1)};
    TRY(net::UdpSocket::open(next, relay_options(descriptor_ceiling_)));
  }
  keep(allocation, std::move(socket));
  const int error = find(allocation, local.ip)->watch_error();
  if (error == 0) return {};
  close(allocation, local.ip);
  return base::failure(base::errno_error("epoll_ctl", error));
}

std::optional<net::UdpSocket> RelaySockets::adopt(const PortPool::Place& place, base::UniqueFd fd) {
  auto socket = net::UdpSocket::adopt(std::move(fd), relay_options());
  if (!socket || socket->local() != base::Endpoint{place.address.local, place.port})
    return std::nullopt;
  return std::move(*socket);
}

void RelaySockets::keep(AllocationId allocation, net::UdpSocket socket) {
  const std::size_t at = place(allocation, socket.local().ip);
  if (relays_.size() <= at) relays_.resize(at + 1);
  relays_[at] = std::make_unique<RelaySocket>(ready_, std::move(socket), allocation, host_);
}

void RelaySockets::close(AllocationId allocation, const base::IpAddress& family_of) noexcept {
  if (find(allocation, family_of) != nullptr) relays_[place(allocation, family_of)].reset();
}

base::UniqueFd RelaySockets::hand_over(AllocationId allocation,
                                       const base::IpAddress& family_of) noexcept {
  RelaySocket* const relay = find(allocation, family_of);
  if (relay == nullptr) return base::UniqueFd{};
  base::UniqueFd fd = duplicate_fd(relay->out().socket.fd());
  close(allocation, family_of);
  return fd;
}

void RelaySockets::shrink() {
  while (!relays_.empty() && !relays_.back()) relays_.pop_back();
  relays_.shrink_to_fit();
}

}  // namespace turn::io
