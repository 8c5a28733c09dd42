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

void Room::keep(Chat chat) {
  const std::size_t bytes = encoded_size(chat) + 1;
  chat_bytes_ += bytes;
  chat_.push_back({std::move(chat), bytes});
  while (chat_.size() > kChatKept || chat_bytes_ > kChatBytes) {
    chat_bytes_ -= chat_.front().bytes;
    chat_.pop_front();
  }
}

std::vector<Chat> Room::recent_chat(std::size_t most_bytes) const {
  std::vector<Chat> out;
  std::size_t bytes = 0;
  for (auto kept = chat_.rbegin(); kept != chat_.rend(); ++kept) {
    bytes += kept->bytes;
    if (bytes > most_bytes) break;
    out.push_back(kept->chat);
  }
  std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace signaling
