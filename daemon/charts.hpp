// SPDX-License-Identifier: MIT
// Charts: the curves of the last day, one sample a minute, in a ring that is allocated once (80
// KiB) and lives no longer than the daemon. Any thread.
#pragma once

#include <array>
#include <cstddef>
#include <mutex>
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "meetings/site_operations.hpp"

namespace lecternd {

// What counts at one moment. The last three only grow, but a part that begins anew (the relay) may
// begin at 0 again.
struct ChartReadings {
  std::size_t people = 0;
  std::size_t meetings = 0;
  std::size_t allocations = 0;
  double relay_bytes = 0;
  double requests = 0;
  double errors = 0;
};

class Charts {
 public:
  // The first call only remembers the counts; each later one adds a sample, and takes the place of
  // the oldest where the ring is full. Allocates nothing. `now` gives the length of the interval,
  // `at` the time that the sample shows.
  void add(const ChartReadings& readings, base::Instant now, base::WallTime at);
  // The oldest first.
  std::vector<meetings::ChartSample> samples() const;

 private:
  static constexpr std::size_t kSize = meetings::SiteOperations::kChartSamples;
  struct Last {
    ChartReadings readings;
    base::Instant at;
  };

  mutable std::mutex mutex_;
  std::array<meetings::ChartSample, kSize> ring_{};
  std::size_t next_ = 0;
  std::size_t count_ = 0;
  std::optional<Last> last_;
};

}  // namespace lecternd
