// SPDX-License-Identifier: MIT
// interface_addresses(): the addresses of this host's network interfaces, which clients must not
// use as peers. Asks the kernel at each call; any thread.
#pragma once

#include <vector>

#include "base/endpoint.hpp"

namespace turn::io {

std::vector<base::IpAddress> interface_addresses();

}  // namespace turn::io
