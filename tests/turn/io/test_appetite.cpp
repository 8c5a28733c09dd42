// SPDX-License-Identifier: MIT
#include "turn/io/appetite.hpp"

#include "tests/support/check.hpp"

namespace {

using turn::io::Appetite;

void one_now_and_then_is_asked_for_as_one() {
  Appetite appetite;
  for (std::uint32_t round = 10; round < 1000; round += 10) {
    CHECK_EQ(appetite.ask(round), 1u);
    appetite.had(1);
  }
}

void a_queue_is_emptied_in_few_rounds() {
  Appetite appetite;
  std::size_t waiting = 100;
  std::uint32_t round = 5;
  while (waiting > 0) {
    const std::size_t got = std::min(waiting, appetite.ask(++round));
    appetite.had(got);
    waiting -= got;
  }
  CHECK_EQ(round, 5u + 7u);  // 1, 2, 4, … 64
  CHECK_EQ(appetite.ask(++round), 63u);
}

void it_has_a_bound() {
  Appetite appetite;
  for (std::uint32_t round = 1; round < 100; ++round) appetite.had(appetite.ask(round));
  CHECK_EQ(appetite.ask(100), 64u);
}

void it_passes() {
  Appetite appetite;
  std::uint32_t round = 0;
  for (int i = 0; i < 4; ++i) appetite.had(appetite.ask(++round));
  for (int i = 0; i < 20; ++i) {
    (void)appetite.ask(round += 10);
    appetite.had(1);
  }
  CHECK_EQ(appetite.ask(round += 10), 1u);
}

void one_that_brings_nothing_is_no_more() {
  Appetite appetite;
  (void)appetite.ask(1);
  appetite.had(0);
  CHECK_EQ(appetite.ask(2), 1u);
}

}  // namespace

int main() {
  return lectern_test::run(
      "appetite",
      {TEST(one_now_and_then_is_asked_for_as_one), TEST(a_queue_is_emptied_in_few_rounds),
       TEST(it_has_a_bound), TEST(it_passes), TEST(one_that_brings_nothing_is_no_more)});
}
