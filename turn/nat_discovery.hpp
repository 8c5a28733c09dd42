// SPDX-License-Identifier: MIT
// NAT behaviour discovery (RFC 5780): a server with two addresses and two ports answers Binding
// requests from the address and port that the client asks for, so that the client learns the
// behaviour of its NAT. Pure; set before the workers run, const afterwards.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/endpoint.hpp"
#include "base/result.hpp"
#include "turn/stun/message.hpp"
#include "turn/types.hpp"

namespace turn {

struct NatDiscovery {
  struct Place {
    base::Endpoint at;         // the socket's address
    std::uint32_t socket = 0;  // of every worker
  };
  // Bit 1 of the index: the other address; bit 0: the other port.
  static constexpr std::size_t kOtherAddress = 2;
  static constexpr std::size_t kOtherPort = 1;
  std::array<Place, 4> places;
  bool enabled = false;

  // The place that received a client's request; nullopt: none of the four, or not over UDP (RFC
  // 5780 section 6.1 is about UDP only).
  std::optional<std::size_t> place_of(const Leg& leg) const noexcept;
};

// RFC 5780 section 6: the answer that a Binding request asks for.
struct DiscoveryOptions {
  // Enough to fragment the answer on a path with the MTU of Ethernet.
  static constexpr std::size_t kMostPadding = 1500;
  std::size_t from = 0;     // of NatDiscovery::places
  std::uint16_t port = 0;   // of the client
  std::size_t padding = 0;  // bytes of PADDING's value; 0 = none
};
base::Result<DiscoveryOptions, stun::ErrorCode> read_discovery(const stun::MessageView& message,
                                                               std::size_t asked,
                                                               std::uint16_t client_port) noexcept;

}  // namespace turn
