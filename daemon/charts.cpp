// SPDX-License-Identifier: MIT
#include "daemon/charts.hpp"

#include <algorithm>

namespace lecternd {
namespace {

double grown(double now, double before) noexcept { return now < before ? now : now - before; }

}  // namespace

void Charts::add(const ChartReadings& readings, base::Instant now, base::WallTime at) {
  const std::scoped_lock lock(mutex_);
  const std::optional<Last> last = last_;
  last_ = Last{readings, now};
  if (!last) return;
  const double seconds = std::chrono::duration<double>(now - last->at).count();
  if (seconds <= 0) return;
  constexpr double kMinute = 60;
  ring_[next_] = {at,
                  static_cast<double>(readings.people),
                  static_cast<double>(readings.meetings),
                  static_cast<double>(readings.allocations),
                  grown(readings.relay_bytes, last->readings.relay_bytes) / seconds,
                  grown(readings.requests, last->readings.requests) / seconds,
                  grown(readings.errors, last->readings.errors) / seconds * kMinute};
  next_ = (next_ + 1) % kSize;
  count_ = std::min(count_ + 1, kSize);
}

std::vector<meetings::ChartSample> Charts::samples() const {
  const std::scoped_lock lock(mutex_);
  std::vector<meetings::ChartSample> out;
  out.reserve(count_);
  const std::size_t first = (next_ + kSize - count_) % kSize;
  for (std::size_t i = 0; i < count_; ++i) out.push_back(ring_[(first + i) % kSize]);
  return out;
}

}  // namespace lecternd
