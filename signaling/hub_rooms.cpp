// SPDX-License-Identifier: MIT
// Every way into a room and out of it.
#include <utility>

#include "meetings/permissions.hpp"
#include "signaling/hub.hpp"
#include "signaling/peer_frames.hpp"

namespace signaling {
namespace {

RoomMeeting described(const meetings::Meeting& meeting) {
  return {meeting.id,      meeting.code,   meeting.title,        meeting.type,
          meeting.host_id, meeting.locked, meeting.waiting_room, meeting.settings};
}

RoomMeeting described(RoomMeeting before, const meetings::MeetingChanged& event) {
  before.title = event.title;
  before.locked = event.locked;
  before.waiting_room = event.waiting_room;
  before.settings = event.settings;
  if (event.host) before.host_id = *event.host;
  return before;
}

}  // namespace

void Hub::enter(Session& session, const meetings::Seat& seat, Now now) {
  // A date of a series ends, too; who asked after that may come in.
  const auto ended = ended_.find(seat.meeting.id);
  if (ended != ended_.end() && ended->second >= session.admission.since) {
    refuse({session, session.admission.join_id, now}, ErrorCode::ended);
    effects_.push_back(SeatEnded{seat.meeting.id, seat.participant_id, now.wall});
    return;
  }
  const auto removed = removed_.find(seat.participant_id);
  if (removed != removed_.end() && removed->second.at >= session.admission.since) {
    const Context in{session, session.admission.join_id, now};
    if (removed->second.banned) refuse(in, ErrorCode::banned);
    else refuse(in, ErrorCode::forbidden, "A host has just put you out of this meeting.");
    effects_.push_back(SeatEnded{seat.meeting.id, seat.participant_id, now.wall});
    return;
  }
  if (audience_is_full(seat)) {
    refuse({session, session.admission.join_id, now}, ErrorCode::full,
           "The speaker's line carries no more listeners.");
    effects_.push_back(SeatEnded{seat.meeting.id, seat.participant_id, now.wall});
    return;
  }
  if (limits_.site && !owned_.contains(seat.meeting.id)) {  // another node has taken it meanwhile
    refuse({session, session.admission.join_id, now}, ErrorCode::overloaded, {}, 1);
    effects_.push_back(SeatEnded{seat.meeting.id, seat.participant_id, now.wall});
    return;
  }
  Room& room = rooms_.try_emplace(seat.meeting.id, seat.meeting.id, mesh_).first->second;
  metrics_.rooms().set(static_cast<std::int64_t>(rooms_.size()));
  if (const Member* old = room.find(seat.participant_id.value())) replace(session_of(*old), now);

  update(room, described(seat.meeting), seat.meeting.version, std::nullopt, now);
  if (const auto newer = changed_.find(room.id()); newer != changed_.end())
    change_meeting(newer->second.event, now);
  // Who speaks finds in `joined` those of whom the others hear now.
  if (meetings::may(seat.role, meetings::Act::speak)) tell_batch(room, now);
  Member& self = room.add(Local{session.id}, {seat.participant_id, seat.user_id, seat.name,
                                              seat.role, now.wall, meetings::MediaState{}});
  self.away = session.away_since.has_value();
  self.group = room.groups().group_of(self.who.participant_id);
  room.groups().changed();
  self.guest = session.claims->user_role == meetings::UserRole::guest;
  session.stage = Stage::joined;
  session.room = room.id();
  touch(room.id());
  settle(session);
  effects_.push_back(PresenceChanged{room.id(), self.who.participant_id, self.who});
  show_room(session, room, session.admission.join_id, now);
  announce(room, self, now);
  show_lobby(room, self, now);
}

// A seat has one live session; the newer one replaces the older one.
void Hub::replace(Session& session, Now now) {
  const std::optional<std::string> no_id;
  refuse({session, no_id, now}, ErrorCode::replaced);
  leave_room(session, LeaveReason::replaced, Stay::goes_on, now);
  close(session, CloseCode::replaced);
}

void Hub::show_room(Session& session, Room& room, const std::optional<std::string>& re, Now now) {
  send(session, snapshot(session, room, now), re, now);
}

// The whole room as this member sees it, with fresh TURN credentials.
Joined Hub::snapshot(Session& session, Room& room, Now now) {
  Member& self = *room.find(session.id);
  Joined joined{
      self.who.participant_id,   self.who.role, room.meeting(), {}, {}, {}, room.blocks_of(self),
      room.spotlight(self.group)};
  for (const Member& member : room.members()) {
    if (&member != &self && sees(self, member))
      joined.peers.push_back(room.peer_seen_by(self, member));
  }
  if (room.is_lecture()) joined.audience = self.counts = Audience::count(room.members());
  if (room.groups().open()) joined.groups = groups_seen_by(room, self, now);
  joined.ice_servers = issue_ice(session, now).servers;
  // The frame obeys the same limit as the clients' frames; the oldest chat is left out if it does
  // not fit.
  constexpr std::size_t kStamp = 512;
  const std::size_t taken = encode(joined).size() + kStamp;
  joined.chat = room.recent_chat(taken < kMaxFrameBytes ? kMaxFrameBytes - taken : 0, self.group);
  return joined;
}

void Hub::leave_room(Session& session, LeaveReason reason, Stay stay, Now now) {
  if (!session.room) return;
  Room& room = rooms_.at(*session.room);
  const Member gone = *room.find(session.id);
  room.remove(session.id, now.mono);
  room.groups().changed();
  session.room.reset();
  (void)session.private_lines.take();  // they were said in this room
  touch(room.id());
  session.stage = Stage::authenticated;
  settle(session);
  effects_.push_back(PresenceChanged{room.id(), gone.who.participant_id, std::nullopt});
  if (stay == Stay::over)
    effects_.push_back(SeatEnded{room.id(), gone.who.participant_id, now.wall});
  announce_departure(room, gone, reason, now);
}

// Gives back an admission that no session waits for any more. If another session is on the seat,
// the stay belongs to that session.
void Hub::release(const AdmissionAnswer& answer, Now now) {
  const auto* seat = answer ? std::get_if<meetings::Seat>(&*answer) : nullptr;
  if (seat == nullptr) return;
  const auto room = rooms_.find(seat->meeting.id);
  if (room != rooms_.end() && room->second.find(seat->participant_id.value()) != nullptr) return;
  effects_.push_back(SeatEnded{seat->meeting.id, seat->participant_id, now.wall});
}

// A host has to answer first. The session is told of the answer (Notice) and joins again.
void Hub::wait(Session& session, const meetings::Pending& pending, Now now) {
  send(session, Waiting{pending.meeting_id, pending.request_id, pending.reason, pending.position},
       session.admission.join_id, now);
}

void Hub::notify(const meetings::Notice& notice, Now now) {
  const std::string body = encode(notice);
  for (const meetings::UserId& person : notice.to) {
    const auto found = by_person_.find(person);
    if (found == by_person_.end()) continue;
    for (const SessionId id : found->second) {
      Session& session = *find(id);
      // A session whose token is not confirmed yet asks the lists when it is.
      if (session.stage != Stage::authenticating) post(session, {copy_for_one(body), true}, now);
    }
  }
}

void Hub::end_meeting(const meetings::MeetingEnded& event, Now now) {
  ended_[event.meeting_id] = now.mono;
  const auto found = rooms_.find(event.meeting_id);
  if (found == rooms_.end()) return end_bound(event, now);
  const std::string body = encode(Ended{event.meeting_id, event.by});
  for (const Member& member : found->second.members()) {
    Session& session = session_of(member);
    post(session, {copy_for_one(body), true}, now);
    session.room.reset();
    close(session, CloseCode::meeting_ended);
    effects_.push_back(PresenceChanged{event.meeting_id, member.who.participant_id, std::nullopt});
    effects_.push_back(SeatEnded{event.meeting_id, member.who.participant_id, now.wall});
  }
  rooms_.erase(found);
  lines_.erase(event.meeting_id);
  metrics_.rooms().set(static_cast<std::int64_t>(rooms_.size()));
  end_bound(event, now);
}

void Hub::change_meeting(const meetings::MeetingChanged& event, Now now) {
  Change& last = changed_.try_emplace(event.meeting_id, event, now.mono).first->second;
  if (last.event.version < event.version) last = {event, now.mono};
  const auto found = rooms_.find(event.meeting_id);
  if (found == rooms_.end()) return;
  update(found->second, described(found->second.meeting(), event), event.version, event.by, now);
}

// Tells everybody in the room what is different about the meeting.
void Hub::update(Room& room, RoomMeeting meeting, std::int64_t version,
                 const std::optional<meetings::UserId>& by, Now now) {
  const meetings::MeetingSettings before = room.meeting().settings;
  if (!room.describe(std::move(meeting), version) || room.empty()) return;
  touch(room.id());
  const std::string body = encode(MeetingUpdated{room.meeting(), by});
  for (const Member& member : room.members())
    post(session_of(member), {copy_for_one(body), true}, now);
  if (room.meeting().settings != before) enforce_settings(room, before, now);
}

// Closes the sessions outside the room whose token is for this meeting alone.
void Hub::end_bound(const meetings::MeetingEnded& event, Now now) {
  for (auto& [id, session] : sessions_) {
    if (session.stage == Stage::closing || !session.claims) continue;
    if (session.claims->meeting_id != event.meeting_id) continue;
    send(session, Ended{event.meeting_id, event.by}, std::nullopt, now);
    close(session, CloseCode::meeting_ended);
  }
}

// "left", because the others must not wait for the person to come back.
void Hub::end_sessions(const meetings::SessionsEnded& event, Now now) {
  const std::optional<std::string> no_id;
  for (const std::string& sign_in : event.sessions) {
    const auto found = by_sign_in_.find(sign_in);
    if (found == by_sign_in_.end()) continue;
    for (const SessionId id : found->second) {
      Session& session = *find(id);
      if (session.stage == Stage::closing) continue;
      refuse({session, no_id, now}, ErrorCode::session_ended);
      drop(session, CloseCode::not_authenticated, LeaveReason::left, now);
    }
  }
}

void Hub::remove_seat(const meetings::SeatRemoved& event, Now now) {
  removed_[event.participant_id] = {now.mono, event.banned};
  const auto found = rooms_.find(event.meeting_id);
  if (found == rooms_.end()) return;
  const Member* member = found->second.find(event.participant_id.value());
  if (member == nullptr) return;
  Session& session = session_of(*member);
  leave_room(session, LeaveReason::removed, Stay::over, now);
  send(session, Removed{event.meeting_id, event.banned, event.by}, std::nullopt, now);
  session.tokens.revoke();
  if (session.away_since) close(session, CloseCode::going_away);
}

void Hub::change_role(const meetings::RoleChanged& event, Now now) {
  const auto found = rooms_.find(event.meeting_id);
  if (found == rooms_.end()) return;
  Room& room = found->second;
  Member* member = room.find(event.participant_id.value());
  if (member == nullptr || member->who.role == event.role) return;
  tell_batch(room, now);
  touch(room.id());
  const bool spoke = speaks(*member);
  member->who.role = event.role;
  if (!speaks(*member)) member->capacity.reset();
  if (meetings::moderates(event.role)) room.moderation().forget(event.participant_id);
  room.set_media(*member, room.permitted(*member, member->who.media));
  effects_.push_back(PresenceChanged{room.id(), member->who.participant_id, member->who});
  const std::string body = encode(RoleChange{event.participant_id, event.role, event.by});
  PeerFrames frames{room, *member, [](Peer peer) { return PeerUpdated{std::move(peer)}; }};
  for (const Member& other : room.members()) {
    // Another group does not know the person.
    if (other.group != member->group) continue;
    post(session_of(other), {copy_for_one(body), true}, now);
    const bool saw = spoke || speaks(other);
    if (&other != member && saw && sees(other, *member))
      post(session_of(other), {copy_for_one(frames.seen_by(other)), true}, now);
  }
  if (spoke != speaks(*member)) change_sight(room, *member, now);
  show_lobby(room, *member, now);
  if (!room.groups().open()) return;
  room.groups().changed();
  tell_groups_to(room, *member, std::nullopt, now);
}

// REST's leave has already recorded the end of the stay.
void Hub::end_seat(const meetings::SeatLeft& event, Now now) {
  const auto found = rooms_.find(event.meeting_id);
  if (found == rooms_.end()) return;
  const Member* member = found->second.find(event.participant_id.value());
  if (member == nullptr) return;
  Session& session = session_of(*member);
  leave_room(session, LeaveReason::left, Stay::goes_on, now);
  send(session, Left{event.meeting_id.value()}, std::nullopt, now);
}

}  // namespace signaling
