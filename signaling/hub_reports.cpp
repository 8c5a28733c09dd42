// SPDX-License-Identifier: MIT
// The messages about the quality of a call: want, which the hub relays to the sender of the
// pictures, and stats, which stay here.
#include <utility>

#include "meetings/permissions.hpp"
#include "signaling/hub.hpp"

namespace signaling {

// A wish that is lost does no harm: the sender goes on as before.
void Hub::on(Context in, const WantPost& message) {
  Room& room = rooms_.at(*in.session.room);
  const Member& self = *room.find(in.session.id);
  const Member* target = room.find(message.target_id);
  if (target == nullptr || !room.connects(self, *target))
    return refuse(in, ErrorCode::no_such_peer);
  introduce(room, self, in.now);
  post(session_of(*target),
       {encode(RelayedWant{self.who.participant_id, message.height, message.rate, message.screen}),
        false, FrameKind::wish, in.session.id},
       in.now);
}

void Hub::on(Context in, const StatsReport& message) {
  metrics_.calls().count(message);
  Room& room = rooms_.at(*in.session.room);
  Member& self = *room.find(in.session.id);
  self.reported_at = in.now.mono;
  set_trouble(room, self, in_trouble(message), in.now);
}

// Only hosts and co-hosts see the sign.
void Hub::set_trouble(Room& room, Member& member, bool trouble, Now now) {
  if (std::exchange(member.trouble, trouble) == trouble || !member.announced) return;
  for (const Member& other : room.members()) {
    const bool itself = &other == &member;
    if (!itself && meetings::moderates(other.who.role) && sees(other, member))
      tell_state_to(room, other, member, now);
  }
}

// A client that reports no more has no sign of trouble.
void Hub::tick_reports(Room& room, Now now) {
  for (Member& member : room.members()) {
    if (member.trouble && now.mono - member.reported_at >= kReportLifetime)
      set_trouble(room, member, false, now);
  }
}

}  // namespace signaling
