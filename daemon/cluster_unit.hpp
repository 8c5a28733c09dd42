// SPDX-License-Identifier: MIT
// ClusterUnit: this daemon among the other nodes of the site, on a thread of its own, "cluster". It
// exists only where redis_url is set. Main thread, except where "any thread" is written.
#pragma once

#include <memory>

#include "base/result.hpp"
#include "daemon/domain.hpp"
#include "daemon/process/foundation.hpp"
#include "daemon/process/loop_thread.hpp"
#include "signaling/cluster_node.hpp"

namespace lecternd {

class ClusterUnit {
 public:
  // Both outlive the unit. nullptr where the configuration names no Redis.
  static base::Result<std::unique_ptr<ClusterUnit>> open(Foundation& foundation, Domain& domain);
  // Calls stop().
  ~ClusterUnit();
  ClusterUnit(const ClusterUnit&) = delete;
  ClusterUnit& operator=(const ClusterUnit&) = delete;

  void start();
  // Call it when no event comes any more. Idempotent.
  void stop();
  const net::EventLoop& loop() const noexcept { return thread_.loop(); }

 private:
  ClusterUnit(std::unique_ptr<net::EventLoop> loop, signaling::ClusterNode::Parts parts)
      : thread_(std::move(loop)), node_(thread_.loop(), std::move(parts)) {}

  mutable LoopThread thread_;
  signaling::ClusterNode node_;
};

}  // namespace lecternd
