// SPDX-License-Identifier: MIT
// Asks a STUN server, by one Binding over UDP, for the address under which it sees us. Blocks for
// `patience` at most; any thread that may block.
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
  std::optional<base::Endpoint> other;  // OTHER-ADDRESS: the server supports RFC 5780
};

// Asks from the local address `source` (its port may be 0). Errc::timeout where the server does not
// answer.
base::Result<Mapping> stun_query(const base::Endpoint& server, const base::Endpoint& source,
                                 std::chrono::milliseconds patience = std::chrono::milliseconds{
                                     2000});

// Whether datagrams from strangers arrive at `source`. Asks the server, which must support RFC
// 5780, to answer from its other address and port (section 4.4). `source` must not have sent
// anything to that address before.
base::Result<bool> strangers_reach(const base::Endpoint& source, const base::Endpoint& server,
                                   std::chrono::milliseconds patience = std::chrono::milliseconds{
                                       2000});

}  // namespace probe
