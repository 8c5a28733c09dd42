// SPDX-License-Identifier: MIT
// ClusterNode: this process as one of the nodes of a site. It tells the others what happens here,
// and passes on what they tell: signaling/cluster.hpp over signaling/cluster_redis.hpp. The loop's
// thread only, except where "any thread" is written.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/redis_url.hpp"
#include "meetings/events.hpp"
#include "net/event_loop.hpp"
#include "signaling/cluster.hpp"
#include "signaling/cluster_presence.hpp"
#include "signaling/cluster_redis.hpp"
#include "signaling/cluster_rooms.hpp"

namespace signaling {

class ClusterNode {
 public:
  // All outlive the node.
  struct Parts {
    base::RedisUrl server;
    SentinelSettings sentinels;
    std::string channel;  // nodes of other sites have another one
    std::string name;     // of this process; no other has the same one
    // What another node has told. The loop's thread; must not block.
    std::function<void(const meetings::Event&)> take;
    // What another node has told of the people in its rooms; a node is away, with its rooms. The
    // loop's thread; must not block.
    std::function<void(const std::string& node, PresenceNews)> take_presence;
    std::function<void(const std::string& node)> node_away;
    // What this node says of itself to the others (cluster_about), asked once a second, and what
    // another one says; empty: it is silent, or goes. The loop's thread; must not block.
    std::function<std::string()> about;
    std::function<void(const std::string& node, const std::string& about)> take_about;
    // Runs a function that blocks on another thread; false: it does not run.
    std::function<bool(std::function<void()>)> in_background;
    // Where the other nodes reach this one with their clients; empty: rooms are not shared.
    std::string address;
    // What ClusterRooms tells: a meeting has another owner, Redis is there again. Loop's thread.
    std::function<void(const meetings::MeetingId&)> lost;
    std::function<void()> back;
    const base::Log& log;
    base::Metrics& metrics;
  };
  ClusterNode(net::EventLoop& loop, Parts parts);
  ClusterNode(const ClusterNode&) = delete;
  ClusterNode& operator=(const ClusterNode&) = delete;

  // Before start(): what calls tell_presence() for everybody in the rooms of this node.
  void on_tell_all(std::function<void()> tell_all) { tell_all_ = std::move(tell_all); }
  // Before start(): runs once, on the loop's thread, when this node has been connected for two
  // minutes and no other one was there. It must not block.
  void on_alone(std::function<void()> alone) { alone_ = std::move(alone); }
  void start();
  // Any thread.
  void tell(const meetings::Event& event);
  void tell_presence(const PresenceNews& news);
  // Tells Redis that this node goes; `then` runs when Redis has it, or cannot have it.
  void leave(const std::function<void()>& then);
  void stop() noexcept;
  const std::string& name() const noexcept { return parts_.name; }  // any thread
  // nullptr where rooms are not shared.
  SiteDirectory* directory() noexcept { return rooms_.get(); }

 private:
  void execute(const ClusterEffects& effects);
  void execute(const Publish& effect);
  void execute(const TakeEvent& effect);
  void execute(const TakePresence& effect);
  void execute(const TellPresence& effect);
  void execute(const TakeAbout& effect);
  void execute(const NodeAway& effect);
  void execute(const EventsLost& effect);
  void execute(const MessageRefused& effect);
  std::unique_ptr<ClusterRooms> make_rooms();
  void up();
  void down(const std::string& why);
  void tick();
  void look_whether_alone(std::size_t others);

  net::EventLoop& loop_;
  const Parts parts_;
  Cluster cluster_;
  RedisBus bus_;
  std::unique_ptr<ClusterRooms> rooms_;  // null where rooms are not shared
  net::Timer tick_;
  std::function<void()> tell_all_;
  std::function<void()> alone_;
  unsigned alone_for_ = 0;  // seconds
  bool is_up_ = false;
  bool leaves_ = false;
  base::Gauge& connected_;
  base::Gauge& nodes_;
  base::Counter& told_;
  base::Counter& taken_;
  base::Counter& lost_;
  base::Counter& refused_;
};

}  // namespace signaling
