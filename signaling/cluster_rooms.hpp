// SPDX-License-Identifier: MIT
// ClusterRooms: the SiteDirectory in Redis. The keys are "<channel>.node.N" (the lease and the
// address of a node), ".owner.M" and ".epoch.M" (of a meeting), ".room.M" and ".lines.M" (the copy
// of its room) and ".session.S" (the meeting of a session). What depends on an owner is one script,
// which compares node and epoch where it writes. The cluster's thread only, except for the
// functions of SiteDirectory.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "net/event_loop.hpp"
#include "signaling/cluster_owners.hpp"
#include "signaling/cluster_redis.hpp"
#include "signaling/site.hpp"

namespace signaling {

class ClusterRooms final : public SiteDirectory {
 public:
  // All outlive this.
  struct Parts {
    net::EventLoop& loop;
    RedisBus& bus;
    std::string prefix;   // of the keys: that of the channel, and a dot
    std::string name;     // of this node
    std::string address;  // where the other nodes reach it
    // Called on the loop's thread.
    std::function<void(const meetings::MeetingId&)> lost;  // another node owns it now
    std::function<void()> back;  // Redis is there again: it may have lost what it had
    base::Metrics& metrics;
  };
  explicit ClusterRooms(Parts parts);
  ~ClusterRooms() override = default;
  ClusterRooms(const ClusterRooms&) = delete;
  ClusterRooms& operator=(const ClusterRooms&) = delete;

  void connected();
  void disconnected();
  void tick();
  // Gives up the lease, so that others may take at once what this node has not released.
  // Calls `then` when Redis has it, or cannot have it.
  void leave(const std::function<void()>& then);

  void place(const meetings::MeetingId& meeting, std::function<void(Placement)> answer) override;
  void release(const meetings::MeetingId& meeting, bool keep) override;
  void find_session(const std::string& name, std::function<void(SessionPlace)> answer) override;
  void keep_room(const meetings::MeetingId& meeting, RoomToKeep room) override;
  void keep_line(const meetings::MeetingId& meeting, std::string line,
                 std::function<void(bool kept)> answer) override;

 private:
  using Answer = std::function<void(Placement)>;

  void execute(const OwnerEffects& effects);
  void execute(const AskBeat& ask);
  void execute(const AskClaim& ask);
  void execute(const AskVerify& ask);
  void execute(const AskRelease& ask);
  void execute(const Placed& effect);
  void execute(const OwnerLost& effect);
  // EVAL with keys of the meeting, each named by its word, and arguments.
  void run(const char* script, const std::vector<std::string>& keys,
           const std::vector<std::string>& arguments, RedisBus::Then then);
  std::string key(const char* word, const std::string& id) const;
  // What .owner.M holds while this node owns the meeting; nullopt where it does not.
  std::optional<std::string> mark(const meetings::MeetingId& meeting) const;
  void write_room(const meetings::MeetingId& meeting, const RoomToKeep& room);
  void write_line(const meetings::MeetingId& meeting, const std::string& line, bool again,
                  std::function<void(bool kept)> answer);
  // The server has refused a write of this owner.
  void refused(const meetings::MeetingId& meeting);

  const Parts parts_;
  MeetingOwners owners_;
  std::unordered_map<meetings::MeetingId, std::vector<Answer>> waiting_;
  base::Gauge& owned_;
  base::Counter& lost_;
  base::Counter& kept_;
  base::Counter& kept_bytes_;
  base::Counter& not_kept_;
};

}  // namespace signaling
