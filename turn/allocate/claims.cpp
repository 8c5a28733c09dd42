// SPDX-License-Identifier: MIT
#include "turn/allocate/claims.hpp"

namespace turn {

using stun::ErrorCode;

std::optional<RelayClaims> claim_relays(PortPool& ports, base::Random& random,
                                        const AllocateOptions& options, std::string_view identity,
                                        base::Instant now) {
  if (options.token) {
    const auto reserved = ports.redeem(*options.token, identity, now);
    if (!reserved) return std::nullopt;
    return RelayClaims{{*reserved, std::nullopt}, std::nullopt, std::nullopt};
  }
  const auto claim = [&](base::Family family) {
    return ports.claim(family, options.want, identity, random, now);
  };
  if (!options.dual) {
    const auto only = claim(options.family);
    if (!only) return std::nullopt;
    return RelayClaims{*only, std::nullopt, std::nullopt};
  }
  const auto v4 = claim(base::Family::v4);
  const auto v6 = claim(base::Family::v6);
  if (v4 && v6) return RelayClaims{*v4, v6->relay, std::nullopt};
  if (!v4 && !v6) return std::nullopt;
  const base::Family family = v4 ? base::Family::v6 : base::Family::v4;
  const ErrorCode code = ports.has_family(family) ? ErrorCode::insufficient_capacity
                                                  : ErrorCode::address_family_not_supported;
  return RelayClaims{v4 ? *v4 : *v6, std::nullopt, Allocation::Missing{family, code}};
}

}  // namespace turn
