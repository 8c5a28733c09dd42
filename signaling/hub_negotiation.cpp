// SPDX-License-Identifier: MIT
// The messages by which two clients connect their media: offer, answer and ice-candidate, which the
// hub relays, and ice-refresh.
#include <chrono>
#include <utility>

#include "signaling/hub.hpp"

namespace signaling {
namespace {

// A receiver that reads has taken the sender's messages by then.
constexpr std::chrono::seconds kRetryShare{1};

}  // namespace

void Hub::relay(Context in, Room& room, const Member& self, std::string_view target_id,
                const ServerMessage& message) {
  const Member* target = room.find(target_id);
  if (target == nullptr || !room.connects(self, *target))
    return refuse(in, ErrorCode::no_such_peer);
  introduce(room, self, in.now);
  (void)pass(in, *target, {encode(message), carries_seq(message)});
}

bool Hub::pass(Context in, const Member& target, Frame frame) {
  frame.kind = FrameKind::relayed;
  frame.sender = in.session.id;
  const Outbox::Push pushed = post(session_of(target), std::move(frame), in.now);
  if (pushed != Outbox::Push::share_full) return true;
  refuse(in, Excess{Limit::share, kRetryShare});
  return false;
}

void Hub::on(Context in, const Description& message) {
  Room& room = rooms_.at(*in.session.room);
  const Member& self = *room.find(in.session.id);
  relay(in, room, self, message.target_id,
        RelayedDescription{message.kind, self.who.participant_id, message.sdp});
}

void Hub::on(Context in, const Candidates& message) {
  Room& room = rooms_.at(*in.session.room);
  const Member& self = *room.find(in.session.id);
  relay(in, room, self, message.target_id,
        RelayedCandidates{self.who.participant_id, message.candidates, message.batch});
}

// A guest's own token says only who knocks: the credentials need the seat that the door gives.
void Hub::on(Context in, const IceRefresh& message) {
  if (!in.session.room && in.session.claims->kind == meetings::TokenKind::guest)
    return refuse(in, ErrorCode::not_joined);
  if (message.region) in.session.relays.region = *message.region;
  send(in.session, IceServerList{issue_ice(in.session, in.now)}, in.re, in.now);
}

meetings::IceServerSet Hub::issue_ice(Session& session, Now now) {
  const std::optional<meetings::MeetingId> meeting =
      session.room ? session.room : session.claims->meeting_id;
  auto set = ice_servers_.issue(session.claims->user_id, meeting, now.wall, session.relays);
  session.renew_ice_at = now.mono + set.ttl / 2;
  return set;
}

}  // namespace signaling
