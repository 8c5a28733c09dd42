// SPDX-License-Identifier: MIT
#include "base/token_bucket.hpp"

#include <deque>

#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

namespace {

using base::Instant;
using base::TokenBucket;
using base::TokenRate;
using std::chrono::nanoseconds;
using namespace std::chrono_literals;

const Instant kStart = lectern_test::FakeClock{}.now();

unsigned taken_at(TokenBucket& bucket, const TokenRate& rate, Instant now) {
  unsigned taken = 0;
  while (taken < 1000 && bucket.take(rate, now)) ++taken;
  return taken;
}

void lets_a_burst_pass_and_then_one_an_interval() {
  const TokenRate rate{3, 10ms};
  TokenBucket bucket;
  CHECK_EQ(taken_at(bucket, rate, kStart), 3u);
  CHECK_EQ(bucket.wait(rate, kStart), nanoseconds{10ms});
  CHECK(!bucket.take(rate, kStart + 10ms - 1ns));
  CHECK_EQ(bucket.wait(rate, kStart + 10ms - 1ns), 1ns);
  CHECK(bucket.take(rate, kStart + 10ms));
  CHECK_EQ(taken_at(bucket, rate, kStart + 30ms), 2u);
}

// After any pause: no token of the pause is kept beyond the burst.
void a_pause_fills_the_bucket_and_no_more() {
  const TokenRate rate{3, 10ms};
  TokenBucket bucket;
  Instant now = kStart;
  for (const nanoseconds pause : {nanoseconds{29ms}, nanoseconds{30ms}, nanoseconds{31ms},
                                  nanoseconds{1h}, nanoseconds{10000h}}) {
    CHECK_EQ(taken_at(bucket, rate, now), pause == 30ms ? 2u : 3u);
    now += pause;
  }
  CHECK_EQ(taken_at(bucket, rate, now), 3u);
}

void a_token_given_back_never_makes_more_than_a_burst() {
  const TokenRate rate{3, 10ms};
  TokenBucket bucket;
  CHECK(bucket.take(rate, kStart));
  for (int i = 0; i < 5; ++i) bucket.give_back(rate);
  CHECK_EQ(taken_at(bucket, rate, kStart), 3u);
  bucket.give_back(rate);
  CHECK_EQ(taken_at(bucket, rate, kStart), 1u);
}

void an_earlier_now_adds_no_tokens() {
  const TokenRate rate{2, 10ms};
  TokenBucket bucket;
  CHECK_EQ(taken_at(bucket, rate, kStart + 1s), 2u);
  CHECK_EQ(taken_at(bucket, rate, kStart), 0u);
  CHECK_EQ(taken_at(bucket, rate, kStart + 1s), 0u);
  CHECK_EQ(taken_at(bucket, rate, kStart + 1s + 10ms), 1u);
}

void extreme_rates() {
  TokenBucket bucket;
  CHECK_EQ(taken_at(bucket, TokenRate{0, 10ms}, kStart), 1u);  // a burst of 0 works as 1
  TokenBucket unlimited;
  CHECK_EQ(taken_at(unlimited, TokenRate{1, 0ns}, kStart), 1000u);
  CHECK_EQ(TokenRate::per_second(20, 100).interval, nanoseconds{50ms});
  CHECK_EQ(TokenRate::per_second(20, 100).burst, 100u);
  CHECK_EQ(TokenRate::per_second(1, 1).interval, nanoseconds{1s});
  CHECK_EQ(TokenRate{}.burst, 1u);
  CHECK_EQ(TokenRate{}.interval, 0ns);
  TokenBucket two;
  CHECK_EQ(taken_at(two, TokenRate{2, 10ms}, kStart), 2u);
}

// The same bucket as a naive level: it counts in nanoseconds of income, one token is `interval`.
class Level {
 public:
  explicit Level(const TokenRate& rate) : rate_(rate), level_(depth()) {}
  bool take(nanoseconds since_last) {
    level_ = std::min(depth(), level_ + since_last);
    if (level_ < rate_.interval) return false;
    level_ -= rate_.interval;
    return true;
  }

 private:
  nanoseconds depth() const { return rate_.burst * rate_.interval; }
  TokenRate rate_;
  nanoseconds level_;
};

nanoseconds random_pause(base::Random& random, const TokenRate& rate) {
  const auto interval = static_cast<std::uint32_t>(rate.interval.count());
  switch (random.below(8)) {
    case 0: return 0ns;
    case 1: return rate.interval;
    case 2: return 100 * rate.burst * rate.interval;  // longer than the bucket takes to fill
    default: return nanoseconds{random.below(2 * interval)};
  }
}

void a_cost_takes_that_many_tokens() {
  const TokenRate rate{10, 10ms};
  TokenBucket bucket;
  CHECK(bucket.take(rate, kStart, 7));
  CHECK_EQ(bucket.wait(rate, kStart, 3), nanoseconds{0});
  CHECK_EQ(bucket.wait(rate, kStart, 4), nanoseconds{10ms});
  CHECK(!bucket.take(rate, kStart, 4));
  CHECK_EQ(taken_at(bucket, rate, kStart), 3u);
}

void a_cost_above_the_burst_needs_a_full_bucket_and_is_paid_in_full() {
  const TokenRate rate{3, 10ms};
  TokenBucket bucket;
  CHECK(bucket.take(rate, kStart));
  CHECK_EQ(bucket.wait(rate, kStart, 8), nanoseconds{10ms});
  CHECK(bucket.take(rate, kStart + 10ms, 8));
  CHECK_EQ(bucket.wait(rate, kStart + 10ms), nanoseconds{60ms});
}

// Looks only at what was let through, so it sees a bucket that overfills at the refill, wherever a
// later step would cut the surplus off.
void never_more_than_burst_plus_rate_times_time() {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    lectern_test::SeededRandom random{seed};
    const TokenRate rate{1 + random.below(20), nanoseconds{1 + random.below(1'000'000)}};
    TokenBucket bucket;
    Level level{rate};
    Instant now = kStart;
    std::deque<Instant> taken;
    for (int step = 0; step < 400; ++step) {
      const nanoseconds pause = random_pause(random, rate);
      now += pause;
      const bool took = bucket.take(rate, now);
      CHECK_EQ(took, level.take(pause));
      if (!took) continue;
      taken.push_back(now);
      for (std::size_t first = 0; first < taken.size(); ++first) {
        const auto count = static_cast<std::int64_t>(taken.size() - first);
        CHECK(count <= rate.burst + (now - taken[first]) / rate.interval);
      }
    }
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "token_bucket",
      {TEST(lets_a_burst_pass_and_then_one_an_interval), TEST(a_pause_fills_the_bucket_and_no_more),
       TEST(a_token_given_back_never_makes_more_than_a_burst), TEST(an_earlier_now_adds_no_tokens),
       TEST(a_cost_takes_that_many_tokens),
       TEST(a_cost_above_the_burst_needs_a_full_bucket_and_is_paid_in_full), TEST(extreme_rates),
       TEST(never_more_than_burst_plus_rate_times_time)});
}
