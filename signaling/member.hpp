// SPDX-License-Identifier: MIT
// Member: one person in a room, as the hub knows it. A value; one thread.
#pragma once

#include <cstdint>
#include <variant>

#include "meetings/presence.hpp"
#include "signaling/effects.hpp"

namespace signaling {

// The member's session is on this node.
struct Local {
  SessionId session;

  friend bool operator==(const Local&, const Local&) = default;
};

// Where a member's session is. A member of another node will be a second alternative (with several
// nodes, signaling/cluster.hpp); std::visit then names every function that must treat it.
using Place = std::variant<Local>;

struct Member {
  Place place;
  meetings::PresentMember who;
  std::uint64_t order = 0;  // grows with each person who comes into the room
  bool untold = false;      // the others do not know its newest state yet
  bool away = false;        // its session waits for the client to come back
  bool trouble = false;     // its newest report says that its connections are bad
  base::Instant reported_at{};
};

inline bool is_on(const Member& member, SessionId session) noexcept {
  return member.place == Place{Local{session}};
}

}  // namespace signaling
