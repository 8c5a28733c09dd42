// SPDX-License-Identifier: MIT
// The messages by which a client comes in and goes: auth, join, leave; and ping. The messages
// inside a room are in hub_negotiation.cpp and hub_conversation.cpp.
#include <utility>

#include "signaling/hub.hpp"

namespace signaling {
namespace {

// A foreign issuer's client knows the person by the issuer's own id.
bool is_for(const meetings::Claims& claims, std::string_view user_id) {
  return user_id == claims.user_id.value() ||
         (!claims.subject.empty() && user_id == claims.subject);
}

// A client may send `join` and the like without waiting for `welcome`.
constexpr std::size_t kEarlyFrames = 4;

bool needs_room(const ClientMessage& message) noexcept {
  return std::holds_alternative<Description>(message) ||
         std::holds_alternative<Candidates>(message) || std::holds_alternative<ChatPost>(message) ||
         std::holds_alternative<MediaUpdate>(message) ||
         std::holds_alternative<ReactionPost>(message) ||
         std::holds_alternative<ModeratePost>(message) ||
         std::holds_alternative<WantPost>(message) ||
         std::holds_alternative<CapacityPost>(message) ||
         std::holds_alternative<StatsReport>(message) ||
         std::holds_alternative<GroupsPost>(message);
}

}  // namespace

void Hub::dispatch(Context in, const ClientMessage& message) {
  const bool is_auth = std::holds_alternative<Auth>(message);
  const bool begins = is_auth || std::holds_alternative<Resume>(message);
  if (in.session.stage == Stage::fresh && !begins) return refuse(in, ErrorCode::not_authenticated);
  if (in.session.stage == Stage::authenticating && !is_auth) {
    if (in.session.early.size() >= kEarlyFrames) return refuse(in, ErrorCode::not_authenticated);
    in.session.early.push_back({message, in.re});
    return;
  }
  if (needs_room(message) && in.session.stage != Stage::joined)
    return refuse(in, ErrorCode::not_joined);
  std::visit([&](const auto& m) { on(in, m); }, message);
}

void Hub::on(Context in, const Auth& message) {
  Session& session = in.session;
  if (session.claims || session.stage == Stage::authenticating)
    return refuse(in, ErrorCode::already_authenticated);
  // The signature first: without foreign issuers only a token of ours costs a worker's time.
  const auto claims = tokens_.verify(message.token, in.now.wall);
  const bool foreign = !claims && limits_.foreign_tokens &&
                       claims.error().code == meetings::RefusalCode::token_invalid;
  if (!claims && !foreign) return refuse_token(session, claims.error(), in.re, in.now);
  session.auth_id = in.re;
  if (claims) return confirm(session, *claims, in.now);
  const std::uint64_t request = begin_authentication(session, in.now);
  effects_.push_back(RequestResolution{session.id, request, {message.token, session.address}});
}

std::uint64_t Hub::begin_authentication(Session& session, Now now) {
  session.stage = Stage::authenticating;
  session.asked_at = now.mono;
  return session.request = next_request_++;
}

// The session has its claims before the store is asked. So an event that ends the sign-in session
// finds this session here, or the store's answer is younger than that event.
void Hub::confirm(Session& session, const meetings::Claims& claims, Now now) {
  session.claims = claims;
  by_sign_in_[claims.session_id].push_back(session.id);
  by_person_[claims.user_id].push_back(session.id);
  const std::uint64_t request = begin_authentication(session, now);
  effects_.push_back(RequestAuthentication{session.id, request, {claims, session.address}});
}

void Hub::welcome(Session& session, Now now) {
  session.stage = Stage::authenticated;
  settle(session);
  session.name = random_.base64url(16);
  by_name_[session.name] = session.id;
  const meetings::Claims& claims = *session.claims;
  Welcome message{{},
                  session.name,
                  {},
                  limits_.resume.count(),
                  limits_.ping_every.count(),
                  claims.user_id,
                  claims.name,
                  claims.user_role};
  if (limits_.resume.count() > 0) {
    message.features.emplace_back("resume");
    message.resume_token = session.tokens.issue(random_);
  }
  send(session, std::move(message), std::exchange(session.auth_id, std::nullopt), now);
  for (const ClientFrame& frame : std::exchange(session.early, {})) {
    if (session.stage == Stage::closing) return;
    dispatch({session, frame.id, now}, frame.message);
  }
}

void Hub::refuse_token(Session& session, const meetings::Refusal& refusal,
                       const std::optional<std::string>& re, Now now) {
  refuse({session, re, now}, error_code(refusal.code), refusal.detail, refusal.retry_after.count());
  CloseCode code = CloseCode::not_authenticated;
  if (refusal.code == meetings::RefusalCode::ended) code = CloseCode::meeting_ended;
  if (refusal.code == meetings::RefusalCode::overloaded ||
      refusal.code == meetings::RefusalCode::internal)
    code = CloseCode::try_again_later;
  drop(session, code, LeaveReason::disconnected, now);
}

void Hub::on(Context in, const Join& message) {
  Session& session = in.session;
  if (session.stage != Stage::authenticated) return refuse(in, ErrorCode::already_joined);
  if (message.user_id && !is_for(*session.claims, *message.user_id)) {
    return refuse(in, ErrorCode::forbidden, "userId is not the one of the token.");
  }
  if (message.region) session.relays.region = *message.region;
  session.stage = Stage::admitting;
  session.admission.since = in.now.mono;
  session.admission.meeting = message.meeting;
  session.admission.join_id = in.re;
  AdmissionRequest ask{
      *session.claims, message.meeting, {message.password, message.name}, session.address};
  if (session.admission.asked) session.admission.next = std::move(ask);
  else begin_admission(session, std::move(ask));
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
