// SPDX-License-Identifier: MIT
#include "signaling/hub.hpp"

#include <algorithm>
#include <utility>

namespace signaling {
namespace {

constexpr std::size_t kMostLingeringRooms = 1000;
constexpr std::chrono::seconds kShowAway{2};
// The longest token and its frame. To read JSON costs much more than to receive it, and strangers
// need nothing larger.
constexpr std::size_t kMostBytesBeforeAuth = 8192;

}  // namespace

Hub::Hub(HubLimits limits, const meetings::Tokens& tokens,
         const meetings::IceServerIssuer& ice_servers, base::Random& random, HubMetrics& metrics)
    : limits_(limits),
      tokens_(tokens),
      ice_servers_(ice_servers),
      random_(random),
      metrics_(metrics),
      places_(limits.sessions),
      waiting_({limits.outboxes_bytes, 0}),
      kept_({limits.replay_bytes, 0}) {}

base::Result<Hub::Opened, OpenRefusal> Hub::open(const base::IpAddress& client, Now now) {
  if (shut_down_) return base::failure(OpenRefusal::too_many_sessions);
  const auto room = places_.room_for(client);
  if (!room) return base::failure(room.error());
  if (*room) give_way(**room, now);
  const SessionId id{next_session_++};
  places_.enter(id, client);
  sessions_.try_emplace(id, id, client, now.mono, limits_.outbox, limits_.replay);
  metrics_.sessions().set(static_cast<std::int64_t>(sessions_.size()));
  return Opened{id, finish(now)};
}

Effects Hub::handle_text(SessionId id, std::string_view text, Now now) {
  Session* session = find(id);
  if (session == nullptr || session->stage == Stage::closing || session->away_since) return {};
  const bool unknown = session->stage == Stage::fresh || session->stage == Stage::authenticating;
  if (unknown && text.size() > kMostBytesBeforeAuth) {
    const std::optional<std::string> no_id;
    const Context in{*session, no_id, now};
    if (within_limits(in, MessageClass::other, text.size()))
      refuse(in, ErrorCode::not_authenticated);
    return finish(now);
  }
  const auto frame = decode_client(text);
  if (frame) return handle(*session, *frame, text.size(), now);
  const Context in{*session, frame.error().id, now};
  if (within_limits(in, MessageClass::other, text.size()))
    refuse(in, frame.error().code, frame.error().detail);
  return finish(now);
}

Effects Hub::handle(SessionId id, const ClientFrame& frame, std::size_t bytes, Now now) {
  Session* session = find(id);
  if (session == nullptr || session->stage == Stage::closing || session->away_since) return {};
  return handle(*session, frame, bytes, now);
}

Effects Hub::handle(Session& session, const ClientFrame& frame, std::size_t bytes, Now now) {
  if (!session.room) places_.touch(session.id);  // seated sessions do not give way
  session.tokens.confirm();
  const bool repeated = is_repeated(session, frame);
  const Context in{session, frame.id, now, repeated};
  if (!within_limits(in, class_of(frame.message), bytes)) return finish(now);
  if (repeated) {
    metrics_.repeated().add();
    return finish(now);
  }
  if (frame.id && reaches_others(frame.message)) session.handled.add(*frame.id);
  dispatch(in, frame.message);
  return finish(now);
}

Effects Hub::authenticated(SessionId id, std::uint64_t request, const AuthenticationAnswer& answer,
                           Now now) {
  Session* session = find(id);
  if (session == nullptr || session->stage != Stage::authenticating || session->request != request)
    return finish(now);
  if (answer) {
    welcome(*session, now);
  } else {
    const std::optional<std::string> re = std::exchange(session->auth_id, std::nullopt);
    refuse_token(*session, answer.error(), re, now);
  }
  return finish(now);
}

Effects Hub::resolved(SessionId id, std::uint64_t request, const ResolutionAnswer& answer,
                      Now now) {
  Session* session = find(id);
  if (session == nullptr || session->stage != Stage::authenticating || session->request != request)
    return finish(now);
  if (answer.claims) {
    confirm(*session, *answer.claims, now);
  } else {
    const std::optional<std::string> re = std::exchange(session->auth_id, std::nullopt);
    refuse_token(*session, answer.claims.error(), re, now);
  }
  return finish(now);
}

Effects Hub::admitted(SessionId id, std::uint64_t request, const AdmissionAnswer& answer, Now now) {
  Session* session = find(id);
  if (session == nullptr || session->admission.asked != request) {
    release(answer, now);
    return finish(now);
  }
  session->admission.asked.reset();
  auto next = std::exchange(session->admission.next, std::nullopt);
  if (session->stage != Stage::admitting || next) {  // the client has left since
    release(answer, now);
    if (session->stage == Stage::admitting) begin_admission(*session, std::move(*next));
    return finish(now);
  }
  session->stage = Stage::authenticated;
  if (answer) {
    if (const auto* seat = std::get_if<meetings::Seat>(&*answer)) enter(*session, *seat, now);
    else wait(*session, std::get<meetings::Pending>(*answer), now);
  } else {
    const meetings::Refusal& refusal = answer.error();
    const std::string detail =
        refusal.field.empty() ? refusal.detail : refusal.field + ": " + refusal.detail;
    refuse({*session, session->admission.join_id, now}, error_code(refusal.code), detail,
           refusal.retry_after.count());
  }
  return finish(now);
}

Effects Hub::handle_event(const meetings::Event& event, Now now) {
  if (const auto* ended = std::get_if<meetings::MeetingEnded>(&event)) end_meeting(*ended, now);
  if (const auto* news = std::get_if<meetings::MeetingChanged>(&event)) change_meeting(*news, now);
  if (const auto* left = std::get_if<meetings::SeatLeft>(&event)) end_seat(*left, now);
  if (const auto* gone = std::get_if<meetings::SeatRemoved>(&event)) remove_seat(*gone, now);
  if (const auto* role = std::get_if<meetings::RoleChanged>(&event)) change_role(*role, now);
  if (const auto* lobby = std::get_if<meetings::LobbyChanged>(&event))
    lobby_changed(lobby->meeting_id, now);
  if (const auto* notice = std::get_if<meetings::Notice>(&event)) on_notice(*notice, now);
  if (const auto* over = std::get_if<meetings::SessionsEnded>(&event)) end_sessions(*over, now);
  return finish(now);
}

Effects Hub::closed(SessionId id, SocketEnd how, Now now) {
  Session* session = find(id);
  if (session == nullptr) return {};
  if (session->away_since && how == SocketEnd::broken) return {};  // break_socket() did it
  if (how == SocketEnd::broken && resumable(*session)) {
    detach(*session, now);
  } else {
    leave_room(*session, LeaveReason::disconnected, Stay::over, now);
    forget(*session);
  }
  return finish(now);
}

Effects Hub::tick(Now now) {
  for (auto& [id, session] : sessions_) check_deadlines(session, now);
  for (auto& [id, room] : rooms_) {
    for (Member& member : room.members()) {
      if (member.untold) tell_state(room, member, now);
    }
    tick_reports(room, now);
    tick_audience(room, now);
    tick_groups(room, now);
  }
  tick_moderation(now);
  tick_lobbies(now);
  tick_lines(now);
  forget_empty_rooms(now);
  // No session waits for an answer longer than this.
  std::erase_if(ended_,
                [&](const auto& entry) { return now.mono - entry.second > 2 * limits_.admission; });
  std::erase_if(removed_, [&](const auto& entry) {
    return now.mono - entry.second.at > 2 * limits_.admission;
  });
  std::erase_if(changed_, [&](const auto& entry) {
    return now.mono - entry.second.at > 2 * limits_.admission;
  });
  return finish(now);
}

Effects Hub::shut_down(Now now) {
  shut_down_ = true;
  for (auto& [id, room] : rooms_) {
    for (const Member& member : room.members()) {
      effects_.push_back(PresenceChanged{room.id(), member.who.participant_id, std::nullopt});
      effects_.push_back(SeatEnded{room.id(), member.who.participant_id, now.wall});
    }
  }
  rooms_.clear();
  metrics_.rooms().set(0);
  for (auto& [id, session] : sessions_) {
    session.room.reset();
    if (session.stage != Stage::closing) close(session, CloseCode::going_away);
  }
  return finish(now);
}

Session* Hub::find(SessionId id) noexcept {
  const auto found = sessions_.find(id);
  return found == sessions_.end() ? nullptr : &found->second;
}

void Hub::forget(Session& session) {
  const SessionId id = session.id;
  places_.leave(id);
  session.outbox.clear();
  count_waiting(session);
  session.sent.clear();
  count_kept(session);
  forget_sign_in(session);
  by_name_.erase(session.name);
  if (session.away_since) --away_;
  sessions_.erase(id);
  metrics_.away().set(static_cast<std::int64_t>(away_));
  metrics_.sessions().set(static_cast<std::int64_t>(sessions_.size()));
}

void Hub::forget_sign_in(const Session& session) {
  const auto found =
      session.claims ? by_sign_in_.find(session.claims->session_id) : by_sign_in_.end();
  if (found == by_sign_in_.end()) return;
  std::erase(found->second, session.id);
  if (found->second.empty()) by_sign_in_.erase(found);
  const auto person = by_person_.find(session.claims->user_id);
  if (person == by_person_.end()) return;
  std::erase(person->second, session.id);
  if (person->second.empty()) by_person_.erase(person);
}

void Hub::refuse(Context in, ErrorCode code, std::string_view detail, std::int64_t retry_after) {
  metrics_.errors(code).add();
  if (in.re && !in.repeated) in.session.handled.forget(*in.re);
  send(in.session,
       ErrorNotice{code, std::string{detail.empty() ? describe(code) : detail}, retry_after}, in.re,
       in.now);
}

void Hub::refuse(Context in, const Excess& excess) {
  metrics_.limited(excess.limit).add();
  refuse(in, ErrorCode::rate_limited, describe(excess.limit), excess.wait.count());
}

bool Hub::within_limits(Context in, MessageClass kind, std::size_t bytes) {
  const auto excess = in.session.limiter.check(kind, bytes, in.now.mono);
  if (!excess) return true;
  refuse(in, *excess);
  if (in.session.limiter.abused())
    drop(in.session, CloseCode::abuse, LeaveReason::disconnected, in.now);
  return false;
}

void Hub::give_way(SessionId id, Now now) {
  Session* session = find(id);
  if (session == nullptr) return;
  const std::optional<std::string> no_id;
  refuse({*session, no_id, now}, ErrorCode::overloaded,
         "The server is full, and this connection was idle longest.");
  drop(*session, CloseCode::try_again_later, LeaveReason::disconnected, now);
}

void Hub::drop(Session& session, CloseCode code, LeaveReason reason, Now now) {
  leave_room(session, reason, Stay::over, now);
  close(session, code);
}

void Hub::close(Session& session, CloseCode code) {
  // A client that reads too slowly would not read the rest either.
  if (code == CloseCode::too_slow) {
    session.outbox.clear();
    count_waiting(session);
  }
  session.stage = Stage::closing;
  places_.leave(session.id);
  if (session.away_since) return gone_.push_back(session.id);
  metrics_.closes(code).add();
  effects_.push_back(CloseSession{session.id, code});
}

void Hub::check_deadlines(Session& session, Now now) {
  const std::optional<std::string> no_id;
  if (session.stage == Stage::closing) return;
  if (session.away_since && now.mono - *session.away_since >= limits_.resume)
    return expire(session, now);
  // After a restart: whoever comes back at once was never away to the others.
  if (session.away_since && !session.shown_away && now.mono - *session.away_since >= kShowAway)
    show_away(session, true, now);
  if (session.stage == Stage::fresh && now.mono - session.opened_at >= limits_.authentication) {
    refuse({session, no_id, now}, ErrorCode::not_authenticated);
    return drop(session, CloseCode::not_authenticated, LeaveReason::disconnected, now);
  }
  if (session.stage == Stage::authenticating && now.mono - session.asked_at >= limits_.admission) {
    refuse({session, session.auth_id, now}, ErrorCode::overloaded);
    return drop(session, CloseCode::try_again_later, LeaveReason::disconnected, now);
  }
  if (session.stage == Stage::admitting &&
      now.mono - session.admission.since >= limits_.admission) {
    session.stage = Stage::authenticated;
    session.admission.next.reset();
    refuse({session, session.admission.join_id, now}, ErrorCode::overloaded);
  }
  if (session.stage == Stage::joined && now.mono >= session.renew_ice_at)
    send(session, IceServerList{issue_ice(session, now)}, no_id, now);
  if (!session.outbox.empty() && now.mono - session.outbox.moved_at() >= limits_.stall)
    break_socket(session, CloseCode::too_slow, now);
}

void Hub::forget_empty_rooms(Now now) {
  std::vector<base::Instant> since;
  for (const auto& [id, room] : rooms_) {
    if (room.empty()) since.push_back(room.empty_since());
  }
  base::Instant oldest = now.mono - limits_.linger;  // rooms that are empty since then go
  if (since.size() > kMostLingeringRooms) {
    const auto last_to_go = since.end() - kMostLingeringRooms - 1;
    std::nth_element(since.begin(), last_to_go, since.end());
    oldest = std::max(oldest, *last_to_go);
  }
  std::erase_if(rooms_, [&](const auto& entry) {
    const bool goes = entry.second.empty() && entry.second.empty_since() <= oldest;
    if (goes) lines_.erase(entry.first);
    return goes;
  });
  metrics_.rooms().set(static_cast<std::int64_t>(rooms_.size()));
}

void Hub::recycle(Effects effects) noexcept {
  effects.clear();
  if (effects_.empty() && effects_.capacity() == 0) effects_ = std::move(effects);
}

Effects Hub::finish(Now now) {
  // Dropping one session tells the others, whose outboxes may overflow then: repeat until none did.
  while (!overflowed_.empty()) {
    const SessionId id = overflowed_.back();
    overflowed_.pop_back();
    Session* session = find(id);
    if (session != nullptr && session->stage != Stage::closing)
      break_socket(*session, CloseCode::too_slow, now);
  }
  for (const SessionId id : std::exchange(gone_, {})) forget(*find(id));
  return std::exchange(effects_, {});
}

}  // namespace signaling
