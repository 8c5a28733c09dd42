// SPDX-License-Identifier: MIT
// When a look is repeated.
#include "daemon/relay/retry_schedule.hpp"

#include "tests/support/check.hpp"

using namespace lecternd;
using namespace std::chrono_literals;

static void failures_are_repeated_soon_and_then_less_often() {
  RetrySchedule schedule;
  for (const auto expected : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s})
    CHECK_EQ(schedule.after(false, 60s).count(), expected.count());
  CHECK_EQ(schedule.after(true, 60s).count(), 60);
  CHECK_EQ(schedule.after(false, 60s).count(), 1);
  schedule.reset();
  CHECK_EQ(schedule.after(false, 60s).count(), 1);
  CHECK_EQ(schedule.after(false, 60s).count(), 2);
}

static void the_interval_may_change_and_no_wait_grows_for_ever() {
  RetrySchedule schedule;
  for (int i = 0; i < 1000; ++i) CHECK(schedule.after(false, 24h) <= 24h);
  CHECK_EQ(schedule.after(false, 24h).count(), std::chrono::seconds{24h}.count());
  CHECK_EQ(schedule.after(false, 10s).count(), 10);
}

int main() {
  return lectern_test::run("retry_schedule",
                           {TEST(failures_are_repeated_soon_and_then_less_often),
                            TEST(the_interval_may_change_and_no_wait_grows_for_ever)});
}
