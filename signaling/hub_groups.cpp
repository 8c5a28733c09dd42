// SPDX-License-Identifier: MIT
// The message `groups`: hosts divide the people of a room into groups, visit them and call them
// back; and what everybody hears of that. Who moves leaves the peers of one group and finds those
// of another one, as somebody does who goes and comes (docs/groups.md).
#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "meetings/permissions.hpp"
#include "signaling/hub.hpp"
#include "signaling/peer_frames.hpp"

namespace signaling {
namespace {

bool leads(const Member& member) { return meetings::moderates(member.who.role); }

// Hosts know everybody, and so does everybody who may choose. Else people know their own group.
bool knows_all(const Room& room, const Member& member) {
  return leads(member) || room.groups().choice();
}

GroupsView::Person person_of(const Member& member) {
  return {member.who.participant_id, member.who.user_id, member.who.name, member.who.role};
}

// The frame obeys the same limit as the frames of clients. `count` tells how many there are.
void fit(GroupsView& view, const meetings::MeetingId& meeting) {
  constexpr std::size_t kStamp = 512;
  while (encode(GroupsUpdate{meeting, view}).size() > kMaxFrameBytes - kStamp) {
    for (GroupsView::Group& group : view.groups) group.members.resize(group.members.size() / 2);
    if (view.lesson) view.lesson->members.resize(view.lesson->members.size() / 2);
  }
}

bool has_twice(const std::vector<GroupWish>& wishes) {
  std::unordered_set<std::string_view> seen;
  for (const GroupWish& wish : wishes) {
    for (const std::string& person : wish.people) {
      if (!seen.insert(person).second) return true;
    }
  }
  return false;
}

}  // namespace

void Hub::on(Context in, const GroupsPost& message) {
  Room& room = rooms_.at(*in.session.room);
  const Member& self = *room.find(in.session.id);
  if (room.is_lecture()) return refuse(in, ErrorCode::not_in_lectures);
  const bool pupils_may =
      message.action == GroupsAction::go || message.action == GroupsAction::help;
  if (!leads(self) && !pupils_may)
    return refuse(in, ErrorCode::forbidden, "Only hosts and co-hosts lead the groups.");
  if (message.action != GroupsAction::open && !room.groups().open())
    return refuse(in, ErrorCode::no_such_group, "No groups are open.");
  if (!room.groups().has(message.group)) return refuse(in, ErrorCode::no_such_group);
  switch (message.action) {
    case GroupsAction::open: return open_groups(in, room, message);
    case GroupsAction::move: return move_to_group(in, room, message);
    case GroupsAction::go: return go_to_group(in, room, self, message.group);
    case GroupsAction::broadcast: return tell_all_groups(in, room, self, message.message);
    case GroupsAction::call_back: return call_back(in, room, message);
    case GroupsAction::close: return close_groups(room, in.now, in.session.id, in.re);
    case GroupsAction::help: return call_for_help(in, room, self);
  }
}

void Hub::open_groups(Context in, Room& room, const GroupsPost& message) {
  if (has_twice(message.groups))
    return refuse(in, ErrorCode::bad_field, "groups has a person twice");
  std::optional<base::WallTime> ends_at;
  if (message.seconds) ends_at = in.now.wall + std::chrono::seconds{*message.seconds};
  room.end_groups();
  room.groups().begin(message.groups, message.choice, ends_at);
  regroup(room, in.now, in.session.id, in.re);
}

void Hub::move_to_group(Context in, Room& room, const GroupsPost& message) {
  const Member* target = room.find(message.target_id);
  if (target == nullptr) return refuse(in, ErrorCode::no_such_peer);
  room.groups().assign(target->who.participant_id, message.group);
  regroup(room, in.now, in.session.id, in.re);
}

void Hub::go_to_group(Context in, Room& room, const Member& self, GroupNumber group) {
  Groups& groups = room.groups();
  const meetings::ParticipantId seat = self.who.participant_id;
  const bool own = group != kLesson && group == groups.home_of(seat);
  if (!leads(self) && !groups.choice() && !own)
    return refuse(in, ErrorCode::forbidden, "A host says who is in which group.");
  if (!leads(self) && groups.choice()) groups.assign(seat, group);
  else groups.go(seat, group);
  if (leads(self)) {
    for (const Member& member : room.members()) {
      if (member.group == group) groups.answer(member.who.participant_id);
    }
  }
  regroup(room, in.now, in.session.id, in.re);
}

void Hub::tell_all_groups(Context in, Room& room, const Member& self, const std::string& message) {
  Chat chat{self.who.participant_id,
            self.who.user_id,
            self.who.name,
            message,
            base::print_iso8601(in.now.wall),
            false,
            std::nullopt,
            room.number_line(in.now.wall),
            kEveryGroup};
  const std::string body = encode(chat);
  if (!room_lets(in, MessageClass::chat, body.size())) return;
  if (limits_.site) return hold_line(in, room, std::move(chat));
  tell_chat(room, chat, body, in.session.id, in.re, in.now);
}

void Hub::call_back(Context in, Room& room, const GroupsPost& message) {
  const std::chrono::seconds time{message.seconds.value_or(kCallBackSeconds)};
  if (time.count() == 0) return close_groups(room, in.now, in.session.id, in.re);
  room.groups().call_back(in.now.wall + time);
  touch(room.id());
  tell_groups(room, in.now, in.session.id, in.re);
}

void Hub::call_for_help(Context in, Room& room, const Member& self) {
  const auto wait = room.groups().call(self.who.participant_id, in.now.mono);
  if (wait) return refuse(in, Excess{Limit::messages, *wait});
  room.groups().changed();
  send(in.session, GroupsUpdate{room.id(), groups_seen_by(room, self, in.now)}, in.re, in.now);
}

void Hub::close_groups(Room& room, Now now, SessionId actor, const std::optional<std::string>& re) {
  room.end_groups();
  regroup(room, now, actor, re);
}

// Puts everybody where the groups say. People who part hear peer-left of each other; people who
// stay hear peer-joined of those who come, who get the whole room as newcomers do and make the
// offers. `actor` is answered with `re`.
void Hub::regroup(Room& room, Now now, SessionId actor, const std::optional<std::string>& re) {
  touch(room.id());
  std::unordered_map<std::uint64_t, GroupNumber> before;  // by the order of the member
  std::vector<Member*> moved;
  for (Member& member : room.members()) {
    const GroupNumber group = room.groups().group_of(member.who.participant_id);
    before.emplace(member.order, member.group);
    if (member.group == group) continue;
    room.groups().answer(member.who.participant_id);
    moved.push_back(&member);
  }
  for (Member* member : moved) member->group = room.groups().group_of(member->who.participant_id);
  // With one who moves the others may wait a moment; with many each wants to know at once.
  const bool all = moved.size() != 1;
  for (const Member& member : room.members()) {
    const bool is_actor = is_on(member, actor);
    if (all || is_actor || before.at(member.order) != member.group)
      tell_groups_to(room, member, is_actor ? re : std::nullopt, now);
  }
  if (!all) room.groups().changed();
  if (!moved.empty()) part(room, before, now);
  for (const Member* member : moved) meet(room, *member, before, now);
  for (const Member* member : moved) show_room(session_of(*member), room, std::nullopt, now);
}

// People who were in one group, and are in different ones now.
void Hub::part(Room& room, const std::unordered_map<std::uint64_t, GroupNumber>& before, Now now) {
  for (const Member& member : room.members()) {
    PeerFrames frames{room, member, [](Peer peer) {
                        return PeerLeft{std::move(peer), LeaveReason::left};
                      }};
    const GroupNumber was = before.at(member.order);
    for (const Member& other : room.members()) {
      const bool parted = before.at(other.order) == was && other.group != member.group;
      if (parted) post(session_of(other), {copy_for_one(frames.seen_by(other)), true}, now);
    }
  }
}

// Those who have not moved themselves hear of the newcomer.
void Hub::meet(Room& room, const Member& newcomer,
               const std::unordered_map<std::uint64_t, GroupNumber>& before, Now now) {
  PeerFrames frames{room, newcomer, [](Peer peer) { return PeerJoined{std::move(peer)}; }};
  for (const Member& other : room.members()) {
    if (before.at(other.order) == other.group && sees(other, newcomer))
      post(session_of(other), {copy_for_one(frames.seen_by(other)), true}, now);
  }
}

GroupsView Hub::groups_seen_by(const Room& room, const Member& self, Now now) {
  const Groups& groups = room.groups();
  GroupsView view;
  view.now = now.wall;
  if (!groups.open()) return view;
  view.choice = groups.choice();
  view.own = self.group;
  view.home = groups.home_of(self.who.participant_id);
  view.ends_at = groups.ends_at();
  view.called_back_at = groups.called_back_at();
  for (const std::string& name : groups.names()) view.groups.push_back({name, 0, {}});
  if (leads(self)) view.lesson.emplace();
  for (const Member& member : room.members()) {
    const bool in_lesson = member.group == kLesson;
    if (in_lesson && !view.lesson) continue;
    GroupsView::Group& group = in_lesson ? *view.lesson : view.groups[member.group - 1U];
    ++group.count;
    if (knows_all(room, self) || member.group == self.group)
      group.members.push_back(person_of(member));
  }
  if (leads(self)) {
    for (const Groups::Call& call : groups.calls()) {
      for (const Member& member : room.members()) {
        if (member.who.participant_id == call.seat)
          view.calls.push_back({call.seat, member.who.name, member.group});
      }
    }
  }
  fit(view, room.id());
  return view;
}

// Only the newest list waits for a client, unless it is an answer.
void Hub::tell_groups_to(Room& room, const Member& member, const std::optional<std::string>& re,
                         Now now) {
  std::string body = encode(GroupsUpdate{room.id(), groups_seen_by(room, member, now)});
  const FrameKind kind = re ? FrameKind::kept : FrameKind::groups;
  if (re) body = stamp(std::move(body), re, std::nullopt);
  post(session_of(member), {std::move(body), true, kind}, now);
}

void Hub::tell_groups(Room& room, Now now, SessionId actor, const std::optional<std::string>& re) {
  (void)room.groups().take_untold();
  for (const Member& member : room.members())
    tell_groups_to(room, member, is_on(member, actor) ? re : std::nullopt, now);
}

// Who has come, gone or moved, once a second; and the end of the time.
void Hub::tick_groups(Room& room, Now now) {
  if (!room.groups().open()) return;
  if (room.groups().due(now.wall)) close_groups(room, now, SessionId{}, std::nullopt);
  if (room.groups().take_untold()) tell_groups(room, now, SessionId{}, std::nullopt);
}

}  // namespace signaling
