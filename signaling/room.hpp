// SPDX-License-Identifier: MIT
// Room: who is in one meeting now, who of each pair is polite, and the recent chat. Pure; one
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "meetings/presence.hpp"
#include "signaling/effects.hpp"
#include "signaling/messages.hpp"

namespace signaling {

struct Member {
  SessionId session;
  meetings::PresentMember who;
  std::uint64_t order = 0;  // of coming in; decides who is polite
};

// How `receiver` sees `member`: of two, who was there first is the polite one and waits for the
// newcomer's offer.
Peer peer_seen_by(const Member& receiver, const Member& member);

class Room {
 public:
  static constexpr std::size_t kChatKept = 50;

  explicit Room(meetings::MeetingId id) : id_(std::move(id)) {}

  const meetings::MeetingId& id() const noexcept { return id_; }
  const std::vector<Member>& members() const noexcept { return members_; }
  bool empty() const noexcept { return members_.empty(); }

  // nullptr where nobody of that name is in. Valid until the next add or remove.
  Member* find(std::string_view participant_id) noexcept;
  Member* find(SessionId session) noexcept;

  Member& add(SessionId session, meetings::PresentMember who);
  void remove(SessionId session, base::Instant now);
  // Since when nobody is in; meaningful while empty().
  base::Instant empty_since() const noexcept { return empty_since_; }

  // Keeps the last kChatKept public messages.
  void keep(Chat chat);
  // The newest that fit into `most_bytes` of JSON, oldest first.
  std::vector<Chat> recent_chat(std::size_t most_bytes) const;

 private:
  meetings::MeetingId id_;
  std::vector<Member> members_;  // in the order of coming; a room is small
  std::uint64_t next_order_ = 0;
  std::deque<Chat> chat_;
  base::Instant empty_since_{};
};

}  // namespace signaling
