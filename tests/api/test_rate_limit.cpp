// SPDX-License-Identifier: MIT
#include "api/rate_limit.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

namespace {

using namespace api;
using namespace std::chrono_literals;
using lectern_test::FakeClock;

base::IpAddress ip(const char* text) { return *base::IpAddress::parse(text); }

meetings::Rates three_then_one_each_ten_seconds() {
  meetings::Rates settings;
  settings.guest_by_address = {3, 10'000ms};
  return settings;
}

void lets_a_burst_through_and_then_one_at_a_time() {
  FakeClock clock;
  RateLimits limits{three_then_one_each_ten_seconds()};
  for (int i = 0; i < 3; ++i)
    CHECK_EQ(limits.take(Limit::guest_by_address, "a", clock.now()).count(), 0);
  CHECK_EQ(limits.take(Limit::guest_by_address, "a", clock.now()).count(), 10);
  clock.advance(4s);
  CHECK_EQ(limits.take(Limit::guest_by_address, "a", clock.now()).count(), 6);
  clock.advance(6s);
  CHECK_EQ(limits.take(Limit::guest_by_address, "a", clock.now()).count(), 0);
  CHECK(limits.take(Limit::guest_by_address, "a", clock.now()).count() > 0);
}

void never_holds_more_than_the_burst() {
  FakeClock clock;
  RateLimits limits{three_then_one_each_ten_seconds()};
  CHECK_EQ(limits.take(Limit::guest_by_address, "a", clock.now()).count(), 0);
  clock.advance(1h);
  for (int i = 0; i < 3; ++i)
    CHECK_EQ(limits.take(Limit::guest_by_address, "a", clock.now()).count(), 0);
  CHECK(limits.take(Limit::guest_by_address, "a", clock.now()).count() > 0);
}

void subjects_and_limits_do_not_mix() {
  FakeClock clock;
  meetings::Rates settings = three_then_one_each_ten_seconds();
  settings.join_by_address = {1, 1000ms};
  RateLimits limits{settings};
  for (int i = 0; i < 3; ++i)
    CHECK_EQ(limits.take(Limit::guest_by_address, "a", clock.now()).count(), 0);
  CHECK_EQ(limits.take(Limit::guest_by_address, "b", clock.now()).count(), 0);
  CHECK_EQ(limits.take(Limit::join_by_address, "a", clock.now()).count(), 0);
  CHECK_EQ(limits.take(Limit::join_by_address, "a", clock.now()).count(), 1);
}

void a_burst_of_zero_is_no_limit() {
  FakeClock clock;
  meetings::Rates settings;
  settings.guest_by_address = {0, 1000ms};
  RateLimits limits{settings};
  for (int i = 0; i < 1000; ++i)
    CHECK_EQ(limits.take(Limit::guest_by_address, "a", clock.now()).count(), 0);
  CHECK_EQ(limits.size(), 0u);
}

void a_clock_read_earlier_by_another_thread_changes_nothing() {
  FakeClock clock;
  RateLimits limits{three_then_one_each_ten_seconds()};
  const auto before = clock.now();
  clock.advance(60s);
  for (int i = 0; i < 3; ++i)
    CHECK_EQ(limits.take(Limit::guest_by_address, "a", clock.now()).count(), 0);
  CHECK(limits.take(Limit::guest_by_address, "a", before).count() > 0);
}

void forgets_the_quietest_when_full() {
  FakeClock clock;
  RateLimits limits{three_then_one_each_ten_seconds(), 100};
  for (int i = 0; i < 3; ++i) (void)limits.take(Limit::guest_by_address, "loud", clock.now());
  for (int i = 0; i < 10'000; ++i) {
    (void)limits.take(Limit::guest_by_address, std::to_string(i), clock.now());
    if (i % 50 == 0) CHECK(limits.take(Limit::guest_by_address, "loud", clock.now()).count() > 0);
  }
  CHECK_EQ(limits.size(), 100u);
}

void ipv6_counts_by_its_network() {
  FakeClock clock;
  RateLimits limits{three_then_one_each_ten_seconds(), 100};
  const auto wait = [&](const char* client) {
    return limits.take(Limit::guest_by_address, ip(client), clock.now()).count();
  };
  for (const char* client : {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::1", "2001:db8:1:2::2"})
    CHECK_EQ(wait(client), 0);
  CHECK(wait("2001:db8:1:2::3") > 0);
  CHECK_EQ(wait("2001:db8:1:3::1"), 0);
  CHECK_EQ(wait("192.0.2.1"), 0);
}

// Sixty people behind one address sign in, register and create at once; a token that is renewed, a
// guest and a join cost less, so more of them pass.
void a_class_behind_one_address_arrives_together() {
  struct Case {
    Limit limit;
    int burst;
    std::chrono::milliseconds every;
  };
  for (const Case& c :
       {Case{Limit::hash_by_address, 120, 500ms}, Case{Limit::register_by_address, 60, 5000ms},
        Case{Limit::refresh_by_address, 200, 200ms}, Case{Limit::guest_by_address, 500, 120ms},
        Case{Limit::join_by_address, 500, 120ms}, Case{Limit::create_by_account, 60, 5000ms}}) {
    FakeClock clock;
    RateLimits limits;
    int passed = 0;
    while (limits.take(c.limit, "a", clock.now()).count() == 0) ++passed;
    CHECK_EQ(passed, c.burst);
    clock.advance(c.every - 1ms);
    CHECK(limits.take(c.limit, "a", clock.now()).count() > 0);
    clock.advance(1ms);
    CHECK_EQ(limits.take(c.limit, "a", clock.now()).count(), 0);
  }
}

void a_table_keeps_65536_subjects() {
  FakeClock clock;
  RateLimits limits;
  for (int i = 0; i < 65'540; ++i)
    (void)limits.take(Limit::guest_by_address, std::to_string(i), clock.now());
  CHECK_EQ(limits.size(), 65'536u);
}

void threads_share_one_burst() {
  FakeClock clock;
  meetings::Rates settings;
  settings.guest_by_address = {1000, 1h};
  RateLimits limits{settings};
  std::atomic<int> taken{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) {
        if (limits.take(Limit::guest_by_address, "a", clock.now()).count() == 0) ++taken;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK_EQ(taken.load(), 1000);
}

void an_ipv6_network_has_the_tokens_of_eight_sites() {
  FakeClock clock;
  RateLimits limits{three_then_one_each_ten_seconds()};
  int passed = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string address = "2001:db8:1:" + std::to_string(i) + "::1";
    if (limits.take(Limit::guest_by_address, ip(address.c_str()), clock.now()).count() == 0)
      ++passed;
  }
  CHECK_EQ(passed, 3 * 8);
  CHECK_EQ(limits.refused(Limit::guest_by_address), 100u - 3 * 8);
  CHECK_EQ(limits.refused(Limit::register_by_address), 0u);
  CHECK_EQ(limits.take(Limit::guest_by_address, ip("2001:db8:2::1"), clock.now()).count(), 0);
  for (int i = 0; i < 3; ++i)
    CHECK_EQ(limits.take(Limit::guest_by_address, ip("192.0.2.1"), clock.now()).count(), 0);
  CHECK_EQ(limits.take(Limit::guest_by_address, ip("192.0.2.1"), clock.now()).count(), 10);
}

// draft-ietf-httpapi-ratelimit-headers 3: what is left, and when all of it is there again.
void tells_what_is_left() {
  FakeClock clock;
  RateLimits limits{three_then_one_each_ten_seconds()};
  const auto told = [&](const base::IpAddress& client) {
    const auto left = limits.left(Limit::guest_by_address, client, clock.now());
    const Paid paid{Limit::guest_by_address, limits.rate(Limit::guest_by_address), *left};
    CHECK_EQ(print_rate_policies(std::span{&paid, 1}), "\"guest-by-address\";q=3;w=30");
    return print_rates_left(std::span{&paid, 1});
  };
  const auto take = [&](const base::IpAddress& client) {
    (void)limits.take(Limit::guest_by_address, client, clock.now());
  };
  CHECK_EQ(told(ip("192.0.2.1")), "\"guest-by-address\";r=3;t=0");
  take(ip("192.0.2.1"));
  CHECK_EQ(told(ip("192.0.2.1")), "\"guest-by-address\";r=2;t=10");
  clock.advance(4s);
  CHECK_EQ(told(ip("192.0.2.1")), "\"guest-by-address\";r=2;t=6");
  for (int i = 0; i < 5; ++i) take(ip("192.0.2.1"));
  CHECK_EQ(told(ip("192.0.2.1")), "\"guest-by-address\";r=0;t=26");
  CHECK_EQ(told(ip("192.0.2.2")), "\"guest-by-address\";r=3;t=0");
  take(ip("2001:db8::1"));  // the network has more left than the site
  CHECK_EQ(told(ip("2001:db8::1")), "\"guest-by-address\";r=2;t=10");
  RateLimits off{[] {
    meetings::Rates rates;
    rates.guest_by_address.burst = 0;
    return rates;
  }()};
  CHECK(!off.left(Limit::guest_by_address, "a", clock.now()));
  CHECK_EQ(print_rates_left({}), "");
}

}  // namespace

int main() {
  return lectern_test::run(
      "rate_limit",
      {TEST(lets_a_burst_through_and_then_one_at_a_time), TEST(never_holds_more_than_the_burst),
       TEST(subjects_and_limits_do_not_mix), TEST(a_burst_of_zero_is_no_limit),
       TEST(a_clock_read_earlier_by_another_thread_changes_nothing),
       TEST(forgets_the_quietest_when_full), TEST(ipv6_counts_by_its_network),
       TEST(threads_share_one_burst), TEST(a_class_behind_one_address_arrives_together),
       TEST(a_table_keeps_65536_subjects), TEST(tells_what_is_left),
       TEST(an_ipv6_network_has_the_tokens_of_eight_sites)});
}
