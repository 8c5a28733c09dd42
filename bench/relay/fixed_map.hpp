// SPDX-License-Identifier: MIT
// The map that the bare forwarder and the load program both know, in place of TURN's control
// messages: client i, its relay port and its peer, all by counting from a first port. Pure.
#pragma once

#include <array>
#include <cstdint>

#include "base/endpoint.hpp"

namespace bench {

inline constexpr std::uint16_t kFirstClientPort = 20'000;
inline constexpr std::uint16_t kFirstPeerPort = 30'000;
inline constexpr std::uint16_t kFirstRelayPort = 40'000;
inline constexpr unsigned kMaxFixedClients = 8'000;
// Every client's only channel; also what the load program binds at a real server.
inline constexpr std::uint16_t kChannel = 0x4000;

// Client i's address: in the i-th /24 of an IPv4 prefix (beyond the last one it begins again), or
// the prefix itself where it is longer than /24.
inline base::IpAddress client_address(const base::Cidr& net, unsigned i) {
  if (net.prefix_length() > 24) return net.network();
  const unsigned networks = 1u << (24 - net.prefix_length());
  std::array<std::byte, 4> octets;
  base::store_be32(octets.data(),
                   base::load_be32(net.network().bytes().data()) + ((i % networks) << 8) + 1);
  return base::IpAddress::from_bytes(octets);
}

// The i-th port from `first` on.
inline std::uint16_t fixed_port(std::uint16_t first, unsigned i) {
  return static_cast<std::uint16_t>(first + i);
}

}  // namespace bench
