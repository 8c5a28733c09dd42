// SPDX-License-Identifier: MIT
// Room: the members of one meeting, the way in which they connect, and the recent chat. Pure; one
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "meetings/presence.hpp"
#include "signaling/audience.hpp"
#include "signaling/groups.hpp"
#include "signaling/lobby.hpp"
#include "signaling/member.hpp"
#include "signaling/messages.hpp"
#include "signaling/rate_limit.hpp"
#include "signaling/room_moderation.hpp"
#include "signaling/topology.hpp"

namespace signaling {

struct HandedRoom;

class Room {
 public:
  static constexpr std::size_t kChatKept = 50;
  static constexpr std::size_t kChatBytes = kMaxFrameBytes;  // as JSON; `joined` carries no more

  // `topology` outlives the room.
  Room(meetings::MeetingId id, const Topology& topology)
      : id_(std::move(id)), topology_(topology) {}

  const meetings::MeetingId& id() const noexcept { return id_; }
  const std::vector<Member>& members() const noexcept { return members_; }
  std::vector<Member>& members() noexcept { return members_; }
  // The meeting as the newest seat or event has it. The settings in it hold for the room.
  const RoomMeeting& meeting() const noexcept { return meeting_; }
  // Takes the description unless the room knows a newer version. True: something is different now.
  bool describe(RoomMeeting meeting, std::int64_t version);
  RoomLimiter& limiter() noexcept { return limiter_; }
  RoomModeration& moderation() noexcept { return moderation_; }
  const RoomModeration& moderation() const noexcept { return moderation_; }
  Lobby& lobby() noexcept { return lobby_; }
  const Lobby& lobby() const noexcept { return lobby_; }
  Audience& audience() noexcept { return audience_; }
  Groups& groups() noexcept { return groups_; }
  const Groups& groups() const noexcept { return groups_; }
  // Everybody is in the lesson again; what was said in the groups is forgotten.
  void end_groups();
  // Of one group.
  const std::optional<meetings::ParticipantId>& spotlight(GroupNumber group) const;
  void set_spotlight(GroupNumber group, std::optional<meetings::ParticipantId> seat);
  bool is_lecture() const noexcept { return meeting_.type == meetings::MeetingType::lecture; }
  // What the decisions of hosts and the settings of the meeting leave to a member.
  Blocks blocks_of(const Member& member) const {
    return moderation_.blocks_of(member.who, meeting_.settings);
  }
  meetings::MediaState permitted(const Member& member, meetings::MediaState wanted) const {
    return moderation_.permitted(member.who, std::move(wanted), meeting_.settings);
  }
  const char* chat_refusal(const Member& member) const {
    return moderation_.chat_refusal(member.who, meeting_.settings);
  }
  bool empty() const noexcept { return members_.empty(); }

  // nullptr if the room has no such member. Valid until the next add or remove.
  Member* find(std::string_view participant_id) noexcept;
  Member* find(SessionId session) noexcept;

  Member& add(Place place, meetings::PresentMember who);
  void remove(SessionId session, base::Instant now);
  // True if the two members negotiate a connection of their media.
  bool connects(const Member& a, const Member& b) const noexcept {
    return topology_.connects(a, b);
  }
  // True if they connect and `receiver` is the polite side.
  bool is_polite(const Member& receiver, const Member& member) const noexcept {
    return connects(receiver, member) && topology_.is_polite(receiver, member);
  }
  // Takes the state, and gives a hand that goes up its place in the queue.
  void set_media(Member& member, meetings::MediaState media);
  // How the message for `receiver` describes `member`.
  Peer peer_seen_by(const Member& receiver, const Member& member) const;
  // When the last member left; meaningful while empty().
  base::Instant empty_since() const noexcept { return empty_since_; }

  // Keeps the last kChatKept public messages of each group, at most kChatBytes of them.
  void keep(Chat chat);
  // The number of the next public line. It is larger than all before it, also than those of an
  // earlier room of this meeting, which people may still have before their eyes.
  std::uint64_t number_line(base::WallTime now) noexcept;
  // False: no line has had this number yet.
  bool had_line(std::uint64_t line) const noexcept { return line <= last_line_; }
  // The newest messages of a group that fit into `most_bytes` of JSON, oldest first.
  std::vector<Chat> recent_chat(std::size_t most_bytes, GroupNumber group = kLesson) const;

  // room_handover.cpp: the room in the next process. The members name the sessions as the caller
  // has numbered them.
  HandedRoom hand_over() const;
  void restore(HandedRoom handed, base::Instant now);

 private:
  meetings::MeetingId id_;
  const Topology& topology_;
  RoomMeeting meeting_;
  std::int64_t version_ = 0;
  std::vector<Member> members_;  // in the order in which they came; a room is small
  std::uint64_t next_order_ = 0;
  std::uint64_t next_hand_ = 1;
  std::uint64_t last_line_ = 0;
  struct KeptChat {
    Chat chat;
    std::size_t bytes = 0;  // in the array of `joined`, with its comma
  };
  struct Tail {
    std::deque<KeptChat> chat;
    std::size_t bytes = 0;
  };
  static void keep(Tail& tail, Chat chat);

  std::unordered_map<GroupNumber, Tail> tails_;
  Groups groups_;
  RoomLimiter limiter_;
  RoomModeration moderation_;
  Lobby lobby_;
  Audience audience_;
  base::Instant empty_since_{};
};

}  // namespace signaling
