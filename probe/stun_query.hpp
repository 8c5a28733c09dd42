// SPDX-License-Identifier: MIT
// One STUN Binding over UDP: under which address a server sees us. A TurnSession that asks nothing
// else, with a short patience. Blocks until the deadline; any thread that may.
#pragma once

#include <chrono>
#include <optional>

#include "base/endpoint.hpp"
#include "base/result.hpp"
#include "turn/stun/message.hpp"

namespace probe {

struct Mapping {
  base::Endpoint local;
  base::Endpoint mapped;
  std::chrono::nanoseconds round_trip{};
  std::optional<base::Endpoint> other;  // OTHER-ADDRESS: the server does RFC 5780
};

// From that local address (its port may be 0).
base::Result<Mapping> stun_query(const base::Endpoint& server, const base::Endpoint& source,
                                 std::chrono::milliseconds patience = std::chrono::milliseconds{
                                     2000});

// Whether what nobody has asked for comes in at `source`: the server, which does RFC 5780, is asked
// to answer from its other address and port (section 4.4), to which nothing may have been sent from
// there before.
base::Result<bool> strangers_reach(const base::Endpoint& source, const base::Endpoint& server,
                                   std::chrono::milliseconds patience = std::chrono::milliseconds{
                                       2000});

}  // namespace probe
