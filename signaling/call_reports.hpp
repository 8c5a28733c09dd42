// SPDX-License-Identifier: MIT
// What clients report of their connections (docs/protocol.md, `stats`): counted as metrics, and
// judged for the sign of trouble that hosts see. Nothing of a report is kept or passed on.
// CallMetrics is updated on the hub's thread and read from any thread; the functions are pure.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/histogram.hpp"
#include "base/metrics.hpp"
#include "signaling/messages.hpp"

namespace signaling {

// A report is stale after this time: a client reports every ten seconds.
inline constexpr std::chrono::seconds kReportLifetime{35};

// True where the person at the other end cannot be heard or seen well.
bool is_bad(const LinkReport& link) noexcept;
// True if at least half of the connections are bad, so that the fault lies with the reporter.
bool in_trouble(const StatsReport& report) noexcept;

class CallMetrics {
 public:
  explicit CallMetrics(base::Metrics& registry);
  void count(const StatsReport& report) noexcept;

 private:
  base::Counter* reports_;
  std::array<base::Counter*, 5> links_{};  // by LinkState
  std::array<base::Counter*, 5> paths_{};  // by the local CandidateType, of connected links
  base::Counter* freezes_;
  base::Counter* frames_;
  std::shared_ptr<base::Histogram> rtt_, loss_;  // the registry reads them after our end, too
};

}  // namespace signaling
