// SPDX-License-Identifier: MIT
// SiteNodes: what the nodes of the site say of themselves, this one too, which may be alone. It
// keeps the list of ICE servers at the relays of the others. Any thread.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/guarded.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "daemon/relay/ice_server_list.hpp"
#include "meetings/site_nodes.hpp"
#include "meetings/site_presence.hpp"
#include "signaling/cluster_about.hpp"

namespace lecternd {

class SiteNodes final : public meetings::SiteNodeList {
 public:
  // All outlive this.
  struct Parts {
    std::string process;  // the name of this process among the others
    std::string name;     // for people
    std::string region;   // empty: none
    base::WallTime since;
    IceServerList& ice_servers;
    std::function<std::size_t()> allocations;  // of this node's relay
    const meetings::SitePresence& presence;
    const base::Log& log;
    base::Metrics& metrics;
  };
  explicit SiteNodes(Parts parts);

  std::vector<meetings::SiteNode> nodes() const override;
  const std::string& process() const noexcept { return parts_.process; }

  // What this node tells of itself.
  std::string print_own() const;
  // What another node has told of itself; empty: it is silent, or goes.
  void take(const std::string& process, const std::string& about);

 private:
  using Others = std::map<std::string, signaling::NodeAbout>;  // by the names of their processes
  signaling::NodeAbout own() const;
  void log_strangers(const Others& others);

  const Parts parts_;
  base::Guarded<Others> others_;
  std::set<std::string> strangers_;  // as they were logged; take() alone uses it
  base::Gauge& relays_;
  base::Gauge& refused_relays_;
};

}  // namespace lecternd
