// SPDX-License-Identifier: MIT
// RelayClaims: the relayed addresses for one Allocate request. One thread.
#pragma once

#include <optional>
#include <string_view>

#include "turn/allocate/options.hpp"
#include "turn/allocation.hpp"

namespace turn {

struct RelayClaims {
  PortPool::Claim first;
  std::optional<RelayKey> second;
  std::optional<Allocation::Missing> missing;
};

// Takes ports for the options; the caller releases them. A dual allocation gets one address of each
// family, or one address and the reason why the other is missing. nullopt: no port is free, or the
// reservation token is not valid.
std::optional<RelayClaims> claim_relays(PortPool& ports, base::Random& random,
                                        const AllocateOptions& options, std::string_view identity,
                                        base::Instant now);

}  // namespace turn
