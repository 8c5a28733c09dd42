// SPDX-License-Identifier: MIT
#include "daemon/cluster_unit.hpp"

#include <utility>

namespace lecternd {
namespace {

// Two sites may share a Redis server, but not a database of it; channels know no databases.
std::string channel_of(const base::RedisUrl& server) {
  return "lectern." + std::to_string(server.database);
}

}  // namespace

base::Result<std::unique_ptr<ClusterUnit>> ClusterUnit::open(Foundation& foundation,
                                                             Domain& domain) {
  const config::ClusterConfig& config = foundation.config().cluster;
  if (config.redis_url.empty()) return nullptr;
  TRY(auto server, base::parse_redis_url(config.redis_url));
  if (!config.password.empty()) server.password = config.password;
  TRY(auto loop, net::EventLoop::open("cluster"));
  std::string channel = channel_of(server);
  base::SystemRandom random;
  signaling::ClusterNode::Parts parts{
      std::move(server),
      std::move(channel),
      random.base64url(9),
      [&domain](const meetings::Event& event) { domain.events.deliver(event); },
      [&foundation](std::function<void()> work) {
        return foundation.control.post(std::move(work));
      },
      foundation.log,
      foundation.metrics};
  std::unique_ptr<ClusterUnit> unit{new ClusterUnit(std::move(loop), std::move(parts))};
  domain.events.forward_to(
      [node = &unit->node_](const meetings::Event& event) { node->tell(event); });
  return unit;
}

ClusterUnit::~ClusterUnit() { stop(); }

void ClusterUnit::start() {
  (void)thread_.loop().post([this] { node_.start(); });
  thread_.start();
}

void ClusterUnit::stop() {
  thread_.run_there([this] { node_.stop(); });
  thread_.join();
}

}  // namespace lecternd
