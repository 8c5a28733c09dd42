// SPDX-License-Identifier: MIT
#include "signaling/audience.hpp"

#include <algorithm>
#include <string>

namespace signaling {

AudienceCounts Audience::count(const std::vector<Member>& members) noexcept {
  AudienceCounts counts;
  for (const Member& member : members) {
    ++(speaks(member) ? counts.speakers : counts.listeners);
    if (member.who.media.hand) ++counts.hands;
    if (member.capacity && speaks(member))
      counts.capacity = std::min(counts.capacity.value_or(*member.capacity), *member.capacity);
  }
  return counts;
}

bool Audience::react(std::string_view emoji) {
  const auto found = std::ranges::find(reactions_, emoji, &ReactionCount::emoji);
  if (found != reactions_.end()) {
    ++found->count;
    return true;
  }
  if (reactions_.size() == kMostReactions) return false;
  reactions_.push_back({std::string{emoji}, 1});
  return true;
}

}  // namespace signaling
