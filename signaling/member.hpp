// SPDX-License-Identifier: MIT
// Member: one person in a room, as the hub knows it. A value; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>

#include "meetings/permissions.hpp"
#include "meetings/presence.hpp"
#include "signaling/effects.hpp"
#include "signaling/messages.hpp"

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
  bool announced = true;    // false: a listener of whom those who speak have not heard yet
  std::uint64_t hand = 0;   // of raised hands, the smaller number was raised first; 0: down
  AudienceCounts counts{};  // what it knows of the audience
  std::optional<std::size_t> capacity{};  // as a speaker: how many listeners its line carries
  bool guest = false;                     // without an account
  base::Instant reported_at{};
  GroupNumber group = kLesson;
};

// Everybody but the listeners of a lecture.
inline bool speaks(const Member& member) noexcept {
  return meetings::may(member.who.role, meetings::Act::speak);
}
// True if `receiver` is told of the other member's coming, going and state. Two listeners are not,
// and neither are people of different groups.
inline bool sees(const Member& receiver, const Member& member) noexcept {
  return receiver.group == member.group && (speaks(receiver) || speaks(member));
}

inline bool is_on(const Member& member, SessionId session) noexcept {
  return member.place == Place{Local{session}};
}

}  // namespace signaling
