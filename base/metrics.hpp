// SPDX-License-Identifier: MIT
// A registry of counters and gauges, printed as Prometheus text (exposition format 0.0.4).
// Registered at start, updated from any thread by relaxed atomics; whoever owns per-thread counters
// registers a reader instead. Labels are fixed at registration, so the number of series is bounded.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace base {

class Counter {
 public:
  void add(std::uint64_t n = 1) noexcept { value_.fetch_add(n, std::memory_order_relaxed); }
  std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

class Gauge {
 public:
  void set(std::int64_t v) noexcept { value_.store(v, std::memory_order_relaxed); }
  void add(std::int64_t n) noexcept { value_.fetch_add(n, std::memory_order_relaxed); }
  std::int64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

using MetricLabels = std::vector<std::pair<std::string, std::string>>;

// How often something fell into each of some ranges.
struct HistogramValue {
  std::vector<double> limits;  // upper ones, included, rising
  std::vector<std::uint64_t>
      counts;      // of each range, and one more for what is above the last limit
  double sum = 0;  // of all observed values
};

class Metrics {
 public:
  // The object lives as long as the registry. The same name may be registered with several label
  // sets; the same name and labels again give the same object (two listeners count together).
  Counter& counter(std::string name, std::string help, MetricLabels labels = {});
  Gauge& gauge(std::string name, std::string help, MetricLabels labels = {});
  // Values read at printing time, on the printing thread.
  void counter_reader(std::string name, std::string help, std::function<double()> read,
                      MetricLabels labels = {});
  void gauge_reader(std::string name, std::string help, std::function<double()> read,
                    MetricLabels labels = {});

  void histogram_reader(std::string name, std::string help, std::function<HistogramValue()> read,
                        MetricLabels labels = {});

  std::string print_prometheus() const;

 private:
  struct Series {
    MetricLabels labels;
    std::function<double()> read;
    Counter* counter = nullptr;  // where the registry owns one
    Gauge* gauge = nullptr;
    std::function<HistogramValue()> read_histogram{};  // instead of `read`
  };
  struct Metric {
    std::string name;
    std::string help;
    std::string_view type;
    std::vector<Series> series;
  };
  void add(std::string name, std::string help, std::string_view type, Series series);
  const Series* find(std::string_view name, const MetricLabels& labels) const;

  mutable std::mutex mutex_;  // add() and find() leave locking to their callers
  std::vector<Metric> metrics_;
  std::vector<std::unique_ptr<Counter>> counters_;
  std::vector<std::unique_ptr<Gauge>> gauges_;
};

}  // namespace base
