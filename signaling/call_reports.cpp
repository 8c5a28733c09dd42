// SPDX-License-Identifier: MIT
#include "signaling/call_reports.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace signaling {
namespace {

// Speech becomes hard to follow about there (ITU-T G.114 for the delay, G.113 for the loss).
constexpr std::uint32_t kBadRttMs = 600;
constexpr std::uint32_t kBadLossPermille = 80;
constexpr std::uint32_t kBadFreezes = 3;  // in ten seconds

// The label of the metric.
std::string path_of(std::size_t type) {
  return std::string{type < kCandidateTypes.size() ? kCandidateTypes[type] : "unknown"};
}

}  // namespace

bool is_bad(const LinkReport& link) noexcept {
  if (link.state == LinkState::disconnected || link.state == LinkState::failed) return true;
  if (link.state != LinkState::connected) return false;
  return link.rtt_ms.value_or(0) >= kBadRttMs ||
         link.loss_permille.value_or(0) >= kBadLossPermille ||
         link.freezes.value_or(0) >= kBadFreezes;
}

bool in_trouble(const StatsReport& report) noexcept {
  const auto bad = std::count_if(report.links.begin(), report.links.end(), is_bad);
  return bad > 0 && static_cast<std::size_t>(bad) * 2 >= report.links.size();
}

CallMetrics::CallMetrics(base::Metrics& registry)
    : reports_(&registry.counter("lectern_call_reports_total", "Reports of calls by clients")),
      freezes_(&registry.counter("lectern_call_freezes_total",
                                 "Freezes of received pictures, as clients report them")),
      frames_(&registry.counter("lectern_call_frames_total",
                                "Frames of pictures that clients report as decoded")),
      rtt_(std::make_shared<base::Histogram>(
          std::vector<double>{20, 50, 100, 200, 400, 600, 1000, 2000}, 0.001)),
      loss_(std::make_shared<base::Histogram>(std::vector<double>{1, 5, 10, 20, 50, 80, 150, 300},
                                              0.001)) {
  for (std::size_t i = 0; i < links_.size(); ++i) {
    links_[i] = &registry.counter("lectern_call_link_reports_total",
                                  "Reports of one connection of a call, by its state",
                                  {{"state", std::string{kLinkStates[i]}}});
    paths_[i] = &registry.counter("lectern_call_paths_total",
                                  "Reports of connected links, by the type of the own candidate",
                                  {{"path", path_of(i)}});
  }
  registry.histogram_reader("lectern_call_rtt_seconds", "Round-trip times of calls",
                            [rtt = rtt_] { return rtt->value(); });
  registry.histogram_reader("lectern_call_loss_ratio", "Packet loss of calls",
                            [loss = loss_] { return loss->value(); });
}

void CallMetrics::count(const StatsReport& report) noexcept {
  reports_->add();
  for (const LinkReport& link : report.links) {
    links_[static_cast<std::size_t>(link.state)]->add();
    if (link.state == LinkState::connected) paths_[static_cast<std::size_t>(link.local)]->add();
    if (link.rtt_ms) rtt_->observe(*link.rtt_ms);
    if (link.loss_permille) loss_->observe(*link.loss_permille);
    freezes_->add(link.freezes.value_or(0));
    frames_->add(link.frames.value_or(0));
  }
}

}  // namespace signaling
