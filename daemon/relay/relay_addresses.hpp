// SPDX-License-Identifier: MIT
// Decides from the kernel's addresses which of them the relay relays on, and which are its host's
// own. Pure; any thread.
#pragma once

#include <vector>

#include "base/endpoint.hpp"
#include "net/kernel_view.hpp"
#include "turn/config.hpp"

namespace lecternd {

struct RelayAddresses {
  std::vector<base::IpAddress> use;
  std::vector<base::IpAddress> missing;  // configured, but not (yet) this machine's
  // This machine has no interface but its loopback: `use` is 127.0.0.1.
  bool offline = false;

  friend bool operator==(const RelayAddresses&, const RelayAddresses&) = default;
};

// With `wanted` (turn.relay_addresses): those of them that this machine has. Otherwise of each
// family:
//
//   1. every public address
//   2. without one: the source of the route to the outside. For IPv6 only where clients may reach
//      private addresses (`peers` is not public_)
//   3. without any of both families: those of `current` that are still there; without one of a
//      family, every private address of this family of an interface that is connected
//   4. where the loopback device is the only interface: 127.0.0.1
//
// Points 1 to 3 leave out deprecated and temporary addresses, and those that cannot be bound.
// `current` are the addresses that the relay relays on already: while a route is away for a moment,
// no bridge of containers takes their place.
RelayAddresses choose_relay_addresses(const std::vector<base::IpAddress>& wanted,
                                      turn::PeerMode peers, const net::KernelView& view,
                                      const std::vector<base::IpAddress>& current = {});

// Every address and prefix that this host takes for its own.
std::vector<base::Cidr> own_addresses(const net::KernelView& view);

}  // namespace lecternd
