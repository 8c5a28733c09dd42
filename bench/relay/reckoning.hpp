// SPDX-License-Identifier: MIT
// Reckoning: the counts between two moments, and the server's processor time in between. One
// thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/json.hpp"
#include "bench/relay/histogram.hpp"
#include "bench/relay/meter.hpp"
#include "bench/relay/options.hpp"

namespace bench {

inline std::uint64_t steady_nanoseconds() noexcept {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

class Reckoning {
 public:
  explicit Reckoning(const Options& options) : options_(options) {}

  void begin();
  void end();
  bool running() const noexcept { return running_; }
  std::uint64_t counted() const noexcept { return latency_.total(); }
  // One packet, answer or cycle, and how long it took; counted only between begin() and end().
  void count(std::uint64_t nanoseconds) noexcept {
    if (running_) latency_.add(nanoseconds);
  }

  // seconds, count, per_second; cpu_seconds and cpu_us_each where processes are charged; latency_us
  // with p50, p90, p99.
  base::Json print() const;

 private:
  const Options& options_;
  bool running_ = false;
  std::uint64_t began_ = 0, ended_ = 0;
  std::optional<std::chrono::nanoseconds> cpu_before_, cpu_after_;
  Histogram latency_;
};

}  // namespace bench
