// SPDX-License-Identifier: MIT
// Who waits before a room: told to the hosts and co-hosts in it, together and not too often; and
// what they tell those who wait.
#include <algorithm>
#include <utility>

#include "meetings/permissions.hpp"
#include "signaling/hub.hpp"

namespace signaling {
namespace {

// The frame obeys the same limit as the frames of clients. The oldest requests stay; `count` tells
// how many there are.
void fit(meetings::Lobby& lobby, const meetings::MeetingId& meeting) {
  constexpr std::size_t kStamp = 512;
  while (encode(LobbyList{meeting, lobby}).size() > kMaxFrameBytes - kStamp)
    lobby.waiting.resize(lobby.waiting.size() / 2);
}

bool hosts_lobby(const Member& member) {
  return meetings::may(member.who.role, meetings::Act::answer_requests);
}

}  // namespace

void Hub::on_notice(const meetings::Notice& notice, Now now) {
  const bool knock = notice.kind == meetings::NoticeKind::join_requested;
  if (knock || notice.kind == meetings::NoticeKind::join_answered)
    lobby_changed(notice.meeting_id, now);
  if (!knock) return notify(notice, now);
  const std::uint64_t lost = knocks_.lost();
  const Knocks::Verdict verdict = knocks_.take(notice, now.mono);
  metrics_.lost_knocks().add(knocks_.lost() - lost);
  if (verdict == Knocks::Verdict::tell) return notify(notice, now);
  metrics_.held_knocks().add();
}

void Hub::lobby_changed(const meetings::MeetingId& meeting, Now now) {
  const auto found = rooms_.find(meeting);
  if (found == rooms_.end()) return;
  found->second.lobby().changed();
  ask_lobby(found->second, now);
}

// Asks the store who waits, if a host is in the room and the time has come.
void Hub::ask_lobby(Room& room, Now now) {
  if (!room.lobby().due(now.mono)) return;
  if (std::none_of(room.members().begin(), room.members().end(), hosts_lobby)) return;
  room.lobby().asked(now.mono);
  effects_.push_back(RequestLobby{room.id()});
}

Effects Hub::lobby_listed(const meetings::MeetingId& meeting, const LobbyAnswer& answer, Now now) {
  const auto found = rooms_.find(meeting);
  if (found == rooms_.end()) return finish(now);
  Room& room = found->second;
  std::optional<meetings::Lobby> list;
  if (answer) fit(list.emplace(*answer), meeting);
  if (!room.lobby().take(std::move(list))) return finish(now);
  const std::string body = encode(LobbyList{room.id(), *room.lobby().list()});
  for (const Member& member : room.members()) {
    if (hosts_lobby(member)) tell_list(member, body, now);
  }
  return finish(now);
}

// Only the newest list waits for a client.
void Hub::tell_list(const Member& member, std::string body, Now now) {
  post(session_of(member), {std::move(body), true, FrameKind::lobby}, now);
}

void Hub::tell_lobby(const Room& room, const Member& member, Now now) {
  tell_list(member, encode(LobbyList{room.id(), *room.lobby().list()}), now);
}

// A host or co-host has come in, or has become one: the list, if somebody waits.
void Hub::show_lobby(Room& room, const Member& member, Now now) {
  if (!hosts_lobby(member)) return;
  const meetings::Lobby* list = room.lobby().list();
  if (list != nullptr && list->count > 0) tell_lobby(room, member, now);
  ask_lobby(room, now);
}

void Hub::tell_waiting(const Moderating& asked, const meetings::Moderated& done, Now now) {
  if (done.told.empty()) return;
  const LobbyMessage message{asked.meeting, asked.by.name, done.message,
                             base::print_iso8601(now.wall)};
  const std::string body = encode(message);
  for (const meetings::UserId& person : done.told) {
    const auto found = by_person_.find(person);
    if (found == by_person_.end()) continue;
    for (const SessionId id : found->second) {
      Session& session = *find(id);
      const bool knows = session.stage != Stage::authenticating && session.room != asked.meeting;
      if (knows) post(session, {body, true}, now);
    }
  }
}

void Hub::tick_lobbies(Now now) {
  for (auto& [id, room] : rooms_) ask_lobby(room, now);
  for (const meetings::Notice& notice : knocks_.due(now.mono)) notify(notice, now);
}

}  // namespace signaling
