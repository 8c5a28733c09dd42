// SPDX-License-Identifier: MIT
#include "base/metrics.hpp"

#include <cmath>
#include <thread>

#include "tests/support/check.hpp"

namespace {

using base::Metrics;

void prints_the_exposition_format() {
  Metrics metrics;
  auto& sent = metrics.counter("bytes_total", "Bytes.", {{"direction", "sent"}});
  auto& received = metrics.counter("bytes_total", "Bytes.", {{"direction", "received"}});
  auto& open = metrics.gauge("open", "Open things.");
  sent.add(5);
  sent.add();
  received.add(1);
  open.set(3);
  open.add(-5);
  CHECK_EQ(
      metrics.print_prometheus(),
      "# HELP bytes_total Bytes.\n# TYPE bytes_total counter\nbytes_total{direction=\"sent\"} 6\n"
      "bytes_total{direction=\"received\"} 1\n# HELP open Open things.\n# TYPE open gauge\nopen "
      "-2\n");
}

void escapes_labels_and_help() {
  Metrics metrics;
  metrics.gauge("g", "back\\slash\nline \"quote\"", {{"l", "a\"b\\c\nd"}});
  CHECK_EQ(metrics.print_prometheus(),
           "# HELP g back\\\\slash\\nline \"quote\"\n# TYPE g gauge\ng{l=\"a\\\"b\\\\c\\nd\"} 0\n");
}

void readers_are_asked_when_printing() {
  Metrics metrics;
  double value = 0.5;
  metrics.gauge_reader("g", "h", [&] { return value; });
  metrics.counter_reader("c", "h", [] { return 18014398509481984.0; }, {{"a", "b"}, {"c", "d"}});
  CHECK(metrics.print_prometheus().find("\ng 0.5\n") != std::string::npos);
  value = 1e6;
  const std::string text = metrics.print_prometheus();
  CHECK(text.find("\ng 1000000\n") != std::string::npos);
  CHECK(text.find("\nc{a=\"b\",c=\"d\"} 18014398509481984\n") != std::string::npos);
}

void a_histogram_has_cumulative_buckets() {
  Metrics metrics;
  metrics.histogram_reader("h", "Lengths.",
                           [] {
                             return base::HistogramValue{{0.5, 10}, {2, 0, 3}, 100.5};
                           },
                           {{"k", "a"}});
  CHECK_EQ(metrics.print_prometheus(),
           "# HELP h Lengths.\n# TYPE h histogram\nh_bucket{k=\"a\",le=\"0.5\"} "
           "2\nh_bucket{k=\"a\",le=\"10\"} 2\n"
           "h_bucket{k=\"a\",le=\"+Inf\"} 5\nh_sum{k=\"a\"} 100.5\nh_count{k=\"a\"} 5\n");
}

// Prometheus' text format: a value is what Go's ParseFloat reads.
void numbers_are_exact_and_readable() {
  double value = 0;
  Metrics metrics;
  metrics.gauge_reader("g", "h", [&] { return value; });
  const auto printed = [&](double v) {
    value = v;
    const std::string text = metrics.print_prometheus();
    return text.substr(text.rfind("g "));
  };
  CHECK_EQ(printed(-3), "g -3\n");
  CHECK_EQ(printed(1e6), "g 1000000\n");
  CHECK_EQ(printed(0.1), "g 0.1\n");
  CHECK_EQ(printed(HUGE_VAL), "g inf\n");
  CHECK_EQ(base::HistogramValue{}.sum, 0.0);
}

void a_reader_and_a_counter_of_one_name_do_not_share_an_object() {
  Metrics metrics;
  metrics.counter_reader("c", "h", [] { return 7.0; });
  metrics.counter("c", "h").add(2);
  metrics.gauge_reader("g", "h", [] { return 8.0; });
  metrics.gauge("g", "h").set(3);
  CHECK_EQ(metrics.print_prometheus(),
           "# HELP c h\n# TYPE c counter\nc 7\nc 2\n# HELP g h\n# TYPE g gauge\ng 8\ng 3\n");
}

// Two parts of one kind (two fronts) count together; a series that stands twice in the text is
// refused by its reader.
void the_same_series_is_one() {
  Metrics metrics;
  metrics.counter("c", "h", {{"k", "a"}}).add(1);
  metrics.counter("c", "h", {{"k", "b"}}).add(10);
  metrics.counter("c", "h", {{"k", "a"}}).add(2);
  metrics.gauge("g", "h").add(4);
  metrics.gauge("g", "h").add(-1);
  CHECK_EQ(metrics.print_prometheus(),
           "# HELP c h\n# TYPE c counter\nc{k=\"a\"} 3\nc{k=\"b\"} 10\n# HELP g h\n# TYPE g "
           "gauge\ng 3\n");
}

void threads_count_and_print() {
  Metrics metrics;
  auto& counter = metrics.counter("c", "h");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 1000; ++i) counter.add();
      metrics.gauge("g", "h", {{"t", std::to_string(t)}}).set(1);
      (void)metrics.print_prometheus();
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK_EQ(counter.value(), std::uint64_t{4000});
  CHECK(metrics.print_prometheus().find("\nc 4000\n") != std::string::npos);
}

}  // namespace

int main() {
  return lectern_test::run(
      "metrics", {TEST(prints_the_exposition_format), TEST(escapes_labels_and_help),
                  TEST(readers_are_asked_when_printing), TEST(a_histogram_has_cumulative_buckets),
                  TEST(the_same_series_is_one), TEST(threads_count_and_print),
                  TEST(numbers_are_exact_and_readable),
                  TEST(a_reader_and_a_counter_of_one_name_do_not_share_an_object)});
}
