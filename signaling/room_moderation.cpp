// SPDX-License-Identifier: MIT
#include "signaling/room_moderation.hpp"

#include <algorithm>

#include "meetings/permissions.hpp"

namespace signaling {

using meetings::Action;
using meetings::AllowedTo;

const RoomModeration::Decision* RoomModeration::find(
    const meetings::ParticipantId& seat) const noexcept {
  const auto found = std::find_if(decisions_.begin(), decisions_.end(),
                                  [&](const Decision& one) { return one.seat == seat; });
  return found == decisions_.end() ? nullptr : &*found;
}

RoomModeration::Decision& RoomModeration::decision(const meetings::ParticipantId& seat) {
  if (const Decision* found = find(seat))
    return decisions_[static_cast<std::size_t>(found - decisions_.data())];
  if (decisions_.size() == kMostSeats) decisions_.erase(decisions_.begin());
  return decisions_.emplace_back(Decision{seat, {}, false});
}

// Where the setting keeps people from unmuting, whoever speaks goes on, and whoever is silent needs
// a leave.
Blocks RoomModeration::blocks_of(const meetings::PresentMember& who,
                                 const meetings::MeetingSettings& settings) const {
  if (meetings::moderates(who.role)) return {};
  const Decision* decided = find(who.participant_id);
  Blocks blocks = decided ? decided->blocks : Blocks{};
  const bool leave = decided && decided->may_unmute && settings.unmute != AllowedTo::off;
  const bool rule =
      meetings::may(who.role, meetings::Act::speak) && !meetings::lets(settings.unmute, who.role);
  if (rule && !leave && !who.media.audio) blocks.audio = true;
  return blocks;
}

meetings::MediaState RoomModeration::permitted(const meetings::PresentMember& who,
                                               meetings::MediaState wanted,
                                               const meetings::MeetingSettings& settings) const {
  if (!meetings::may(who.role, meetings::Act::speak)) {
    meetings::MediaState quiet;
    quiet.hand = wanted.hand;
    return quiet;
  }
  const Blocks blocks = blocks_of(who, settings);
  if (blocks.audio) wanted.audio = false;
  if (blocks.video) wanted.video = false;
  if (blocks.screen || !meetings::lets(settings.share, who.role)) wanted.screen = false;
  if (!wanted.screen) wanted.screen_stream.clear();
  if (!meetings::lets(settings.recording, who.role)) wanted.recording = false;
  return wanted;
}

const char* RoomModeration::chat_refusal(const meetings::PresentMember& who,
                                         const meetings::MeetingSettings& settings) const {
  if (settings.chat == AllowedTo::off) return "Chat is off in this meeting.";
  if (!meetings::lets(settings.chat, who.role)) return "Only the hosts write in this meeting.";
  if (blocks_of(who, settings).chat) return "A host has switched chat off for you.";
  return nullptr;
}

void RoomModeration::decide(Action action, const meetings::ParticipantId& seat) {
  Decision& decided = decision(seat);
  switch (action) {
    case Action::mute:
      decided.blocks.audio = true;
      decided.may_unmute = false;
      break;
    case Action::unmute_allowed:
      decided.blocks.audio = false;
      decided.may_unmute = true;
      break;
    case Action::stop_video: decided.blocks.video = true; break;
    case Action::video_allowed: decided.blocks.video = false; break;
    case Action::stop_share: decided.blocks.screen = true; break;
    case Action::share_allowed: decided.blocks.screen = false; break;
    case Action::chat_off: decided.blocks.chat = true; break;
    case Action::chat_on: decided.blocks.chat = false; break;
    default: break;
  }
}

void RoomModeration::mute_among_all(const meetings::ParticipantId& seat) {
  if (find(seat) != nullptr) decision(seat).may_unmute = false;
}

void RoomModeration::forget(const meetings::ParticipantId& seat) {
  std::erase_if(decisions_, [&](const Decision& one) { return one.seat == seat; });
}

}  // namespace signaling
