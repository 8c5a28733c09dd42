// SPDX-License-Identifier: MIT
// ClusterUnit: this daemon among the other nodes of the site, on a thread of its own, "cluster". It
// exists only where redis_url is set. Main thread, except where "any thread" is written.
#pragma once

#include <memory>

#include "base/result.hpp"
#include "daemon/domain.hpp"
#include "daemon/process/foundation.hpp"
#include "daemon/process/loop_thread.hpp"
#include "daemon/site_nodes.hpp"
#include "daemon/web/web_unit.hpp"
#include "signaling/cluster_node.hpp"

namespace lecternd {

class ClusterUnit {
 public:
  // All outlive the unit, which becomes the directory of `web`, if rooms are shared. nullptr where
  // the configuration names no Redis.
  static base::Result<std::unique_ptr<ClusterUnit>> open(Foundation& foundation, Domain& domain,
                                                         WebUnit& web, SiteNodes& nodes);
  // Calls stop().
  ~ClusterUnit();
  ClusterUnit(const ClusterUnit&) = delete;
  ClusterUnit& operator=(const ClusterUnit&) = delete;

  void start();
  // Call it when no event comes any more. Waits a moment until Redis has what was told last.
  // Idempotent.
  void stop();
  // Whether the rooms of this node go on at the others.
  bool shares_rooms() const noexcept { return shares_rooms_; }
  const net::EventLoop& loop() const noexcept { return thread_.loop(); }

 private:
  ClusterUnit(std::unique_ptr<net::EventLoop> loop, signaling::ClusterNode::Parts parts)
      : thread_(std::move(loop)), node_(thread_.loop(), std::move(parts)) {}

  mutable LoopThread thread_;
  signaling::ClusterNode node_;
  bool shares_rooms_ = false;
  bool stopped_ = false;
};

}  // namespace lecternd
