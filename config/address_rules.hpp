// SPDX-License-Identifier: MIT
// Which addresses fit a place in the configuration. Each function returns what is wrong with the
// address, to follow its text ("is a multicast address"), or nullopt. Pure; any thread.
#pragma once

#include <optional>
#include <string>

#include "base/endpoint.hpp"

namespace config {

// For a listener: an address that a machine can have, or a wildcard.
std::optional<std::string> fault_of_listener(const base::IpAddress& ip);
// For an address that traffic leaves from: one address that a machine can have.
std::optional<std::string> fault_of_local(const base::IpAddress& ip);
// For an address that clients and peers are told: one that a host can have in some network.
std::optional<std::string> fault_of_told(const base::IpAddress& ip);
// For a prefix that addresses of clients or peers are compared with: such addresses are never
// IPv4-mapped IPv6 addresses.
std::optional<std::string> fault_of_prefix(const base::Cidr& prefix);

}  // namespace config
