// SPDX-License-Identifier: MIT
// Names to addresses, by the system's resolver. Blocks for as long as that takes; never on a loop.
#pragma once

#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "base/result.hpp"

namespace net::client {

// In the system's order, each once; an address is itself. Errors say what the resolver said.
base::Result<std::vector<base::IpAddress>> resolve(const std::string& host);

}  // namespace net::client
