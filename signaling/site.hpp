// SPDX-License-Identifier: MIT
// SiteDirectory: what the signaling server asks about the other nodes of the site. Each meeting has
// one owner, the node on which its room is; the sockets of all other nodes are passed on to it. The
// server knows nothing of Redis; cluster_rooms implements the interface.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "meetings/ids.hpp"

namespace signaling {

// What the owner before this one has left of a room; both texts are those of hub_state and
// kept_line. Empty where the room is new.
struct RoomCopy {
  std::string room;
  std::vector<std::string> lines;  // the newest of the public chat, the oldest first
};

struct Placement {
  enum class Kind : std::uint8_t {
    here,       // this node owns the meeting
    elsewhere,  // `node` owns it
    unknown,    // nobody can say now
  };
  Kind kind = Kind::unknown;
  std::string node, address;  // of the owner; the address is where its listener for nodes is
  std::uint64_t epoch = 0;    // grows with each change of the owner
  RoomCopy copy;              // here, and only in the answer that made this node the owner
};

// What the owner writes of a room.
struct RoomToKeep {
  std::string text;
  std::vector<std::string> sessions;  // the names of its sessions, which are found by them
  // Replaces the lines that keep_line() has written.
  std::optional<std::vector<std::string>> lines;
};

// Where a session was last.
struct SessionPlace {
  bool known = false;  // false: nobody can say now
  std::optional<meetings::MeetingId> meeting;
};

// All functions may be called on any thread. Answers come on any thread, each exactly once, unless
// the process ends before. They must not block.
class SiteDirectory {
 public:
  virtual ~SiteDirectory() = default;
  // The owner of the meeting; makes this node the owner where there is none.
  virtual void place(const meetings::MeetingId& meeting, std::function<void(Placement)> answer) = 0;
  // This node does not need the meeting any more. With `keep` the copy stays for the next owner.
  virtual void release(const meetings::MeetingId& meeting, bool keep) = 0;
  virtual void find_session(const std::string& name, std::function<void(SessionPlace)> answer) = 0;
  // Replaces the copy of a room that this node owns.
  virtual void keep_room(const meetings::MeetingId& meeting, RoomToKeep room) = 0;
  // Adds a line to the copy. The answer says whether it is outside of this process now; there is
  // none where another node owns the meeting.
  virtual void keep_line(const meetings::MeetingId& meeting, std::string line,
                         std::function<void(bool kept)> answer) = 0;
};

}  // namespace signaling
