// SPDX-License-Identifier: MIT
// The curves of the last day.
#include "daemon/charts.hpp"

#include "tests/support/check.hpp"

using namespace lecternd;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kMost = meetings::SiteOperations::kChartSamples;

struct Minutes {
  Charts charts;
  base::Instant now{1h};
  base::WallTime at = base::from_unix_seconds(1'800'000'000);

  void add(const ChartReadings& readings, std::chrono::seconds later = 60s) {
    now += later;
    at += later;
    charts.add(readings, now, at);
  }
};

void the_first_look_only_remembers() {
  Minutes m;
  m.add({3, 1, 2, 1000, 50, 0});
  CHECK(m.charts.samples().empty());
}

void counters_become_rates() {
  Minutes m;
  m.add({3, 1, 2, 1000, 50, 4});
  m.add({4, 2, 3, 7000, 170, 6});
  CHECK((m.charts.samples() == std::vector<meetings::ChartSample>{{m.at, 4, 2, 3, 100, 2, 2}}));
  // A minute that came late is a longer one.
  m.add({4, 2, 3, 19'000, 170, 8}, 120s);
  const auto last = m.charts.samples().back();
  CHECK_EQ(last.relay_bytes, 100.0);
  CHECK_EQ(last.requests, 0.0);
  CHECK_EQ(last.errors, 1.0);
}

void a_counter_that_begins_anew_is_no_fall() {
  Minutes m;
  m.add({0, 0, 0, 1000, 0, 0});
  m.add({0, 0, 0, 600, 0, 0});
  CHECK_EQ(m.charts.samples().back().relay_bytes, 10.0);
}

void the_oldest_gives_way() {
  Minutes m;
  for (std::size_t i = 0; i < kMost + 3; ++i) m.add({i, 0, 0, 0, 0, 0});
  const auto samples = m.charts.samples();
  CHECK_EQ(samples.size(), kMost);
  CHECK_EQ(samples.front().people, 3.0);
  CHECK_EQ(samples.back().people, static_cast<double>(kMost + 2));
  CHECK(samples.back().at == m.at);
}

void a_clock_that_stands_adds_nothing() {
  Minutes m;
  m.add({});
  m.add({1, 1, 1, 1, 1, 1}, 0s);
  CHECK(m.charts.samples().empty());
}

}  // namespace

int main() {
  return lectern_test::run("charts",
                           {TEST(the_first_look_only_remembers), TEST(counters_become_rates),
                            TEST(a_counter_that_begins_anew_is_no_fall), TEST(the_oldest_gives_way),
                            TEST(a_clock_that_stands_adds_nothing)});
}
