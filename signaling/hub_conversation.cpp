// SPDX-License-Identifier: MIT
// The messages that everyone in a room sees: chat, media-state and reaction.
#include <utility>

#include "signaling/hub.hpp"
#include "signaling/peer_frames.hpp"

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

constexpr auto kUpdated = [](Peer peer) { return PeerUpdated{std::move(peer)}; };

}  // namespace

void Hub::on(Context in, const ChatPost& message) {
  Room& room = rooms_.at(*in.session.room);
  const Member& self = *room.find(in.session.id);
  if (const char* why = room.chat_refusal(self)) return refuse(in, ErrorCode::forbidden, why);
  Chat chat{self.who.participant_id,
            self.who.user_id,
            self.who.name,
            message.message,
            base::print_iso8601(in.now.wall),
            message.target_id.has_value(),
            std::nullopt};
  if (!message.target_id) {
    chat.line = room.number_line(in.now.wall);
    chat.group = self.group;
    const std::string body = encode(chat);
    if (!room_lets(in, MessageClass::chat, body.size())) return;
    if (limits_.site) return hold_line(in, room, std::move(chat));
    return tell_chat(room, chat, body, in.session.id, in.re, in.now);
  }
  const Member* target = room.find(*message.target_id);
  if (target == nullptr || is_on(*target, in.session.id) || target->group != self.group)
    return refuse(in, ErrorCode::no_such_peer);
  const auto frame = [](std::string body) {
    Frame out{std::move(body), true};
    out.is_private = true;
    return out;
  };
  if (!pass(in, *target, frame(encode(chat)))) return;
  chat.target_id = target->who.participant_id;
  std::string own = encode(chat);
  if (in.re) own = stamp(std::move(own), in.re, std::nullopt);
  post(in.session, frame(std::move(own)), in.now);
}

void Hub::tell_chat(Room& room, const Chat& chat, const std::string& body, SessionId sender,
                    const std::optional<std::string>& re, Now now) {
  room.keep(chat);
  for (const Member& member : room.members()) {
    const bool hears = chat.group == kEveryGroup || member.group == chat.group;
    if (!hears && !is_on(member, sender)) continue;  // its sender may have moved meanwhile
    const bool answers = is_on(member, sender) && re;
    post(session_of(member), {answers ? stamp(body, re, std::nullopt) : copy_for_one(body), true},
         now);
  }
}

void Hub::on(Context in, const MediaUpdate& message) {
  Room& room = rooms_.at(*in.session.room);
  Member& self = *room.find(in.session.id);
  const meetings::MediaState wanted = merged(self.who.media, message);
  const Blocks before = room.blocks_of(self);
  change_media(room, self, wanted);
  // Whoever may not have all of it learns what the others see.
  const bool held = self.who.media != wanted;
  if (held) metrics_.held_media().add();
  if (held || room.blocks_of(self) != before) tell_state_to(room, self, self, in.now);
  if (self.untold) tell_state(room, self, in.now);
}

// Tells everybody the member's state, or leaves it to tick() while the room is over its rate: the
// newest state is told in the end.
void Hub::tell_state(Room& room, Member& member, Now now) {
  touch(room.id());
  if (!member.announced) {  // the announcement will have the newest state
    member.untold = false;
    return;
  }
  const Session& session = session_of(member);
  PeerFrames frames{room, member, kUpdated};
  const std::size_t bytes = frames.seen_by(member).size();
  const bool much = session.limiter.sent_much(MessageClass::media_state, now.mono);
  member.untold =
      room.limiter().check(RoomLimiter::Traffic::state, bytes, much, now.mono).has_value();
  if (member.untold) return;
  for (const Member& other : room.members()) {
    if (&other != &member && sees(other, member))
      post_state(other, member, copy_for_one(frames.seen_by(other)), now);
  }
}

void Hub::tell_state_to(Room& room, const Member& receiver, const Member& member, Now now) {
  post_state(receiver, member, encode(PeerUpdated{room.peer_seen_by(receiver, member)}), now);
}

// Only the newest state of a member waits for a client.
void Hub::post_state(const Member& receiver, const Member& member, std::string body, Now now) {
  const Local place = std::get<Local>(member.place);
  post(session_of(receiver), {std::move(body), true, FrameKind::replaceable, place.session}, now);
}

bool Hub::room_lets(Context in, MessageClass kind, std::size_t bytes) {
  const auto traffic =
      kind == MessageClass::chat ? RoomLimiter::Traffic::chat : RoomLimiter::Traffic::state;
  const bool much = in.session.limiter.sent_much(kind, in.now.mono);
  const auto excess =
      rooms_.at(*in.session.room).limiter().check(traffic, bytes, much, in.now.mono);
  if (excess) refuse(in, *excess);
  return !excess;
}

void Hub::on(Context in, const ReactionPost& message) {
  Room& room = rooms_.at(*in.session.room);
  const Member& self = *room.find(in.session.id);
  if (message.line && !room.had_line(*message.line))
    return refuse(in, ErrorCode::bad_field, "line is no line of this room.");
  const std::string body = encode(Reaction{self.who.participant_id, message.emoji, message.line});
  if (!room_lets(in, MessageClass::reaction, body.size())) return;
  for (const Member& member : room.members()) {
    // Everybody of the group sees the line, and so what is said to it.
    const bool has_line = message.line && member.group == self.group;
    if (&member != &self && (has_line || sees(member, self)))
      post(session_of(member), {body, false, FrameKind::droppable}, in.now);
  }
  // The other listeners get the numbers.
  if (!message.line && !speaks(self) && !room.audience().react(message.emoji))
    metrics_.dropped_reactions().add();
}

}  // namespace signaling
