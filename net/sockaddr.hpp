// SPDX-License-Identifier: MIT
// Converts between Endpoint and sockaddr, and asks the kernel for a socket's ends, so that no other
// file casts a sockaddr. Any thread.
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

  // An IPv4-mapped IPv6 address (of a dual-stack socket) becomes an IPv4 address. 0.0.0.0:0 for any
  // other family.
  Endpoint endpoint() const noexcept;
  // Converts an IPv4 address to the IPv4-mapped form that a dual-stack IPv6 socket sends to. An
  // IPv6 address stays as it is.
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

// Whether a wildcard such as "[::]:443" must take IPv6 only, because another address of `all` takes
// IPv4 on the same port. Alone it takes both families.
template <class Endpoints>
bool has_v4_twin(const Endpoint& address, const Endpoints& all) noexcept {
  if (!address.ip.is_v6() || !address.ip.is_unspecified() || address.port == 0) return false;
  for (const Endpoint& other : all) {
    if (other.ip.is_v4() && other.port == address.port) return true;
  }
  return false;
}

// The IPv4 wildcard in place of an IPv6 wildcard for both families, where the kernel has no IPv6
// (ipv6.disable=1, a sandbox). nullopt where there is no replacement.
std::optional<Endpoint> without_ipv6(const Endpoint& wildcard, bool v6_only,
                                     int socket_error) noexcept;

// 0.0.0.0:0 where the socket is no internet socket (a socketpair).
Endpoint local_endpoint(int fd) noexcept;
Endpoint peer_endpoint(int fd) noexcept;

}  // namespace net
