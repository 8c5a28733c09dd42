// SPDX-License-Identifier: MIT
#include "base/histogram.hpp"

#include "tests/support/check.hpp"

namespace {

void a_value_falls_into_the_first_range_that_holds_it() {
  base::Histogram histogram({0.1, 1, 10});
  for (const double value : {0.05, 0.1, 0.5, 10.0, 11.0}) histogram.observe(value);
  const base::HistogramValue value = histogram.value();
  CHECK_EQ(value.limits.size(), std::size_t{3});
  CHECK_EQ(value.counts.size(), std::size_t{4});
  CHECK_EQ(value.counts[0], std::size_t{2});
  CHECK_EQ(value.counts[1], std::size_t{1});
  CHECK_EQ(value.counts[2], std::size_t{1});
  CHECK_EQ(value.counts[3], std::size_t{1});
  CHECK(value.sum > 21.64 && value.sum < 21.66);
}

void it_prints_as_a_histogram() {
  base::Histogram histogram({0.5, 2});
  base::Metrics metrics;
  metrics.histogram_reader("waits_seconds", "Waits", [&] { return histogram.value(); });
  histogram.observe(1);
  histogram.observe(3);
  CHECK_EQ(metrics.print_prometheus(),
           "# HELP waits_seconds Waits\n"
           "# TYPE waits_seconds histogram\n"
           "waits_seconds_bucket{le=\"0.5\"} 0\n"
           "waits_seconds_bucket{le=\"2\"} 1\n"
           "waits_seconds_bucket{le=\"+Inf\"} 2\n"
           "waits_seconds_sum 4\n"
           "waits_seconds_count 2\n");
}

void whole_numbers_are_printed_in_their_unit() {
  base::Histogram histogram({20, 150}, 0.001);
  histogram.observe(20);
  histogram.observe(21);
  const base::HistogramValue value = histogram.value();
  CHECK_EQ(value.limits[0], 20 * 0.001);
  CHECK_EQ(value.limits[1], 150 * 0.001);
  CHECK_EQ(value.counts[0], std::size_t{1});
  CHECK_EQ(value.counts[1], std::size_t{1});
  CHECK_EQ(value.sum, 41 * 0.001);
}

}  // namespace

int main() {
  return lectern_test::run(
      "histogram", {TEST(a_value_falls_into_the_first_range_that_holds_it),
                    TEST(it_prints_as_a_histogram), TEST(whole_numbers_are_printed_in_their_unit)});
}
