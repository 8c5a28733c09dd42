// SPDX-License-Identifier: MIT
// Who hears of whom in a room. Those who speak are announced to everybody at once. Those who only
// listen are announced to those who speak, together with others of the same moment, and are
// numbers for the rest.
#include <algorithm>
#include <utility>

#include "meetings/permissions.hpp"
#include "signaling/hub.hpp"
#include "signaling/peer_frames.hpp"

namespace signaling {
namespace {

constexpr auto kJoined = [](Peer peer) { return PeerJoined{std::move(peer)}; };

}  // namespace

void Hub::announce(Room& room, Member& self, Now now) {
  self.announced = speaks(self);
  if (!self.announced) return batch_later(room);
  PeerFrames frames{room, self, kJoined};
  for (const Member& member : room.members()) {
    if (&member != &self && sees(member, self))
      post(session_of(member), {copy_for_one(frames.seen_by(member)), true}, now);
  }
}

// `gone` is in the room no more.
void Hub::announce_departure(Room& room, const Member& gone, LeaveReason reason, Now now) {
  if (!gone.announced) return;
  if (!speaks(gone)) {
    room.audience().depart(gone, reason);
    return batch_later(room);
  }
  tell_departure(room, gone, reason, now);
}

void Hub::tell_departure(Room& room, const Member& gone, LeaveReason reason, Now now) {
  PeerFrames frames{room, gone, [reason](Peer peer) { return PeerLeft{std::move(peer), reason}; }};
  for (const Member& member : room.members()) {
    if (sees(member, gone))
      post(session_of(member), {copy_for_one(frames.seen_by(member)), true}, now);
  }
}

void Hub::batch_later(const Room& room) {
  if (batched_.empty()) effects_.push_back(BatchBegins{});
  batched_.insert(room.id());
}

Effects Hub::tell_batches(Now now) {
  tell_all_batches(now);
  return finish(now);
}

void Hub::tell_all_batches(Now now) {
  for (const meetings::MeetingId& id : std::exchange(batched_, {})) {
    if (const auto room = rooms_.find(id); room != rooms_.end()) tell_batch(room->second, now);
  }
}

// A listener who goes and comes back within a batch went first.
void Hub::tell_batch(Room& room, Now now) {
  for (const Audience::Departure& gone : room.audience().take_departures())
    tell_departure(room, gone.who, gone.reason, now);
  for (Member& member : room.members()) {
    if (std::exchange(member.announced, true)) continue;
    PeerFrames frames{room, member, kJoined};
    for (const Member& other : room.members()) {
      if (speaks(other) && sees(other, member))
        post(session_of(other), {copy_for_one(frames.seen_by(other)), true}, now);
    }
  }
}

// Nobody gets a signal of somebody whom he has not heard of.
void Hub::introduce(Room& room, const Member& self, Now now) {
  if (!self.announced) tell_batch(room, now);
}

// The member speaks from now on, or only listens: those listeners who have not seen it do now, or
// see it no more. Whoever begins to speak gets the whole room, as a newcomer does, and makes the
// offers.
void Hub::change_sight(Room& room, Member& self, Now now) {
  const bool begins = speaks(self);
  PeerFrames joined{room, self, kJoined};
  PeerFrames left{room, self, [](Peer peer) {
                    return PeerLeft{std::move(peer), LeaveReason::listening};
                  }};
  for (const Member& other : room.members()) {
    if (&other == &self || speaks(other)) continue;
    post(session_of(other),
         {copy_for_one(begins ? joined.seen_by(other) : left.seen_by(other)), true}, now);
    if (!begins) tell(self, PeerLeft{room.peer_seen_by(self, other), LeaveReason::listening}, now);
  }
  if (begins) show_room(session_of(self), room, std::nullopt, now);
}

// The least of what the speakers say holds; tick() tells it together with the counts.
void Hub::on(Context in, const CapacityPost& message) {
  Room& room = rooms_.at(*in.session.room);
  Member& self = *room.find(in.session.id);
  if (!room.is_lecture() || !speaks(self))
    return refuse(in, ErrorCode::forbidden, "Only who speaks in a lecture has an audience.");
  self.capacity = message.listeners;
}

// A listener more would be one whom nobody can serve. Whoever is in the room stays.
bool Hub::audience_is_full(const meetings::Seat& seat) const {
  const auto found = rooms_.find(seat.meeting.id);
  if (found == rooms_.end() || meetings::may(seat.role, meetings::Act::speak)) return false;
  const std::vector<Member>& members = found->second.members();
  const AudienceCounts counts = Audience::count(members);
  const auto has_seat = [&](const Member& member) {
    return member.who.participant_id == seat.participant_id;
  };
  return counts.capacity && counts.listeners >= *counts.capacity &&
         std::ranges::none_of(members, has_seat);
}

// The counts of a lecture, to those who know others; and the reactions of its listeners. A session
// without a socket gets the counts when it is back.
void Hub::tick_audience(Room& room, Now now) {
  if (!room.is_lecture()) return;
  tell_reactions(room, now);
  const AudienceCounts counts = Audience::count(room.members());
  std::string body;
  for (Member& member : room.members()) {
    if (member.away || member.counts == counts) continue;
    if (body.empty()) body = encode(AudienceUpdate{room.id(), counts});
    member.counts = counts;
    post(session_of(member), {copy_for_one(body), true, FrameKind::audience}, now);
  }
}

void Hub::tell_reactions(Room& room, Now now) {
  const std::vector<ReactionCount> reactions = room.audience().take_reactions();
  if (reactions.empty()) return;
  const std::string body = encode(ReactionCounts{reactions});
  for (const Member& member : room.members()) {
    if (!speaks(member)) post(session_of(member), {body, false, FrameKind::droppable}, now);
  }
}

}  // namespace signaling
