// SPDX-License-Identifier: MIT
// SessionId: the name of an allocation for operators, "WORKER-SLOT-GENERATION". No two allocations
// ever have the same name. Pure; any thread.
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
  // nullopt: the text is no session id.
  static std::optional<SessionId> parse(std::string_view text) noexcept;

  friend bool operator==(const SessionId&, const SessionId&) = default;
};

}  // namespace turn
