// SPDX-License-Identifier: MIT
// The messages that everyone in a room sees: chat, media-state and reaction.
#include <utility>

#include "signaling/hub.hpp"

namespace signaling {
namespace {

meetings::MediaState merged(meetings::MediaState state, const MediaUpdate& update) {
  if (update.audio) state.audio = *update.audio;
  if (update.video) state.video = *update.video;
  if (update.screen) state.screen = *update.screen;
  if (update.hand) state.hand = *update.hand;
  if (update.recording) state.recording = *update.recording;
  if (update.screen_stream) state.screen_stream = *update.screen_stream;
  if (update.screen == false) state.screen_stream.clear();  // the id of a stream that is gone
  return state;
}

}  // namespace

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
      const bool own = is_on(member, in.session.id);
      send_body(session_of(member), body, true, own ? in.re : std::nullopt, in.now);
    }
    return;
  }
  const Member* target = room.find(*message.target_id);
  if (target == nullptr || is_on(*target, in.session.id))
    return refuse(in, ErrorCode::no_such_peer);
  tell(*target, chat, in.now);
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
    if (is_on(member, in.session.id)) continue;
    tell(member, PeerUpdated{room.peer_seen_by(member, self)}, in.now);
  }
}

void Hub::on(Context in, const ReactionPost& message) {
  const Room& room = rooms_.at(*in.session.room);
  const Member& self = *rooms_.at(*in.session.room).find(in.session.id);
  const std::string body = encode(Reaction{self.who.participant_id, message.emoji});
  for (const Member& member : room.members()) {
    if (!is_on(member, in.session.id))
      send_body(session_of(member), body, false, std::nullopt, in.now);
  }
}

}  // namespace signaling
