// SPDX-License-Identifier: MIT
// register_metrics(): the relay's counters as metrics, summed over the workers when they are
// printed. Call once, before the workers run.
#pragma once

#include <memory>
#include <vector>

#include "base/metrics.hpp"
#include "turn/shared.hpp"
#include "turn/stats.hpp"

namespace turn::io {

using WorkerStats = std::vector<std::unique_ptr<Stats>>;

// The readers keep both alive, so the registry may outlive the relay.
void register_metrics(base::Metrics& metrics, const std::shared_ptr<const WorkerStats>& stats,
                      const std::shared_ptr<Shared>& shared);

}  // namespace turn::io
