// SPDX-License-Identifier: MIT
// Answers to strangers by /24 and /56.
#include "turn/rate_limit.hpp"

#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

namespace {

using namespace std::chrono_literals;

base::IpAddress ip(std::string_view text) { return *base::IpAddress::parse(text); }

int allowed(turn::PrefixLimiter& limiter, std::string_view source, base::Instant now, int tries) {
  int count = 0;
  for (int i = 0; i < tries; ++i) count += limiter.allow(ip(source), now) ? 1 : 0;
  return count;
}

void a_burst_then_the_rate() {
  lectern_test::SeededRandom random;
  lectern_test::FakeClock clock;
  turn::PrefixLimiter limiter{10, 20, random};
  CHECK_EQ(allowed(limiter, "192.0.2.1", clock.now(), 100), 20);
  clock.advance(1s);
  CHECK_EQ(allowed(limiter, "192.0.2.200", clock.now(), 100), 10);  // the same /24
  clock.advance(1h);
  CHECK_EQ(allowed(limiter, "192.0.2.1", clock.now(), 100), 20);
}

void ipv6_counts_by_slash_56() {
  lectern_test::SeededRandom random;
  lectern_test::FakeClock clock;
  turn::PrefixLimiter limiter{1, 5, random};
  CHECK_EQ(allowed(limiter, "2001:db8:0:ff::1", clock.now(), 9), 5);
  CHECK_EQ(allowed(limiter, "2001:db8:0:1:2:3:4:5", clock.now(), 9), 0);
  CHECK_EQ(allowed(limiter, "2001:db8:0:100::1", clock.now(), 9), 5);
}

void zero_is_unlimited() {
  lectern_test::SeededRandom random;
  lectern_test::FakeClock clock;
  turn::PrefixLimiter limiter{0, 0, random};
  CHECK_EQ(allowed(limiter, "192.0.2.1", clock.now(), 10000), 10000);
}

void time_that_goes_back_takes_nothing() {
  lectern_test::SeededRandom random;
  lectern_test::FakeClock clock;
  turn::PrefixLimiter limiter{1, 3, random};
  CHECK_EQ(allowed(limiter, "192.0.2.1", clock.now(), 2), 2);
  CHECK_EQ(allowed(limiter, "192.0.2.1", clock.now() - 10s, 5), 1);
}

void the_next_network_is_another_one() {
  lectern_test::SeededRandom random;
  lectern_test::FakeClock clock;
  turn::PrefixLimiter limiter{1, 5, random};
  CHECK_EQ(allowed(limiter, "192.0.2.255", clock.now(), 9), 5);
  CHECK_EQ(allowed(limiter, "192.0.2.0", clock.now(), 9), 0);
  CHECK_EQ(allowed(limiter, "192.0.3.0", clock.now(), 9), 5);
}

// A burst of zero would answer nobody.
void the_least_burst_is_one() {
  lectern_test::SeededRandom random;
  lectern_test::FakeClock clock;
  turn::PrefixLimiter limiter{1, 0, random};
  CHECK_EQ(allowed(limiter, "192.0.2.1", clock.now(), 9), 1);
  clock.advance(999ms);
  CHECK_EQ(allowed(limiter, "192.0.2.1", clock.now(), 9), 0);
  clock.advance(1ms);
  CHECK_EQ(allowed(limiter, "192.0.2.1", clock.now(), 9), 1);
}

}  // namespace

int main() {
  return lectern_test::run("rate_limit",
                           {TEST(a_burst_then_the_rate), TEST(ipv6_counts_by_slash_56),
                            TEST(zero_is_unlimited), TEST(time_that_goes_back_takes_nothing),
                            TEST(the_next_network_is_another_one), TEST(the_least_burst_is_one)});
}
