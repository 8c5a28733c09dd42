// SPDX-License-Identifier: MIT
#include "meetings/rate_table.hpp"

#include <string>
#include <vector>

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

void the_bucket_that_is_full_first_makes_room() {
  RateTable table{3};
  for (const char* subject : {"a", "b", "c"}) CHECK(table.take(1, kOne, subject, kNow) == 0s);
  CHECK_EQ(table.size(), 3u);
  CHECK(table.take(1, kOne, "b", kNow) != 0s);  // a refused question changes nothing
  CHECK(table.take(1, kOne, "d", kNow) == 0s);  // all are guilty alike: the oldest, a, goes
  CHECK_EQ(table.size(), 3u);
  for (const char* subject : {"b", "c", "d"}) CHECK(table.take(1, kOne, subject, kNow) != 0s);
  CHECK(table.take(1, kOne, "a", kNow) == 0s);
}

void innocent_subjects_make_room_for_the_guilty() {
  RateTable table{3};
  const Rate rate{2, 60'000ms};
  for (int i = 0; i < 2; ++i) CHECK(table.take(1, rate, "guilty", kNow) == 0s);
  CHECK(table.take(1, rate, "half", kNow) == 0s);
  CHECK(table.take(2, kOne, "innocent", kNow) == 0s);
  table.give_back(2, kOne, "innocent");
  for (int i = 0; i < 1000; ++i) {
    const std::string stranger = "stranger " + std::to_string(i);
    CHECK(table.take(3, Rate{.burst = 2}, stranger, kNow) == 0s);  // in debt for a second
  }
  CHECK_EQ(table.size(), 3u);
  CHECK(table.take(1, rate, "guilty", kNow) == 60s);
  CHECK(table.take(1, rate, "half", kNow) == 0s);
  CHECK(table.take(1, rate, "half", kNow) == 60s);
}

// Among guilty subjects the least guilty goes, and the table forgets nobody who is guiltier.
void the_least_guilty_goes() {
  RateTable table{2};
  const Rate rate{10, 1'000ms};
  for (int i = 0; i < 10; ++i) CHECK(table.take(1, rate, "ten", kNow) == 0s);
  for (int i = 0; i < 5; ++i) CHECK(table.take(1, rate, "five", kNow) == 0s);
  for (int i = 0; i < 100; ++i) CHECK(table.take(1, rate, "one " + std::to_string(i), kNow) == 0s);
  CHECK(table.take(1, rate, "ten", kNow) == 1s);
  for (int i = 0; i < 10; ++i) CHECK(table.take(1, rate, "five", kNow) == 0s);  // forgotten
}

void all_tokens_are_taken_or_none() {
  RateTable table;
  const std::vector<RateCost> both{{1, {1, 10'000ms}, "a"}, {2, {3, 60'000ms}, "b"}};
  CHECK(table.take(both, kNow).time == 0s);
  const RateTable::Wait refused = table.take(both, kNow);
  CHECK(refused.time == 10s);
  CHECK_EQ(refused.rule, 1);
  CHECK(table.is_empty(both[0], kNow) && !table.is_empty(both[1], kNow));
  for (int i = 0; i < 2; ++i) CHECK(table.take(2, both[1].rate, "b", kNow) == 0s);
  const RateTable::Wait longest = table.take(both, kNow);
  CHECK(longest.time == 60s);
  CHECK_EQ(longest.rule, 2);
  table.give_back(both);
  CHECK(table.take(both, kNow).time == 0s);
  CHECK(!table.is_empty({3, kOne, "unknown"}, kNow));
  table.give_back(std::vector<RateCost>{{3, kOne, "unknown"}});
  CHECK_EQ(table.size(), 2u);
}

void an_ipv6_client_pays_for_its_network_too() {
  const auto ip = [](const char* text) { return *base::IpAddress::parse(text); };
  const Rate rate{10, 8'000ms};
  const auto v4 = costs_by_address(5, rate, ip("192.0.2.1"), "x");
  CHECK_EQ(v4.size(), 1u);
  CHECK_EQ(costs_by_address(5, rate, ip("::ffff:192.0.2.1"), "x")[0].subject, v4[0].subject);
  // The first /64 of a /48 is printed like the /48, and they are two buckets.
  const auto v6 = costs_by_address(5, rate, ip("2001:db8:1::7"), "x");
  CHECK_EQ(v6.size(), 2u);
  CHECK_EQ(v6[0].rule, 5);
  CHECK(v6[1].rule != 5 && v6[1].rate.burst == 80 && v6[1].rate.every == 1s);
  CHECK_EQ(costs_by_address(5, rate, ip("2001:db8:1:2::7"), "x")[1].subject, v6[1].subject);
  CHECK(costs_by_address(5, rate, ip("2001:db8:1:2::7"), "x")[0].subject != v6[0].subject);
  CHECK(costs_by_address(5, rate, ip("192.0.2.1"), "y")[0].subject != v4[0].subject);
  RateTable table;
  for (int i = 0; i < 10; ++i) CHECK(table.take(v6, kNow).time == 0s);
  CHECK(table.take(v6, kNow).time == 8s);
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
       TEST(a_burst_of_0_switches_the_rule_off), TEST(the_bucket_that_is_full_first_makes_room),
       TEST(innocent_subjects_make_room_for_the_guilty), TEST(the_least_guilty_goes),
       TEST(all_tokens_are_taken_or_none), TEST(an_ipv6_client_pays_for_its_network_too),
       TEST(a_table_without_capacity_keeps_one_bucket), TEST(keeps_65536_buckets_by_default)});
}
