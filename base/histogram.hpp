// SPDX-License-Identifier: MIT
// Counts observed values by range, for Metrics::histogram_reader(). Any thread observes and reads;
// a reader may see a value in its range before it is in the sum.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "base/metrics.hpp"

namespace base {

class Histogram {
 public:
  // The upper limits of the ranges, ascending; each limit belongs to its range. `unit`: what is
  // observed is counted in it, and printed times it: 0.001 for milliseconds of a metric in seconds.
  explicit Histogram(std::vector<double> limits, double unit = 1)
      : limits_(std::move(limits)), unit_(unit), counts_(limits_.size() + 1) {}

  void observe(double value) noexcept {
    const auto range = std::ranges::lower_bound(limits_, value) - limits_.begin();
    counts_[static_cast<std::size_t>(range)].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
  }

  HistogramValue value() const {
    HistogramValue out{{}, {}, sum_.load(std::memory_order_relaxed) * unit_};
    for (const double limit : limits_) out.limits.push_back(limit * unit_);
    for (const auto& count : counts_) out.counts.push_back(count.load(std::memory_order_relaxed));
    return out;
  }

 private:
  const std::vector<double> limits_;
  const double unit_;
  std::deque<std::atomic<std::uint64_t>> counts_;  // one more than limits: above the last one
  std::atomic<double> sum_{0};
};

}  // namespace base
