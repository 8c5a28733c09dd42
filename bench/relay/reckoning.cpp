// SPDX-License-Identifier: MIT
#include "bench/relay/reckoning.hpp"

namespace bench {

void Reckoning::begin() {
  cpu_before_ = cpu_time(options_.charge);
  began_ = steady_nanoseconds();
  running_ = true;
}

void Reckoning::end() {
  running_ = false;
  ended_ = steady_nanoseconds();
  cpu_after_ = cpu_time(options_.charge);
}

base::Json Reckoning::print() const {
  const double seconds = static_cast<double>(ended_ - began_) / 1e9;
  const auto count = static_cast<double>(latency_.total());
  base::Json out = base::Json::object(
      {{"seconds", seconds}, {"count", latency_.total()}, {"per_second", count / seconds}});
  if (!options_.charge.empty() && cpu_before_ && cpu_after_) {
    const auto used = static_cast<double>((*cpu_after_ - *cpu_before_).count());
    out.set("cpu_seconds", used / 1e9);
    if (count > 0) out.set("cpu_us_each", used / 1e3 / count);
  }
  const auto microseconds = [&](double share) {
    return static_cast<double>(latency_.percentile(share)) / 1e3;
  };
  out.set("latency_us", base::Json::object({{"p50", microseconds(0.5)},
                                            {"p90", microseconds(0.9)},
                                            {"p99", microseconds(0.99)}}));
  return out;
}

}  // namespace bench
