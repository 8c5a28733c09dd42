// SPDX-License-Identifier: MIT
// The listeners of a configuration, and which of them are in each other's way. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/listen_address.hpp"
#include "config/config.hpp"

namespace config {

// One listener and the key that asks for it. A wildcard "[::]" takes IPv6 only where its key also
// has an IPv4 address on its port.
struct ListenerClaim {
  std::string_view key;   // "listen", "turn.listen", "turn.tls_listen", "metrics.listen"
  std::size_t index = 0;  // of the key's list
  base::ListenAddress address;
};
std::vector<ListenerClaim> listener_claims(const Config& config);

// The ports of all listeners and of NAT discovery, without 0; ascending, each once.
std::vector<std::uint16_t> listener_ports(const Config& config);

struct Collision {
  ListenerClaim claim;
  std::string what;  // "two listeners on 0.0.0.0:443"
};
// Each listener that another one, of any key, leaves no room for: the same address and port over
// the same carrier, or a wildcard that takes it already. Port 0 collides with nothing.
std::vector<Collision> find_collisions(const std::vector<ListenerClaim>& claims);

}  // namespace config
