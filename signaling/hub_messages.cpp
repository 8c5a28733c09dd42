// SPDX-License-Identifier: MIT
// The messages by which a client comes in and goes: auth, join, leave; and ping. The messages
// inside a room are in hub_negotiation.cpp and hub_conversation.cpp.
#include <utility>

#include "signaling/hub.hpp"

namespace signaling {
namespace {

bool needs_room(const ClientMessage& message) noexcept {
  return std::holds_alternative<Description>(message) ||
         std::holds_alternative<Candidates>(message) || std::holds_alternative<ChatPost>(message) ||
         std::holds_alternative<MediaUpdate>(message) ||
         std::holds_alternative<ReactionPost>(message);
}

}  // namespace

void Hub::dispatch(Context in, const ClientMessage& message) {
  if (in.session.stage == Stage::fresh && !std::holds_alternative<Auth>(message)) {
    return refuse(in, ErrorCode::not_authenticated);
  }
  if (needs_room(message) && in.session.stage != Stage::joined)
    return refuse(in, ErrorCode::not_joined);
  std::visit([&](const auto& m) { on(in, m); }, message);
}

void Hub::on(Context in, const Auth& message) {
  if (in.session.claims) return refuse(in, ErrorCode::already_authenticated);
  const auto claims = tokens_.verify(message.token, in.now.wall);
  if (!claims) {
    const bool expired = claims.error().code == meetings::RefusalCode::token_expired;
    refuse(in, expired ? ErrorCode::token_expired : ErrorCode::token_invalid,
           claims.error().detail);
    return drop(in.session, CloseCode::not_authenticated, LeaveReason::disconnected, in.now);
  }
  in.session.claims = *claims;
  in.session.stage = Stage::authenticated;
  places_.authenticated(in.session.id, in.session.address);
  Welcome welcome{
      {},           random_.base64url(16), 0, limits_.ping_every.count(), claims->user_id,
      claims->name, claims->user_role};
  send(in.session, std::move(welcome), in.re, in.now);
}

void Hub::on(Context in, const Join& message) {
  Session& session = in.session;
  if (session.stage != Stage::authenticated) return refuse(in, ErrorCode::already_joined);
  if (message.user_id && *message.user_id != session.claims->user_id.value()) {
    return refuse(in, ErrorCode::forbidden, "userId is not the one of the token.");
  }
  session.stage = Stage::admitting;
  session.admission.since = in.now.mono;
  session.admission.meeting = message.meeting;
  session.admission.join_id = in.re;
  AdmissionRequest ask{
      *session.claims, message.meeting, {message.password, message.name}, session.address};
  if (session.admission.asked) session.admission.next = std::move(ask);
  else ask_admission(session, std::move(ask));
}

void Hub::ask_admission(Session& session, AdmissionRequest ask) {
  session.admission.asked = next_request_++;
  effects_.push_back(RequestAdmission{session.id, *session.admission.asked, std::move(ask)});
}

void Hub::on(Context in, const Leave&) {
  Session& session = in.session;
  if (session.stage == Stage::authenticated) return refuse(in, ErrorCode::not_joined);
  // If the admission's answer is still on its way, admitted() finds nobody waiting and gives the
  // seat back.
  session.admission.next.reset();
  const std::string meeting = session.room ? session.room->value() : session.admission.meeting;
  leave_room(session, LeaveReason::left, Stay::over, in.now);
  session.stage = Stage::authenticated;
  send(session, Left{meeting}, in.re, in.now);
}

void Hub::on(Context in, const Ping& message) { send(in.session, Pong{message.t}, in.re, in.now); }

}  // namespace signaling
