// SPDX-License-Identifier: MIT
// One STUN Binding over UDP: under which address a server sees us. A TurnSession that asks nothing else, with a short patience.
// Blocks until the deadline; any thread that may.
#pragma once

#include <chrono>
#include <optional>

#include "base/endpoint.hpp"
#include "base/result.hpp"
#include "turn/stun/message.hpp"

namespace lecternd::probe {

struct Mapping {
  base::Endpoint local;
  base::Endpoint mapped;
  std::chrono::nanoseconds round_trip{};
  std::optional<base::Endpoint> other;  // OTHER-ADDRESS: the server does RFC 5780
};

// From that local address (its port may be 0).
base::Result<Mapping> stun_query(const base::Endpoint& server, const base::Endpoint& source,
                                 std::chrono::milliseconds patience = std::chrono::milliseconds{2000});

}  // namespace lecternd::probe
