// SPDX-License-Identifier: MIT
// A registry of counters and gauges, printed as Prometheus text (exposition format 0.0.4). Register
// metrics at the start; any thread updates them (relaxed atomics). Owners of per-thread counters
// register a function that reads them instead. Labels are fixed at registration, which bounds the
// number of series.
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

// How many observed values fell into each range.
struct HistogramValue {
  std::vector<double> limits;         // upper limits of the ranges, included, ascending
  std::vector<std::uint64_t> counts;  // one per range, and one for values above the last limit
  double sum = 0;                     // of all observed values
};

class Metrics {
 public:
  // The object lives as long as the registry. A name may be registered with several label sets;
  // registering the same name and labels again returns the same object (two listeners count
  // together).
  Counter& counter(std::string name, std::string help, MetricLabels labels = {});
  Gauge& gauge(std::string name, std::string help, MetricLabels labels = {});
  // `read` is called while printing, on the printing thread.
  void counter_reader(std::string name, std::string help, std::function<double()> read,
                      MetricLabels labels = {});
  void gauge_reader(std::string name, std::string help, std::function<double()> read,
                    MetricLabels labels = {});

  void histogram_reader(std::string name, std::string help, std::function<HistogramValue()> read,
                        MetricLabels labels = {});

  // The sum of a metric's series, of those with this label if one is given; 0 where there is none.
  // Calls their readers. No histograms.
  double total(std::string_view name, std::string_view label = {},
               std::string_view value = {}) const;

  std::string print_prometheus() const;

 private:
  struct Series {
    MetricLabels labels;
    std::function<double()> read;
    Counter* counter = nullptr;  // null where `read` reads something else
    Gauge* gauge = nullptr;
    std::function<HistogramValue()> read_histogram{};  // of a histogram, instead of `read`
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
