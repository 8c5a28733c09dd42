// SPDX-License-Identifier: MIT
// The messages by which two clients connect their media: offer, answer and ice-candidate, which the
// hub relays, and ice-refresh.
#include <chrono>

#include "signaling/hub.hpp"

namespace signaling {
namespace {

// A receiver that reads has taken the sender's messages by then.
constexpr std::chrono::seconds kRetryShare{1};

}  // namespace

void Hub::relay(Context in, std::string_view target_id, const ServerMessage& message) {
  Room& room = rooms_.at(*in.session.room);
  const Member* target = room.find(target_id);
  if (target == nullptr || !room.connects(*room.find(in.session.id), *target))
    return refuse(in, ErrorCode::no_such_peer);
  (void)pass(in, *target, message);
}

bool Hub::pass(Context in, const Member& target, const ServerMessage& message) {
  const Outbox::Push pushed =
      post(session_of(target),
           {encode(message), carries_seq(message), FrameKind::relayed, in.session.id}, in.now);
  if (pushed != Outbox::Push::share_full) return true;
  refuse(in, Excess{Limit::share, kRetryShare});
  return false;
}

void Hub::on(Context in, const Description& message) {
  const Member& self = *rooms_.at(*in.session.room).find(in.session.id);
  relay(in, message.target_id,
        RelayedDescription{message.kind, self.who.participant_id, message.sdp});
}

void Hub::on(Context in, const Candidates& message) {
  const Member& self = *rooms_.at(*in.session.room).find(in.session.id);
  relay(in, message.target_id,
        RelayedCandidates{self.who.participant_id, message.candidates, message.batch});
}

void Hub::on(Context in, const IceRefresh&) {
  const std::optional<meetings::MeetingId> meeting =
      in.session.room ? in.session.room : in.session.claims->meeting_id;
  send(in.session,
       IceServerList{ice_servers_.issue(in.session.claims->user_id, meeting, in.now.wall)}, in.re,
       in.now);
}

}  // namespace signaling
