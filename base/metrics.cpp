// SPDX-License-Identifier: MIT
#include "base/metrics.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace base {
namespace {

void append_escaped(std::string& out, std::string_view text, bool label) {
  for (const char c : text) {
    if (c == '\\') out += "\\\\";
    else if (c == '\n') out += "\\n";
    else if (c == '"' && label) out += "\\\"";
    else out += c;
  }
}

void append_number(std::string& out, double value) {
  std::array<char, 40> text{};
  // Counts are whole numbers; printing them as such keeps them exact and readable.
  const bool whole = std::floor(value) == value && std::abs(value) < 9e15;
  const auto result = whole ? std::to_chars(text.data(), text.data() + text.size(),
                                            static_cast<std::int64_t>(value))
                            : std::to_chars(text.data(), text.data() + text.size(), value);
  out.append(text.data(), result.ptr);
}

void append_sample(std::string& out, std::string_view name, const MetricLabels& labels,
                   double value) {
  out += name;
  char separator = '{';
  for (const auto& [label, text] : labels) {
    out += separator;
    out.append(label).append("=\"");
    append_escaped(out, text, true);
    out += '"';
    separator = ',';
  }
  if (separator == ',') out += '}';
  out += ' ';
  append_number(out, value);
  out += '\n';
}

// A bucket counts the values up to its limit, so each one includes those before it.
void append_histogram(std::string& out, const std::string& name, const MetricLabels& labels,
                      const HistogramValue& value) {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < value.counts.size(); ++i) {
    total += value.counts[i];
    MetricLabels bucket = labels;
    std::string limit = "+Inf";
    if (i < value.limits.size()) {
      limit.clear();
      append_number(limit, value.limits[i]);
    }
    bucket.emplace_back("le", std::move(limit));
    append_sample(out, name + "_bucket", bucket, static_cast<double>(total));
  }
  append_sample(out, name + "_sum", labels, value.sum);
  append_sample(out, name + "_count", labels, static_cast<double>(total));
}

}  // namespace

void Metrics::add(std::string name, std::string help, std::string_view type, Series series) {
  const auto same = std::find_if(metrics_.begin(), metrics_.end(),
                                 [&](const Metric& m) { return m.name == name; });
  if (same != metrics_.end()) {
    same->series.push_back(std::move(series));
    return;
  }
  metrics_.push_back(Metric{std::move(name), std::move(help), type, {}});
  metrics_.back().series.push_back(std::move(series));
}

const Metrics::Series* Metrics::find(std::string_view name, const MetricLabels& labels) const {
  for (const Metric& metric : metrics_) {
    if (metric.name != name) continue;
    for (const Series& series : metric.series) {
      if (series.labels == labels) return &series;
    }
  }
  return nullptr;
}

Counter& Metrics::counter(std::string name, std::string help, MetricLabels labels) {
  const std::scoped_lock lock(mutex_);
  if (const Series* same = find(name, labels); same != nullptr && same->counter != nullptr)
    return *same->counter;
  Counter& counter = *counters_.emplace_back(std::make_unique<Counter>());
  add(std::move(name), std::move(help), "counter",
      {std::move(labels), [&counter] { return static_cast<double>(counter.value()); }, &counter,
       nullptr});
  return counter;
}

Gauge& Metrics::gauge(std::string name, std::string help, MetricLabels labels) {
  const std::scoped_lock lock(mutex_);
  if (const Series* same = find(name, labels); same != nullptr && same->gauge != nullptr)
    return *same->gauge;
  Gauge& gauge = *gauges_.emplace_back(std::make_unique<Gauge>());
  add(std::move(name), std::move(help), "gauge",
      {std::move(labels), [&gauge] { return static_cast<double>(gauge.value()); }, nullptr,
       &gauge});
  return gauge;
}

void Metrics::counter_reader(std::string name, std::string help, std::function<double()> read,
                             MetricLabels labels) {
  const std::scoped_lock lock(mutex_);
  add(std::move(name), std::move(help), "counter",
      {std::move(labels), std::move(read), nullptr, nullptr});
}
void Metrics::gauge_reader(std::string name, std::string help, std::function<double()> read,
                           MetricLabels labels) {
  const std::scoped_lock lock(mutex_);
  add(std::move(name), std::move(help), "gauge",
      {std::move(labels), std::move(read), nullptr, nullptr});
}

void Metrics::histogram_reader(std::string name, std::string help,
                               std::function<HistogramValue()> read, MetricLabels labels) {
  const std::scoped_lock lock(mutex_);
  add(std::move(name), std::move(help), "histogram",
      {std::move(labels), {}, nullptr, nullptr, std::move(read)});
}

double Metrics::total(std::string_view name, std::string_view label, std::string_view value) const {
  const std::scoped_lock lock(mutex_);
  double sum = 0;
  for (const Metric& metric : metrics_) {
    if (metric.name != name) continue;
    for (const Series& series : metric.series) {
      const bool wanted = label.empty() || std::ranges::any_of(series.labels, [&](const auto& one) {
                            return one.first == label && one.second == value;
                          });
      if (wanted && series.read) sum += series.read();
    }
  }
  return sum;
}

std::string Metrics::print_prometheus() const {
  const std::scoped_lock lock(mutex_);
  std::string out;
  for (const Metric& metric : metrics_) {
    out.append("# HELP ").append(metric.name).append(" ");
    append_escaped(out, metric.help, false);
    out.append("\n# TYPE ").append(metric.name).append(" ").append(metric.type).append("\n");
    for (const Series& series : metric.series) {
      if (series.read_histogram)
        append_histogram(out, metric.name, series.labels, series.read_histogram());
      else append_sample(out, metric.name, series.labels, series.read());
    }
  }
  return out;
}

}  // namespace base
