// SPDX-License-Identifier: MIT
// A restart: the hub sets its sessions aside, leaves them and the rooms to the hub of the next
// process, and that hub continues them. To the sessions it looks as if all sockets had broken at
// once.
#include <algorithm>
#include <unordered_map>
#include <utility>

#include "signaling/hub.hpp"
#include "signaling/hub_state.hpp"

namespace signaling {

// The others in the room are not told: their sockets go, too.
Effects Hub::suspend(Now now) {
  tell_all_batches(now);  // the next process finds everybody announced
  for (auto& [id, session] : sessions_) {
    if (session.stage == Stage::closing || session.away_since) continue;
    if (!resumable(session)) {
      drop(session, CloseCode::service_restart, LeaveReason::disconnected, now);
      continue;
    }
    metrics_.closes(CloseCode::service_restart).add();
    effects_.push_back(CloseSession{id, CloseCode::service_restart});
    set_aside(session, now);
  }
  overflowed_.clear();  // set_aside() did what finish() would do
  shut_down_ = true;
  return finish(now);
}

Hub::LeftBehind Hub::hand_over(Now now) {
  // The answers are lost with this process, so these messages may come again.
  for (const auto& [request, asked] : moderating_) {
    Session* session = find(asked.session);
    if (session != nullptr && asked.re) session->handled.forget(*asked.re);
  }
  LeftBehind left{{now.wall, {}, {}}, {}};
  std::unordered_map<SessionId, SessionId> places;
  for (const auto& [id, session] : sessions_) {
    if (!session.away_since || session.stage == Stage::closing) continue;
    places.emplace(id, SessionId{left.state.sessions.size()});
    left.state.sessions.push_back(handed(session, now));
  }
  for (const auto& [meeting, room] : rooms_) {
    HandedRoom out = room.hand_over();
    std::erase_if(out.members, [&](const Member& member) {
      return !places.contains(std::get<Local>(member.place).session);
    });
    for (Member& member : out.members) {
      member.place = Local{places.at(std::get<Local>(member.place).session)};
      effects_.push_back(SeatEnded{meeting, member.who.participant_id, now.wall});
    }
    left.state.rooms.push_back(std::move(out));
  }
  left.effects = finish(now);
  return left;
}

HandedSession Hub::handed(const Session& session, Now now, bool with_texts) const {
  const auto renew = std::chrono::duration_cast<std::chrono::seconds>(
      std::max(session.renew_ice_at - now.mono, std::chrono::nanoseconds{0}));
  return {session.name,
          session.address,
          *session.claims,
          session.tokens,
          session.handled,
          session.sent.last(),
          with_texts ? session.sent.texts() : std::vector<std::string>{},
          std::min(renew, std::chrono::seconds{std::chrono::hours{24}}),
          session.relays.region,
          {session.private_lines.all().begin(), session.private_lines.all().end()}};
}

Effects Hub::restore(HubState state, Now now) {
  if (limits_.resume.count() == 0) return finish(now);
  std::vector<SessionId> ids;
  for (HandedSession& handed : state.sessions) ids.push_back(continue_session(handed, now));
  for (HandedRoom& handed : state.rooms) continue_room(std::move(handed), ids, now);
  metrics_.sessions().set(static_cast<std::int64_t>(sessions_.size()));
  metrics_.rooms().set(static_cast<std::int64_t>(rooms_.size()));
  metrics_.away().set(static_cast<std::int64_t>(away_));
  return finish(now);
}

SessionId Hub::continue_session(HandedSession& handed, Now now) {
  const SessionId id{next_session_++};
  Session& session =
      sessions_.try_emplace(id, id, handed.address, now.mono, limits_.outbox, limits_.replay)
          .first->second;
  places_.enter(id, handed.address);
  session.away_since = now.mono;
  ++away_;
  fill(session, handed, now);
  return id;
}

// The session of another hub, as it was there.
void Hub::fill(Session& session, HandedSession& handed, Now now) {
  session.stage = Stage::authenticated;
  session.name = std::move(handed.name);
  session.claims = std::move(handed.claims);
  session.tokens = std::move(handed.tokens);
  session.handled = std::move(handed.handled);
  session.renew_ice_at = now.mono + handed.renew_ice_in;
  session.relays.region = std::move(handed.region);
  for (PrivateLine& line : handed.private_lines)
    session.private_lines.add(line.seq, std::move(line.body));
  by_sign_in_[session.claims->session_id].push_back(session.id);
  by_person_[session.claims->user_id].push_back(session.id);
  by_name_[session.name] = session.id;
  session.sent.restore(handed.last_seq, std::move(handed.texts));
  count_kept(session);
  settle(session);
}

void Hub::continue_room(HandedRoom handed, const std::vector<SessionId>& ids, Now now) {
  for (Member& member : handed.members) {
    const SessionId id = ids[std::get<Local>(member.place).session.value()];
    member.place = Local{id};
    Session& session = *find(id);
    session.stage = Stage::joined;
    session.room = handed.meeting.id;
    settle(session);
    effects_.push_back(PresenceChanged{handed.meeting.id, member.who.participant_id, member.who});
  }
  Room& room = rooms_.try_emplace(handed.meeting.id, handed.meeting.id, mesh_).first->second;
  room.restore(std::move(handed), now.mono);
}

}  // namespace signaling
