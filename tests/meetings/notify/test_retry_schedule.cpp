// SPDX-License-Identifier: MIT
#include "meetings/notify/retry_schedule.hpp"

#include "tests/support/check.hpp"

namespace {

using namespace meetings::notify;
using namespace std::chrono_literals;

void delays_grow_to_the_limit() {
  std::chrono::seconds before{0}, all{0};
  for (unsigned attempts = 1; attempts <= kRetryDelays.size(); ++attempts) {
    const auto delay = retry_delay(attempts, 0.5).value();
    CHECK(delay >= before);
    before = delay;
    all += delay;
  }
  CHECK_EQ(retry_delay(1, 0.5).value().count(), 60);
  CHECK(all > 48h && all < 96h);
  CHECK(!retry_delay(kRetryDelays.size() + 1, 0.5));
  CHECK(!retry_delay(4'000'000'000U, 0.5));
}

void chance_scatters_by_a_fifth() {
  CHECK_EQ(retry_delay(1, 0).value().count(), 48);
  CHECK_EQ(retry_delay(1, 1).value().count(), 72);
  CHECK_EQ(retry_delay(1, -7).value().count(), 48);
  CHECK_EQ(retry_delay(1, 7).value().count(), 72);
}

void pauses_of_a_server_double_to_ten_minutes() {
  CHECK_EQ(server_pause(1, 0.5).count(), 10);
  CHECK_EQ(server_pause(2, 0.5).count(), 20);
  CHECK_EQ(server_pause(6, 0.5).count(), 320);
  CHECK_EQ(server_pause(7, 0.5).count(), 600);
  CHECK_EQ(server_pause(1'000'000, 0.5).count(), 600);
}

}  // namespace

int main() {
  return lectern_test::run("retry_schedule",
                           {TEST(delays_grow_to_the_limit), TEST(chance_scatters_by_a_fifth),
                            TEST(pauses_of_a_server_double_to_ten_minutes)});
}
