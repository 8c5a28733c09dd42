// SPDX-License-Identifier: MIT
// The addresses that the relay relays from where the configuration names none. Pure; any thread.
#pragma once

#include <optional>
#include <vector>

#include "base/endpoint.hpp"

namespace lecternd {

// Returns every public address of `own`. Adds the default route's source address where `own` has no
// public address of its family. Returns 127.0.0.1 where the list would be empty.
std::vector<base::IpAddress> default_relay_addresses(
    const std::vector<base::IpAddress>& own, const std::optional<base::IpAddress>& route_source);

}  // namespace lecternd
