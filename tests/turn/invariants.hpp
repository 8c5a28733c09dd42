// SPDX-License-Identifier: MIT
// The invariants of the core between two inputs, once its effects are executed. Looks into the
// private parts, so that a leak or a stale entry shows at the input that makes it, not when a port
// is missing hours later. Tests only.
#pragma once

#include <string>

#include "turn/server.hpp"

namespace turn {

class Invariants {
 public:
  // The first broken invariant, in words; empty: all hold. `alone`: no other server shares ports
  // and quotas.
  static std::string broken(const Server& server, base::Instant now, bool alone = true);

 private:
  static std::string broken_tables(const Server& server);
  static std::string broken_allocation(const Server& server, const Allocation& allocation,
                                       base::Instant now);
  static std::string broken_counts(const Server& server, base::Instant now);
};

}  // namespace turn
