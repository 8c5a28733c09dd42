// SPDX-License-Identifier: MIT
#include "signaling/room.hpp"

#include <algorithm>
#include <utility>

#include "meetings/permissions.hpp"
#include "signaling/codec.hpp"

namespace signaling {

Member* Room::find(std::string_view participant_id) noexcept {
  const auto found = std::find_if(members_.begin(), members_.end(), [&](const Member& m) {
    return m.who.participant_id.value() == participant_id;
  });
  return found == members_.end() ? nullptr : &*found;
}

Member* Room::find(SessionId session) noexcept {
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [&](const Member& m) { return is_on(m, session); });
  return found == members_.end() ? nullptr : &*found;
}

Member& Room::add(Place place, meetings::PresentMember who) {
  members_.push_back(Member{place, std::move(who), next_order_++});
  return members_.back();
}

void Room::remove(SessionId session, base::Instant now) {
  std::erase_if(members_, [&](const Member& m) { return is_on(m, session); });
  if (members_.empty()) empty_since_ = now;
}

Peer Room::peer_seen_by(const Member& receiver, const Member& member) const {
  const meetings::PresentMember& who = member.who;
  return Peer{who.participant_id,
              who.user_id,
              who.name,
              who.role,
              who.media,
              is_polite(receiver, member),
              member.away,
              blocks_of(member),
              member.trouble && meetings::moderates(receiver.who.role),
              member.hand,
              member.guest};
}

void Room::set_media(Member& member, meetings::MediaState media) {
  if (!media.hand) member.hand = 0;
  else if (member.hand == 0) member.hand = next_hand_++;
  member.who.media = std::move(media);
}

bool Room::describe(RoomMeeting meeting, std::int64_t version) {
  if (version < version_) return false;
  version_ = version;
  if (meeting == meeting_) return false;
  meeting_ = std::move(meeting);
  return true;
}

std::uint64_t Room::number_line(base::WallTime now) noexcept {
  const auto milliseconds = static_cast<std::uint64_t>(base::unix_micros(now) / 1000);
  return last_line_ = std::max(last_line_ + 1, milliseconds);
}

// A line of groups that are over by now is nobody's.
void Room::keep(Chat chat) {
  last_line_ = std::max(last_line_, chat.line);
  if (chat.group != kEveryGroup) {
    if (groups_.has(chat.group)) keep(tails_[chat.group], std::move(chat));
    return;
  }
  for (GroupNumber group = kLesson; groups_.has(group); ++group) keep(tails_[group], chat);
}

void Room::keep(Tail& tail, Chat chat) {
  const std::size_t bytes = encoded_size(chat) + 1;
  tail.bytes += bytes;
  tail.chat.push_back({std::move(chat), bytes});
  while (tail.chat.size() > kChatKept || tail.bytes > kChatBytes) {
    tail.bytes -= tail.chat.front().bytes;
    tail.chat.pop_front();
  }
}

void Room::end_groups() {
  groups_.end();
  std::erase_if(tails_, [](const auto& entry) { return entry.first != kLesson; });
}

const std::optional<meetings::ParticipantId>& Room::spotlight(GroupNumber group) const {
  return group == kLesson ? moderation_.spotlight() : groups_.spotlight(group);
}

void Room::set_spotlight(GroupNumber group, std::optional<meetings::ParticipantId> seat) {
  if (group == kLesson) moderation_.set_spotlight(std::move(seat));
  else if (groups_.has(group)) groups_.set_spotlight(group, std::move(seat));
}

std::vector<Chat> Room::recent_chat(std::size_t most_bytes, GroupNumber group) const {
  std::vector<Chat> out;
  std::size_t bytes = 0;
  const auto tail = tails_.find(group);
  if (tail == tails_.end()) return out;
  for (auto kept = tail->second.chat.rbegin(); kept != tail->second.chat.rend(); ++kept) {
    bytes += kept->bytes;
    if (bytes > most_bytes) break;
    out.push_back(kept->chat);
  }
  std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace signaling
