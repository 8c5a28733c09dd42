// SPDX-License-Identifier: MIT
// SessionId: how operators name an allocation, "WORKER-SLOT-GENERATION": once used, never another
// one's. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "turn/types.hpp"

namespace turn {

struct SessionId {
  WorkerIndex worker = 0;
  AllocationId allocation;

  std::string print() const;
  // nullopt: no such name.
  static std::optional<SessionId> parse(std::string_view text) noexcept;

  friend bool operator==(const SessionId&, const SessionId&) = default;
};

}  // namespace turn
