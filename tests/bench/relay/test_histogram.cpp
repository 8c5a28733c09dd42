// SPDX-License-Identifier: MIT
#include "bench/relay/histogram.hpp"

#include "tests/support/check.hpp"

namespace {

using bench::Histogram;

void small_values_are_exact() {
  Histogram h;
  for (std::uint64_t v = 1; v <= 20; ++v) h.add(v);
  CHECK_EQ(h.total(), std::uint64_t{20});
  CHECK_EQ(h.percentile(0.5), std::uint64_t{10});
  CHECK_EQ(h.percentile(1.0), std::uint64_t{20});
}

void large_ones_are_right_to_a_thirtieth() {
  for (const std::uint64_t value :
       {33ull, 64ull, 1000ull, 123'456ull, 98'765'432ull, 1ull << 40, ~0ull}) {
    Histogram h;
    h.add(value);
    const auto said = h.percentile(0.5);
    CHECK(said >= value && said - value <= value / 30);
  }
}

void a_percentile_tells_the_tail_from_the_middle() {
  Histogram h;
  for (int i = 0; i < 990; ++i) h.add(1000);
  for (int i = 0; i < 10; ++i) h.add(1'000'000);
  CHECK(h.percentile(0.5) < 1100);
  CHECK(h.percentile(0.99) < 1100);
  CHECK(h.percentile(0.995) >= 1'000'000);
}

void nothing_has_no_percentile() { CHECK_EQ(Histogram{}.percentile(0.99), std::uint64_t{0}); }

}  // namespace

int main() {
  return lectern_test::run(
      "bench histogram",
      {TEST(small_values_are_exact), TEST(large_ones_are_right_to_a_thirtieth),
       TEST(a_percentile_tells_the_tail_from_the_middle), TEST(nothing_has_no_percentile)});
}
