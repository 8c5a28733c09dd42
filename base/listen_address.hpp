// SPDX-License-Identifier: MIT
// ListenAddress: an address to listen on, and whether it takes datagrams, streams or both on its
// port. A value; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.hpp"

namespace base {

struct ListenAddress {
  Endpoint endpoint;
  bool udp = true;  // UDP, or DTLS where the listener is a secure one
  bool tcp = true;  // TCP, or TLS

  ListenAddress() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): an endpoint alone takes both
  ListenAddress(const Endpoint& at, bool takes_udp = true, bool takes_tcp = true)
      : endpoint(at), udp(takes_udp), tcp(takes_tcp) {}

  // "[::]:3478"; "udp:[::]:443" and "tcp:[::]:443" take one of the two only.
  static std::optional<ListenAddress> parse(std::string_view text);
  std::string print() const;

  friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

// The endpoints that take UDP (`&ListenAddress::udp`) or TCP.
inline std::vector<Endpoint> endpoints_with(bool ListenAddress::*carrier,
                                            std::span<const ListenAddress> addresses) {
  std::vector<Endpoint> out;
  for (const ListenAddress& address : addresses) {
    if (address.*carrier) out.push_back(address.endpoint);
  }
  return out;
}

}  // namespace base
