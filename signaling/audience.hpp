// SPDX-License-Identifier: MIT
// Audience: the people of one room who only listen, as the others hear of them. Who listens sees
// only those who speak, and counts; who speaks sees everybody, and hears of listeners who come and
// go together, a moment later. So the messages to a listener do not grow with the number of
// listeners (docs/protocol.md, "Lectures"). Pure; one thread.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "signaling/member.hpp"
#include "signaling/messages.hpp"

namespace signaling {

class Audience {
 public:
  // Beyond that, a reaction of another kind is not counted until the next turn.
  static constexpr std::size_t kMostReactions = 16;

  struct Departure {
    Member who;
    LeaveReason reason = LeaveReason::left;
  };

  static AudienceCounts count(const std::vector<Member>& members) noexcept;

  // A listener whom the speakers know has gone.
  void depart(Member who, LeaveReason reason) { departures_.push_back({std::move(who), reason}); }
  // The departures that the speakers have not heard of, in order; forgets them.
  std::vector<Departure> take_departures() { return std::exchange(departures_, {}); }

  // Counts a listener's reaction. False: there are too many kinds.
  bool react(std::string_view emoji);
  // What was counted since the last call.
  std::vector<ReactionCount> take_reactions() { return std::exchange(reactions_, {}); }

 private:
  std::vector<Departure> departures_;
  std::vector<ReactionCount> reactions_;
};

}  // namespace signaling
