// SPDX-License-Identifier: MIT
#include "turn/io/read_batch_size.hpp"

#include "tests/support/check.hpp"

namespace {

using turn::io::ReadBatchSize;

void one_now_and_then_is_asked_for_as_one() {
  ReadBatchSize read_batch;
  for (std::uint32_t round = 10; round < 1000; round += 10) {
    CHECK_EQ(read_batch.ask(round), 1u);
    read_batch.had(1);
  }
}

void a_queue_is_emptied_in_few_rounds() {
  ReadBatchSize read_batch;
  std::size_t waiting = 100;
  std::uint32_t round = 5;
  while (waiting > 0) {
    const std::size_t got = std::min(waiting, read_batch.ask(++round));
    read_batch.had(got);
    waiting -= got;
  }
  CHECK_EQ(round, 5u + 7u);  // 1, 2, 4, … 64
  CHECK_EQ(read_batch.ask(++round), 63u);
}

void it_has_a_bound() {
  ReadBatchSize read_batch;
  for (std::uint32_t round = 1; round < 100; ++round) read_batch.had(read_batch.ask(round));
  CHECK_EQ(read_batch.ask(100), 64u);
}

void it_passes() {
  ReadBatchSize read_batch;
  std::uint32_t round = 0;
  for (int i = 0; i < 4; ++i) read_batch.had(read_batch.ask(++round));
  for (int i = 0; i < 20; ++i) {
    (void)read_batch.ask(round += 10);
    read_batch.had(1);
  }
  CHECK_EQ(read_batch.ask(round += 10), 1u);
}

void one_that_brings_nothing_is_no_more() {
  ReadBatchSize read_batch;
  (void)read_batch.ask(1);
  read_batch.had(0);
  CHECK_EQ(read_batch.ask(2), 1u);
}

}  // namespace

int main() {
  return lectern_test::run(
      "read_batch",
      {TEST(one_now_and_then_is_asked_for_as_one), TEST(a_queue_is_emptied_in_few_rounds),
       TEST(it_has_a_bound), TEST(it_passes), TEST(one_that_brings_nothing_is_no_more)});
}
