// SPDX-License-Identifier: MIT
#include "signaling/rate_limit.hpp"

#include "tests/support/check.hpp"

using namespace signaling;
using namespace std::chrono_literals;

namespace {

constexpr base::Instant kStart{};  // the monotonic clock of a computer that has just started

int let_through(RateLimiter& limiter, MessageClass kind, base::Instant now, int tries) {
  int passed = 0;
  for (int i = 0; i < tries; ++i) passed += limiter.check(kind, now) ? 0 : 1;
  return passed;
}

void a_refusal_names_whole_seconds() {
  RateLimiter limiter;
  CHECK_EQ(let_through(limiter, MessageClass::reaction, kStart, 10), 10);
  CHECK(limiter.check(MessageClass::reaction, kStart) == 1s);
  CHECK(limiter.check(MessageClass::reaction, kStart + 499ms) == 1s);
  CHECK(!limiter.check(MessageClass::reaction, kStart + 500ms));
}

// Ten refused messages within ten seconds are abuse: the first one lies exactly ten seconds back.
void the_tenth_refusal_within_ten_seconds_is_abuse() {
  for (const auto late : {0ns, 1ns}) {
    RateLimiter limiter;
    CHECK_EQ(let_through(limiter, MessageClass::reaction, kStart, 11), 10);
    CHECK(!limiter.abused());
    const base::Instant then = kStart + 10s + late;
    CHECK_EQ(let_through(limiter, MessageClass::reaction, then, 18), 10);
    CHECK(!limiter.abused());
    CHECK_EQ(let_through(limiter, MessageClass::reaction, then, 1), 0);
    CHECK_EQ(limiter.abused(), late == 0ns);
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "signaling rate limit",
      {TEST(a_refusal_names_whole_seconds), TEST(the_tenth_refusal_within_ten_seconds_is_abuse)});
}
