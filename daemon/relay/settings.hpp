// SPDX-License-Identifier: MIT
// Makes the relay's settings from [turn] in the configuration and from the machine's addresses.
// Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "config/config.hpp"
#include "config/peer_rules.hpp"
#include "daemon/relay/relay_addresses.hpp"
#include "probe/public_address.hpp"
#include "turn/io/relay.hpp"

namespace lecternd {

struct MachineFacts {
  std::string name;
  net::KernelView network;
  std::size_t descriptors = 0;  // that the process may have open; 0: not known
};

// config.turn.core, completed by facts of this machine: the realm's default and the own addresses.
// `secrets` are the configured ones, or the generated one.
turn::Config relay_core(const config::Config& config, const MachineFacts& machine,
                        std::vector<base::Secret> secrets);
RelayAddresses relay_addresses_of(const config::Config& config, const net::KernelView& network,
                                  const std::vector<base::IpAddress>& current = {});
turn::io::Settings relay_settings(const config::Config& config, const MachineFacts& machine,
                                  std::vector<base::Secret> secrets,
                                  const probe::FoundAddresses& found);

// The addresses of this machine in the settings; see config/peer_rules.hpp.
config::OwnAddresses own_addresses_of(const turn::io::Settings& settings);
// Fails where allow_peers names ports that must stay closed.
base::Status check_peers(const config::Config& config, const config::OwnAddresses& own);

enum class RelayWay : std::uint8_t { plain, tls };

// The host in TURN URLs: [turn] host; else the host of public_url; else the address of `listen`,
// unless that is a wildcard; else the first external or relay address. Where several nodes share a
// public_url, it leads to any of them: then only TLS, which needs the name, uses it, because the
// credentials are good at each.
std::string relay_host(const config::Config& config, const turn::io::Settings& settings,
                       const base::Endpoint& listen, RelayWay way);

}  // namespace lecternd
