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
  for (const KeptChat& kept : chat_) out.chat.push_back(kept.chat);
  return out;
}

void Room::restore(HandedRoom handed, base::Instant now) {
  meeting_ = std::move(handed.meeting);
  version_ = handed.version;
  members_ = std::move(handed.members);
  next_order_ = handed.next_order;
  for (const Member& member : members_) next_hand_ = std::max(next_hand_, member.hand + 1);
  for (Chat& chat : handed.chat) keep(std::move(chat));
  moderation_.restore(std::move(handed.decisions));
  moderation_.set_spotlight(std::move(handed.spotlight));
  lobby_.told_before();
  empty_since_ = now;
}

}  // namespace signaling
