// SPDX-License-Identifier: MIT
#include "meetings/rate_table.hpp"

#include <string>

#include "tests/support/check.hpp"

using namespace meetings;
using namespace std::chrono_literals;

namespace {

const base::Instant kNow{1000h};
constexpr Rate kOne{1, 60'000ms};

void a_bucket_empties_and_fills() {
  RateTable table;
  const Rate rate{.burst = 2};  // one more each second
  CHECK(table.take(1, rate, "ada", kNow) == 0s);
  CHECK(table.take(1, rate, "ada", kNow) == 0s);
  CHECK(table.take(1, rate, "ada", kNow) == 1s);
  CHECK(table.take(1, rate, "ada", kNow + 999ms) == 1s);
  CHECK(table.take(1, rate, "ada", kNow + 1s) == 0s);
  CHECK(table.take(1, rate, "ada", kNow + 1s) == 1s);
  table.give_back(1, rate, "ada");
  CHECK(table.take(1, rate, "ada", kNow + 1s) == 0s);
}

void rules_and_subjects_do_not_share_buckets() {
  RateTable table;
  CHECK(table.take(1, kOne, "ada", kNow) == 0s);
  CHECK(table.take(1, kOne, "bob", kNow) == 0s);
  CHECK(table.take(2, kOne, "ada", kNow) == 0s);
  CHECK(table.take(1, kOne, "ada", kNow) == 60s);
  CHECK_EQ(table.size(), 3u);
  table.give_back(1, kOne, "ada");
  CHECK(table.take(1, kOne, "ada", kNow) == 0s);
  CHECK(table.take(2, kOne, "ada", kNow) == 60s);
}

void a_burst_of_0_switches_the_rule_off() {
  RateTable table;
  for (int i = 0; i < 100; ++i) CHECK(table.take(1, Rate{}, "ada", kNow) == 0s);
  table.give_back(1, Rate{}, "ada");
  CHECK_EQ(table.size(), 0u);
}

void the_bucket_that_was_unused_longest_makes_room() {
  RateTable table{3};
  for (const char* subject : {"a", "b", "c"}) CHECK(table.take(1, kOne, subject, kNow) == 0s);
  CHECK_EQ(table.size(), 3u);
  CHECK(table.take(1, kOne, "a", kNow) != 0s);  // used: now b is the oldest
  CHECK(table.take(1, kOne, "d", kNow) == 0s);
  CHECK_EQ(table.size(), 3u);
  for (const char* subject : {"a", "c", "d"}) CHECK(table.take(1, kOne, subject, kNow) != 0s);
  CHECK(table.take(1, kOne, "b", kNow) == 0s);
}

void a_table_without_capacity_keeps_one_bucket() {
  RateTable table{0};
  CHECK(table.take(1, kOne, "a", kNow) == 0s);
  CHECK(table.take(1, kOne, "a", kNow) != 0s);
  CHECK(table.take(1, kOne, "b", kNow) == 0s);
  CHECK_EQ(table.size(), 1u);
}

void keeps_65536_buckets_by_default() {
  RateTable table;
  for (int i = 0; i < 65'540; ++i) (void)table.take(1, kOne, std::to_string(i), kNow);
  CHECK_EQ(table.size(), 65'536u);
}

}  // namespace

int main() {
  return lectern_test::run(
      "rate_table",
      {TEST(a_bucket_empties_and_fills), TEST(rules_and_subjects_do_not_share_buckets),
       TEST(a_burst_of_0_switches_the_rule_off),
       TEST(the_bucket_that_was_unused_longest_makes_room),
       TEST(a_table_without_capacity_keeps_one_bucket), TEST(keeps_65536_buckets_by_default)});
}
