// SPDX-License-Identifier: MIT
// Endpoint <-> sockaddr, and what the kernel says about a socket's ends. Exists so that no other
// file casts a sockaddr. Pure functions and getsockname(2)/getpeername(2); any thread.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <optional>

#include "base/endpoint.hpp"
#include "base/result.hpp"

namespace net {

using base::Endpoint;
using base::Result;

// An IPv4 or IPv6 socket address as the system calls take it.
class SocketAddress {
 public:
  SocketAddress() noexcept : any_{} {}
  explicit SocketAddress(const Endpoint& endpoint) noexcept;

  // IPv4-mapped IPv6 addresses (dual-stack sockets) come out as IPv4. 0.0.0.0:0 for any other
  // family.
  Endpoint endpoint() const noexcept;
  // The IPv4-mapped form that a dual-stack IPv6 socket sends to; IPv6 stays as it is.
  void map_to_v6() noexcept;

  sockaddr* data() noexcept { return reinterpret_cast<sockaddr*>(&any_); }
  const sockaddr* data() const noexcept { return reinterpret_cast<const sockaddr*>(&any_); }
  socklen_t size() const noexcept;
  static constexpr socklen_t capacity() noexcept { return sizeof(sockaddr_in6); }
  int family() const noexcept { return any_.v4.sin_family; }

 private:
  union Any {
    sockaddr_in6 v6;
    sockaddr_in v4;
  } any_;
};

// Where "[::]:443" is to take IPv6 only: another of `all` has 0.0.0.0 and the same port. Alone it
// is everybody's.
template <class Endpoints>
bool has_v4_twin(const Endpoint& address, const Endpoints& all) noexcept {
  if (!address.ip.is_v6() || !address.ip.is_unspecified() || address.port == 0) return false;
  for (const Endpoint& other : all) {
    if (other.ip.is_v4() && other.port == address.port) return true;
  }
  return false;
}

// A kernel without IPv6 (ipv6.disable=1, a sandbox) has no sockets of it: the IPv4 wildcard stands
// in for one that was to take both. nullopt: nothing does.
std::optional<Endpoint> without_ipv6(const Endpoint& wildcard, bool v6_only,
                                     int socket_error) noexcept;

// 0.0.0.0:0 where the socket is not of the internet families (a socketpair).
Endpoint local_endpoint(int fd) noexcept;
Endpoint peer_endpoint(int fd) noexcept;

}  // namespace net
