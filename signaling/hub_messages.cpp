// SPDX-License-Identifier: MIT
// What each message of a client does.
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

meetings::MediaState merged(meetings::MediaState state, const MediaUpdate& update) {
  if (update.audio) state.audio = *update.audio;
  if (update.video) state.video = *update.video;
  if (update.screen) state.screen = *update.screen;
  if (update.hand) state.hand = *update.hand;
  if (update.recording) state.recording = *update.recording;
  if (update.screen_stream) state.screen_stream = *update.screen_stream;
  if (update.screen == false)
    state.screen_stream.clear();  // an id of a stream that is gone helps nobody
  return state;
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
  session.request = next_request_++;
  session.asked_at = in.now.instant;
  session.wanted_meeting = message.meeting;
  session.join_id = in.re;
  AdmissionRequest ask{
      *session.claims, message.meeting, {message.password, message.name}, session.address};
  effects_.push_back(RequestAdmission{session.id, session.request, std::move(ask)});
}

void Hub::on(Context in, const Leave&) {
  Session& session = in.session;
  if (session.stage == Stage::authenticated) return refuse(in, ErrorCode::not_joined);
  // Still asking: the answer will find nobody waiting and the seat is given back then.
  const std::string meeting = session.room ? session.room->value() : session.wanted_meeting;
  leave_room(session, LeaveReason::left, Stay::over, in.now);
  session.stage = Stage::authenticated;
  send(session, Left{meeting}, in.re, in.now);
}

void Hub::relay(Context in, std::string_view target_id, const ServerMessage& message) {
  const Member* target = rooms_.at(*in.session.room).find(target_id);
  if (target == nullptr || target->session == in.session.id)
    return refuse(in, ErrorCode::no_such_peer);
  send(*find(target->session), message, std::nullopt, in.now);
}

void Hub::on(Context in, const Description& message) {
  const Member& self = *rooms_.at(*in.session.room).find(in.session.id);
  relay(in, message.target_id,
        RelayedDescription{message.kind, self.who.participant_id, message.sdp});
}

void Hub::on(Context in, const Candidates& message) {
  const Member& self = *rooms_.at(*in.session.room).find(in.session.id);
  relay(in, message.target_id,
        RelayedCandidates{self.who.participant_id, message.candidates, message.batch});
}

void Hub::on(Context in, const ChatPost& message) {
  Room& room = rooms_.at(*in.session.room);
  const Member& self = *room.find(in.session.id);
  Chat chat{self.who.participant_id,
            self.who.user_id,
            self.who.name,
            message.message,
            base::print_iso8601(in.now.wall),
            message.target_id.has_value(),
            std::nullopt};
  if (!message.target_id) {
    room.keep(chat);
    const std::string body = encode(chat);
    for (const Member& member : room.members()) {
      const bool own = member.session == in.session.id;
      send_body(*find(member.session), body, true, own ? in.re : std::nullopt, in.now);
    }
    return;
  }
  const Member* target = room.find(*message.target_id);
  if (target == nullptr || target->session == in.session.id)
    return refuse(in, ErrorCode::no_such_peer);
  send(*find(target->session), chat, std::nullopt, in.now);
  chat.target_id = target->who.participant_id;
  send(in.session, std::move(chat), in.re, in.now);
}

void Hub::on(Context in, const MediaUpdate& message) {
  Room& room = rooms_.at(*in.session.room);
  Member& self = *room.find(in.session.id);
  meetings::MediaState state = merged(self.who.media, message);
  if (state == self.who.media) return;
  self.who.media = std::move(state);
  effects_.push_back(PresenceChanged{room.id(), self.who.participant_id, self.who});
  for (const Member& member : room.members()) {
    if (member.session == in.session.id) continue;
    send(*find(member.session), PeerUpdated{peer_seen_by(member, self)}, std::nullopt, in.now);
  }
}

void Hub::on(Context in, const ReactionPost& message) {
  const Room& room = rooms_.at(*in.session.room);
  const Member& self = *rooms_.at(*in.session.room).find(in.session.id);
  const std::string body = encode(Reaction{self.who.participant_id, message.emoji});
  for (const Member& member : room.members()) {
    if (member.session != in.session.id)
      send_body(*find(member.session), body, false, std::nullopt, in.now);
  }
}

void Hub::on(Context in, const IceRefresh&) {
  const std::optional<meetings::MeetingId> meeting =
      in.session.room ? in.session.room : in.session.claims->meeting_id;
  send(in.session,
       IceServerList{ice_servers_.issue(in.session.claims->user_id, meeting, in.now.wall)}, in.re,
       in.now);
}

void Hub::on(Context in, const Ping& message) { send(in.session, Pong{message.t}, in.re, in.now); }

}  // namespace signaling
