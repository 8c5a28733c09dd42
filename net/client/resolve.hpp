// SPDX-License-Identifier: MIT
// Resolves names by the system's resolver. Blocks as long as the resolver does; never call it on a
// loop.
#pragma once

#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "base/result.hpp"

namespace net::client {

// The addresses of `host` in the system's order, each once. Where `host` is an address, the result
// is that address. Errc::not_found with the resolver's text.
base::Result<std::vector<base::IpAddress>> resolve(const std::string& host);

}  // namespace net::client
