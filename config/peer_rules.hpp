// SPDX-License-Identifier: MIT
// Entries of allow_peers and deny_peers about the machine's own addresses: those that cannot do
// what they say. The start, the reload, --check-config and `lecternctl check` ask here. Pure; any
// thread.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"

namespace config {

// The addresses of this machine, as far as the caller knows them.
struct OwnAddresses {
  std::vector<base::IpAddress> relay;  // relay addresses and their external ones
  std::vector<base::Cidr> other;       // what the machine takes; may contain those of `relay`
};
// Those that the configuration itself names.
OwnAddresses named_addresses(const Config& config);

// Ports of allow_peers that stay closed, a sentence each: the daemon must not start with them.
std::vector<std::string> find_closed_ports(const Config& config, const OwnAddresses& own);
// Entries without effect, a sentence each.
std::vector<std::string> find_idle_peers(const TurnConfig& turn, const OwnAddresses& own);

}  // namespace config
