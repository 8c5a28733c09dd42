// SPDX-License-Identifier: MIT
#include "net/sockaddr.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace net {
namespace {

constexpr std::array<std::byte, 12> kMappedPrefix{
    std::byte{0}, std::byte{0}, std::byte{0}, std::byte{0}, std::byte{0},    std::byte{0},
    std::byte{0}, std::byte{0}, std::byte{0}, std::byte{0}, std::byte{0xff}, std::byte{0xff}};

}  // namespace

SocketAddress::SocketAddress(const Endpoint& endpoint) noexcept : any_{} {
  const base::Bytes bytes = endpoint.ip.bytes();
  if (endpoint.ip.is_v4()) {
    any_.v4 = sockaddr_in{};
    any_.v4.sin_family = AF_INET;
    any_.v4.sin_port = htons(endpoint.port);
    std::memcpy(&any_.v4.sin_addr, bytes.data(), bytes.size());
  } else {
    any_.v6.sin6_family = AF_INET6;
    any_.v6.sin6_port = htons(endpoint.port);
    any_.v6.sin6_scope_id = endpoint.zone;
    std::memcpy(&any_.v6.sin6_addr, bytes.data(), bytes.size());
  }
}

Endpoint SocketAddress::endpoint() const noexcept {
  if (family() == AF_INET) {
    const auto* octets = reinterpret_cast<const std::byte*>(&any_.v4.sin_addr);
    return {base::IpAddress::from_bytes({octets, 4}), ntohs(any_.v4.sin_port)};
  }
  if (family() == AF_INET6) {
    const base::Bytes octets{reinterpret_cast<const std::byte*>(&any_.v6.sin6_addr), 16};
    return {base::IpAddress::from_bytes(octets).unmapped(), ntohs(any_.v6.sin6_port),
            any_.v6.sin6_scope_id};
  }
  return {};
}

void SocketAddress::map_to_v6() noexcept {
  if (family() != AF_INET) return;
  const sockaddr_in v4 = any_.v4;
  any_.v6 = sockaddr_in6{};
  any_.v6.sin6_family = AF_INET6;
  any_.v6.sin6_port = v4.sin_port;
  auto* octets = reinterpret_cast<std::byte*>(&any_.v6.sin6_addr);
  std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), octets);
  std::memcpy(octets + kMappedPrefix.size(), &v4.sin_addr, 4);
}

socklen_t SocketAddress::size() const noexcept {
  return family() == AF_INET ? sizeof(sockaddr_in) : socklen_t{sizeof(sockaddr_in6)};
}

std::optional<Endpoint> without_ipv6(const Endpoint& wildcard, bool v6_only,
                                     int socket_error) noexcept {
  if (socket_error != EAFNOSUPPORT || v6_only || !wildcard.ip.is_v6() ||
      !wildcard.ip.is_unspecified())
    return std::nullopt;
  return Endpoint{base::IpAddress{}, wildcard.port};
}

namespace {

using NameCall = int (*)(int, sockaddr*, socklen_t*);

Endpoint ask(NameCall call, int fd) noexcept {
  SocketAddress address;
  socklen_t size = SocketAddress::capacity();
  // The name of a Unix socket is cut at `size`, and its family gives the empty Endpoint.
  return call(fd, address.data(), &size) == 0 ? address.endpoint() : Endpoint{};
}

}  // namespace

Endpoint local_endpoint(int fd) noexcept { return ask(::getsockname, fd); }
Endpoint peer_endpoint(int fd) noexcept { return ask(::getpeername, fd); }

}  // namespace net
