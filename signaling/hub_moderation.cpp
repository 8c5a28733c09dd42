// SPDX-License-Identifier: MIT
// The message `moderate`: the hub looks whether the role allows the action, asks the domain, which
// decides and keeps the record, and carries out the actions whose effect is in the room. The
// others come back as events of the domain, as after REST.
#include <utility>

#include "meetings/permissions.hpp"
#include "signaling/hub.hpp"
#include "signaling/peer_frames.hpp"

namespace signaling {
namespace {

using meetings::Action;
using meetings::ActionRow;

// Of one session, so many actions wait for the store's answer.
constexpr std::size_t kMostWaiting = 16;

// For the domain, an unknown target is an unknown thing, or a wrong field.
ErrorCode code_of(const meetings::Refusal& refusal, const ActionRow& row) {
  const bool named = row.target != meetings::Target::none;
  if (named && refusal.code == meetings::RefusalCode::not_found) return ErrorCode::no_such_peer;
  if (refusal.field == "participant_id") return ErrorCode::no_such_peer;
  return error_code(refusal.code);
}

}  // namespace

void Hub::on(Context in, const ModeratePost& message) {
  Room& room = rooms_.at(*in.session.room);
  const Member& self = *room.find(in.session.id);
  const meetings::Moderate& what = message.what;
  const ActionRow& row = meetings::row_of(what.action);
  if (const auto allowed = meetings::require(self.who.role, row.act); !allowed)
    return refuse(in, ErrorCode::forbidden, allowed.error().detail);
  if (meetings::is_about_person(row) && what.target) {
    const Member* target = room.find(*what.target);
    // Hosts know everybody by the list of the groups, but look at people of their own group only.
    const bool strange =
        target == nullptr || (what.action == Action::spotlight && target->group != self.group);
    if (strange) return refuse(in, ErrorCode::no_such_peer);
    const bool outranked = target != &self && meetings::outranks(self.who.role, target->who.role);
    if (row.outranks && !outranked)
      return refuse(in, ErrorCode::forbidden, "You cannot do this to that person.");
  }
  if (in.session.moderating >= kMostWaiting) return refuse(in, ErrorCode::overloaded);
  ++in.session.moderating;
  const std::uint64_t request = next_request_++;
  moderating_.emplace(request, Moderating{in.session.id, room.id(), what, self.who, in.re,
                                          in.now.mono, self.group});
  effects_.push_back(
      RequestModeration{request, {*in.session.claims, room.id(), what, in.session.address}});
}

Effects Hub::moderated(std::uint64_t request, const ModerationAnswer& answer, Now now) {
  const auto found = moderating_.find(request);
  if (found == moderating_.end()) return finish(now);
  const Moderating asked = std::move(found->second);
  moderating_.erase(found);
  Session* session = find(asked.session);
  if (session != nullptr) --session->moderating;
  const bool told = session != nullptr && session->stage != Stage::closing;
  if (!answer) {
    const meetings::Refusal& refusal = answer.error();
    if (told) {
      refuse({*session, asked.re, now}, code_of(refusal, meetings::row_of(asked.what.action)),
             refusal.detail, refusal.retry_after.count());
    }
    return finish(now);
  }
  tell_waiting(asked, *answer, now);
  const bool of_room = meetings::is_of_room(asked.what.action, asked.what.target.has_value());
  const auto room = rooms_.find(asked.meeting);
  if (of_room && room != rooms_.end()) carry_out(room->second, asked, now);
  const Moderated done{asked.what.action, asked.what.target, asked.by.user_id, asked.by.name};
  if (of_room && room != rooms_.end()) tell_moderated(room->second, done, asked, now);
  else if (told) send(*session, done, asked.re, now);
  return finish(now);
}

// The store does not answer: the action may still be done, and then only the record tells it.
void Hub::tick_moderation(Now now) {
  for (auto asked = moderating_.begin(); asked != moderating_.end();) {
    if (now.mono - asked->second.since < limits_.admission) {
      ++asked;
      continue;
    }
    if (Session* session = find(asked->second.session)) {
      --session->moderating;
      if (session->stage != Stage::closing)
        refuse({*session, asked->second.re, now}, ErrorCode::overloaded);
    }
    asked = moderating_.erase(asked);
  }
}

// Everybody hears it who sees the person or is the person, or is in the group of whoever did it to
// all; for whoever did it, it is the answer.
void Hub::tell_moderated(Room& room, const Moderated& done, const Moderating& asked, Now now) {
  const std::string body = encode(done);
  const bool of_one = done.target_id && done.action != Action::spotlight;
  const Member* target = of_one ? room.find(*done.target_id) : nullptr;
  bool answered = false;
  for (const Member& member : room.members()) {
    const bool answers = is_on(member, asked.session);
    answered = answered || answers;
    const bool concerned = target == nullptr ? member.group == asked.group
                                             : target == &member || sees(member, *target);
    if (!answers && !concerned) continue;
    const bool stamps = answers && asked.re;
    post(session_of(member),
         {stamps ? stamp(body, asked.re, std::nullopt) : copy_for_one(body), true}, now);
  }
  Session* session = find(asked.session);
  if (!answered && session != nullptr) send(*session, done, asked.re, now);
}

void Hub::carry_out(Room& room, const Moderating& asked, Now now) {
  touch(room.id());
  const Action action = asked.what.action;
  RoomModeration& moderation = room.moderation();
  if (action == Action::spotlight) {
    std::optional<meetings::ParticipantId> seat;
    if (asked.what.target) seat = meetings::ParticipantId{*asked.what.target};
    return room.set_spotlight(asked.group, std::move(seat));
  }
  if (asked.what.target) {
    if (Member* member = room.find(*asked.what.target)) carry_out_on(room, *member, asked, now);
    else moderation.decide(action, meetings::ParticipantId{*asked.what.target});
    return;
  }
  for (Member& member : room.members()) {
    const bool here = member.group == asked.group;
    if (here && meetings::outranks(asked.by.role, member.who.role))
      carry_out_on(room, member, asked, now);
  }
}

void Hub::carry_out_on(Room& room, Member& member, const Moderating& asked, Now now) {
  const Action action = asked.what.action;
  RoomModeration& moderation = room.moderation();
  const Blocks before = room.blocks_of(member);
  meetings::MediaState media = member.who.media;
  if (action == Action::mute) media.audio = false;
  if (action == Action::lower_hand) media.hand = false;
  if (action == Action::mute && !asked.what.target)
    moderation.mute_among_all(member.who.participant_id);
  else if (action != Action::lower_hand) moderation.decide(action, member.who.participant_id);
  change_media(room, member, std::move(media));
  if (room.blocks_of(member) != before || member.untold) tell_at_once(room, member, now);
}

// Keeps what the person has switched on to what is permitted. Marks the member where the others
// have to be told.
void Hub::change_media(Room& room, Member& member, meetings::MediaState wanted) {
  meetings::MediaState media = room.permitted(member, std::move(wanted));
  if (media == member.who.media) return;
  room.set_media(member, std::move(media));
  member.untold = true;
  effects_.push_back(PresenceChanged{room.id(), member.who.participant_id, member.who});
}

// The member's state for everybody, the member too. The room's rate does not hold it back: the
// actions of hosts have a rate of their own.
void Hub::tell_at_once(Room& room, Member& member, Now now) {
  member.untold = false;
  PeerFrames frames{room, member, [](Peer peer) { return PeerUpdated{std::move(peer)}; }};
  for (const Member& other : room.members()) {
    const bool hears = &other == &member || (member.announced && sees(other, member));
    if (hears) post_state(other, member, copy_for_one(frames.seen_by(other)), now);
  }
}

// The settings of the meeting have changed: what they do not permit any more ends.
void Hub::enforce_settings(Room& room, const meetings::MeetingSettings& before, Now now) {
  for (Member& member : room.members()) {
    const Blocks blocks = room.moderation().blocks_of(member.who, before);
    change_media(room, member, member.who.media);
    if (room.blocks_of(member) != blocks || member.untold) tell_at_once(room, member, now);
  }
}

}  // namespace signaling
