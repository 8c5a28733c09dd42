// SPDX-License-Identifier: MIT
// The addresses and the name of this machine, and what it lets this process have. Asks the kernel;
// any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/endpoint.hpp"

namespace lecternd {

// The addresses of every interface that is up, each once; loopback and link-local ones included.
std::vector<base::IpAddress> interface_addresses();
// The source address of the default route. No packet is sent. Returns nullopt without a route.
std::optional<base::IpAddress> default_route_source(base::Family family);
// The host name, or "localhost" where it is empty.
std::string machine_name();
// How many descriptors this process may have open (RLIMIT_NOFILE).
std::size_t descriptor_limit();
// The first descriptor that strangers cannot make this process open. The numbers from it up to
// `limit` stay for health checks, metrics, the control socket and the store. 0: no limit.
int descriptor_ceiling(std::size_t limit) noexcept;

}  // namespace lecternd
