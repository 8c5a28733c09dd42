// SPDX-License-Identifier: MIT
// ClusterNode: this process as one of the nodes of a site. It tells the others what happens here,
// and passes on what they tell: signaling/cluster.hpp over signaling/cluster_redis.hpp. The loop's
// thread only, except where "any thread" is written.
#pragma once

#include <functional>
#include <string>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/redis_url.hpp"
#include "meetings/events.hpp"
#include "net/event_loop.hpp"
#include "signaling/cluster.hpp"
#include "signaling/cluster_redis.hpp"

namespace signaling {

class ClusterNode {
 public:
  // All outlive the node.
  struct Parts {
    base::RedisUrl server;
    std::string channel;  // nodes of other sites have another one
    std::string name;     // of this process; no other has the same one
    // What another node has told. The loop's thread; must not block.
    std::function<void(const meetings::Event&)> take;
    // Runs a function that blocks on another thread; false: it does not run.
    std::function<bool(std::function<void()>)> in_background;
    const base::Log& log;
    base::Metrics& metrics;
  };
  ClusterNode(net::EventLoop& loop, Parts parts);
  ClusterNode(const ClusterNode&) = delete;
  ClusterNode& operator=(const ClusterNode&) = delete;

  void start();
  // Any thread.
  void tell(const meetings::Event& event);
  void stop() noexcept;

 private:
  void execute(const ClusterEffects& effects);
  void execute(const Publish& effect);
  void execute(const TakeEvent& effect);
  void execute(const EventsLost& effect);
  void execute(const MessageRefused& effect);
  void up();
  void down(const std::string& why);
  void tick();

  net::EventLoop& loop_;
  const Parts parts_;
  Cluster cluster_;
  RedisBus bus_;
  net::Timer tick_;
  bool is_up_ = false;
  base::Gauge& connected_;
  base::Gauge& nodes_;
  base::Counter& told_;
  base::Counter& taken_;
  base::Counter& lost_;
  base::Counter& refused_;
};

}  // namespace signaling
