// SPDX-License-Identifier: MIT
#include "daemon/site_nodes.hpp"

#include <algorithm>
#include <utility>

namespace lecternd {

SiteNodes::SiteNodes(Parts parts)
    : parts_(std::move(parts)),
      relays_(parts_.metrics.gauge("lectern_cluster_relays",
                                   "Relays of other nodes that clients of this one get")),
      refused_relays_(parts_.metrics.gauge(
          "lectern_cluster_relays_refused",
          "Relays of other nodes that take none of this node's secrets of [turn]")) {
  parts_.ice_servers.set_node(parts_.process, parts_.region);
}

signaling::NodeAbout SiteNodes::own() const {
  OtherRelay relay = parts_.ice_servers.own();
  return {parts_.name,
          parts_.region,
          parts_.since,
          parts_.presence.rooms(),
          parts_.presence.people(),
          parts_.allocations(),
          std::move(relay.relay.urls),
          std::move(relay.marks)};
}

std::string SiteNodes::print_own() const { return signaling::print_about(own()); }

void SiteNodes::take(const std::string& process, const std::string& about) {
  auto parsed = signaling::parse_about(about);
  const Others others = others_.with([&](Others& all) {
    if (parsed) all[process] = *std::move(parsed);
    else all.erase(process);  // silent, or of a release that says it differently
    return all;
  });
  std::vector<OtherRelay> relays;
  for (const auto& [name, one] : others) {
    if (!one.urls.empty()) relays.push_back({{name, one.region, one.urls}, one.marks});
  }
  const std::size_t count = relays.size();
  parts_.ice_servers.set_others(std::move(relays));
  const std::size_t refused = parts_.ice_servers.strangers().size();
  relays_.set(static_cast<std::int64_t>(count - std::min(count, refused)));
  refused_relays_.set(static_cast<std::int64_t>(refused));
  log_strangers(others);
}

void SiteNodes::log_strangers(const Others& others) {
  const std::vector<std::string> now = parts_.ice_servers.strangers();
  for (const std::string& process : now) {
    const auto known = others.find(process);
    if (strangers_.contains(process) || known == others.end()) continue;
    parts_.log.warning("relay_not_handed_out",
                       {{"node", known->second.name},
                        {"why", "its [turn] secrets are others than those of this node"},
                        {"effect", "clients of this node do not get its relay"}});
  }
  strangers_ = {now.begin(), now.end()};
}

std::vector<meetings::SiteNode> SiteNodes::nodes() const {
  const auto listed = [](signaling::NodeAbout about, std::vector<meetings::MeetingId> rooms) {
    std::ranges::sort(rooms, {}, &meetings::MeetingId::value);
    return meetings::SiteNode{std::move(about.name),
                              std::move(about.region),
                              false,
                              about.since,
                              about.people,
                              about.allocations,
                              std::move(rooms),
                              std::move(about.urls),
                              false};
  };
  const std::vector<std::string> strangers = parts_.ice_servers.strangers();
  std::vector<meetings::SiteNode> out;
  for (auto& [process, about] : others_.with([](const Others& all) { return all; })) {
    out.push_back(listed(about, parts_.presence.meetings_at(process)));
    out.back().relay_refused = std::ranges::find(strangers, process) != strangers.end();
  }
  std::ranges::stable_sort(out, {}, &meetings::SiteNode::name);
  out.insert(out.begin(), listed(own(), parts_.presence.meetings()));
  out.front().here = true;
  return out;
}

}  // namespace lecternd
