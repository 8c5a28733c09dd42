// SPDX-License-Identifier: MIT
#include "signaling/hub.hpp"

#include <algorithm>
#include <utility>

namespace signaling {
namespace {

constexpr std::size_t kMostLingeringRooms = 1000;

}  // namespace

Hub::Hub(HubLimits limits, const meetings::Tokens& tokens,
         const meetings::IceServerIssuer& ice_servers, base::Random& random, HubMetrics& metrics)
    : limits_(limits),
      tokens_(tokens),
      ice_servers_(ice_servers),
      random_(random),
      metrics_(metrics) {}

base::Result<SessionId, OpenRefusal> Hub::open(const base::IpAddress& client, Now now) {
  if (shut_down_ || sessions_.size() >= limits_.sessions)
    return base::failure(OpenRefusal::too_many_sessions);
  std::size_t& count = per_site_[client.site()];
  if (count >= limits_.sessions_per_address)
    return base::failure(OpenRefusal::too_many_from_address);
  ++count;
  const SessionId id{next_session_++};
  sessions_.try_emplace(id, id, client, now.mono, limits_.outbox_bytes);
  metrics_.sessions().set(static_cast<std::int64_t>(sessions_.size()));
  return id;
}

Effects Hub::handle_text(SessionId id, std::string_view text, Now now) {
  Session* session = find(id);
  if (session == nullptr || session->stage == Stage::closing) return {};
  const auto frame = decode_client(text);
  if (frame) return handle(id, *frame, now);
  const Context in{*session, frame.error().id, now};
  if (within_limits(in, MessageClass::other)) refuse(in, frame.error().code, frame.error().detail);
  return finish(now);
}

Effects Hub::handle(SessionId id, const ClientFrame& frame, Now now) {
  Session* session = find(id);
  if (session == nullptr || session->stage == Stage::closing) return {};
  const Context in{*session, frame.id, now};
  if (within_limits(in, class_of(frame.message))) dispatch(in, frame.message);
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

Effects Hub::admitted(SessionId id, std::uint64_t request, const AdmissionAnswer& answer, Now now) {
  Session* session = find(id);
  if (session == nullptr || session->stage != Stage::admitting || session->request != request) {
    release(answer, now);
    return finish(now);
  }
  session->stage = Stage::authenticated;
  if (answer) {
    enter(*session, *answer, now);
  } else {
    const meetings::Refusal& refusal = answer.error();
    const std::string detail =
        refusal.field.empty() ? refusal.detail : refusal.field + ": " + refusal.detail;
    refuse({*session, session->join_id, now}, error_code(refusal.code), detail,
           refusal.retry_after.count());
  }
  return finish(now);
}

Effects Hub::handle_event(const meetings::Event& event, Now now) {
  if (const auto* ended = std::get_if<meetings::MeetingEnded>(&event)) end_meeting(*ended, now);
  if (const auto* left = std::get_if<meetings::SeatLeft>(&event)) end_seat(*left, now);
  if (const auto* over = std::get_if<meetings::SessionsEnded>(&event)) end_sessions(*over, now);
  return finish(now);
}

Effects Hub::closed(SessionId id, Now now) {
  Session* session = find(id);
  if (session == nullptr) return {};
  leave_room(*session, LeaveReason::disconnected, Stay::over, now);
  const auto count = per_site_.find(session->address.site());
  if (count != per_site_.end() && --count->second == 0) per_site_.erase(count);
  forget_sign_in(*session);
  sessions_.erase(id);
  metrics_.sessions().set(static_cast<std::int64_t>(sessions_.size()));
  return finish(now);
}

Effects Hub::tick(Now now) {
  for (auto& [id, session] : sessions_) check_deadlines(session, now);
  forget_old(now);
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

std::optional<std::string> Hub::next_frame(SessionId id, Now now) {
  Session* session = find(id);
  return session == nullptr ? std::nullopt : session->outbox.pop(now.mono);
}

bool Hub::has_frames(SessionId id) const noexcept {
  const auto found = sessions_.find(id);
  return found != sessions_.end() && !found->second.outbox.empty();
}

Session* Hub::find(SessionId id) noexcept {
  const auto found = sessions_.find(id);
  return found == sessions_.end() ? nullptr : &found->second;
}

void Hub::forget_sign_in(const Session& session) {
  const auto found =
      session.claims ? by_sign_in_.find(session.claims->session_id) : by_sign_in_.end();
  if (found == by_sign_in_.end()) return;
  std::erase(found->second, session.id);
  if (found->second.empty()) by_sign_in_.erase(found);
}

void Hub::refuse(Context in, ErrorCode code, std::string_view detail, std::int64_t retry_after) {
  metrics_.errors(code).add();
  send(in.session,
       ErrorNotice{code, std::string{detail.empty() ? describe(code) : detail}, retry_after}, in.re,
       in.now);
}

bool Hub::within_limits(Context in, MessageClass kind) {
  const auto wait = in.session.limiter.check(kind, in.now.mono);
  if (!wait) return true;
  refuse(in, ErrorCode::rate_limited, {}, wait->count());
  if (in.session.limiter.abused())
    drop(in.session, CloseCode::abuse, LeaveReason::disconnected, in.now);
  return false;
}

void Hub::send(Session& session, const ServerMessage& message, const std::optional<std::string>& re,
               Now now) {
  send_body(session, encode(message), carries_seq(message), re, now);
}

Session& Hub::session_of(const Member& member) noexcept {
  return std::visit([this](const Local& local) -> Session& { return *find(local.session); },
                    member.place);
}

void Hub::tell(const Member& member, const ServerMessage& message, Now now) {
  send(session_of(member), message, std::nullopt, now);
}

void Hub::send_body(Session& session, std::string body, bool numbered,
                    const std::optional<std::string>& re, Now now) {
  if (session.stage == Stage::closing) return;
  const bool was_empty = session.outbox.empty();
  std::optional<std::uint64_t> seq;
  if (numbered) seq = ++session.seq;
  if (!session.outbox.push(stamp(std::move(body), re, seq), now.mono)) {
    // A caller may be iterating over the room's members, so finish() drops the session later.
    overflowed_.push_back(session.id);
    return;
  }
  if (was_empty) effects_.push_back(Deliver{session.id});
}

void Hub::drop(Session& session, CloseCode code, LeaveReason reason, Now now) {
  leave_room(session, reason, Stay::over, now);
  close(session, code);
}

void Hub::close(Session& session, CloseCode code) {
  // A client that reads too slowly would not read the rest either.
  if (code == CloseCode::too_slow) session.outbox.clear();
  session.stage = Stage::closing;
  metrics_.closes(code).add();
  effects_.push_back(CloseSession{session.id, code});
}

void Hub::check_deadlines(Session& session, Now now) {
  const std::optional<std::string> no_id;
  if (session.stage == Stage::closing) return;
  if (session.stage == Stage::fresh && now.mono - session.opened_at >= limits_.authentication) {
    refuse({session, no_id, now}, ErrorCode::not_authenticated);
    return drop(session, CloseCode::not_authenticated, LeaveReason::disconnected, now);
  }
  if (session.stage == Stage::authenticating && now.mono - session.asked_at >= limits_.admission) {
    refuse({session, session.auth_id, now}, ErrorCode::overloaded);
    return drop(session, CloseCode::try_again_later, LeaveReason::disconnected, now);
  }
  if (session.stage == Stage::admitting && now.mono - session.asked_at >= limits_.admission) {
    session.stage = Stage::authenticated;
    refuse({session, session.join_id, now}, ErrorCode::overloaded);
  }
  if (session.stage == Stage::joined && now.mono >= session.renew_ice_at)
    send(session, IceServerList{issue_ice(session, now)}, no_id, now);
  if (!session.outbox.empty() && now.mono - session.outbox.moved_at() >= limits_.stall) {
    drop(session, CloseCode::too_slow, LeaveReason::disconnected, now);
  }
}

void Hub::forget_old(Now now) {
  const auto lingering = std::count_if(rooms_.begin(), rooms_.end(),
                                       [](const auto& entry) { return entry.second.empty(); });
  const bool crowded = static_cast<std::size_t>(lingering) > kMostLingeringRooms;
  std::erase_if(rooms_, [&](const auto& entry) {
    return entry.second.empty() &&
           (crowded || now.mono - entry.second.empty_since() >= limits_.linger);
  });
  metrics_.rooms().set(static_cast<std::int64_t>(rooms_.size()));
  // No session waits for an answer longer than this.
  std::erase_if(ended_,
                [&](const auto& entry) { return now.mono - entry.second > 2 * limits_.admission; });
}

Effects Hub::finish(Now now) {
  // Dropping one session tells the others, whose outboxes may overflow then: repeat until none did.
  while (!overflowed_.empty()) {
    const SessionId id = overflowed_.back();
    overflowed_.pop_back();
    Session* session = find(id);
    if (session != nullptr && session->stage != Stage::closing)
      drop(*session, CloseCode::too_slow, LeaveReason::disconnected, now);
  }
  return std::exchange(effects_, {});
}

}  // namespace signaling
