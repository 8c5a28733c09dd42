// SPDX-License-Identifier: MIT
// A room on its way to the next process, and there again.
#include <algorithm>
#include <utility>

#include "signaling/hub_state.hpp"
#include "signaling/room.hpp"

namespace signaling {

HandedRoom Room::hand_over() const {
  HandedRoom out{meeting_,
                 version_,
                 next_order_,
                 members_,
                 {},
                 moderation_.decisions(),
                 moderation_.spotlight()};
  out.groups = groups_.hand_over();
  for (const auto& [group, tail] : tails_) {
    for (const KeptChat& kept : tail.chat) out.chat.push_back(kept.chat);
  }
  // What a host said to all groups is in each of them, and goes once.
  std::ranges::stable_sort(out.chat, {}, &Chat::line);
  const auto again = std::ranges::unique(out.chat, [](const Chat& a, const Chat& b) {
    return a.line == b.line && a.group == kEveryGroup && b.group == kEveryGroup;
  });
  out.chat.erase(again.begin(), again.end());
  return out;
}

void Room::restore(HandedRoom handed, base::Instant now) {
  meeting_ = std::move(handed.meeting);
  version_ = handed.version;
  members_ = std::move(handed.members);
  next_order_ = handed.next_order;
  groups_.restore(std::move(handed.groups));
  for (Member& member : members_) {
    if (!groups_.has(member.group)) member.group = kLesson;
  }
  for (const Member& member : members_) next_hand_ = std::max(next_hand_, member.hand + 1);
  for (Chat& chat : handed.chat) keep(std::move(chat));
  moderation_.restore(std::move(handed.decisions));
  moderation_.set_spotlight(std::move(handed.spotlight));
  lobby_.told_before();
  empty_since_ = now;
}

}  // namespace signaling
