// SPDX-License-Identifier: MIT
// The addresses of this host's interfaces, which are never a peer. Reads the system once; any
// thread.
#pragma once

#include <vector>

#include "base/endpoint.hpp"

namespace turn::io {

std::vector<base::IpAddress> interface_addresses();

}  // namespace turn::io
