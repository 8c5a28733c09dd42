// SPDX-License-Identifier: MIT
#include "signaling/rate_limit.hpp"

#include "tests/support/check.hpp"

using namespace signaling;
using namespace std::chrono_literals;

namespace {

constexpr base::Instant kStart{};  // the monotonic clock of a computer that has just started

int let_through(RateLimiter& limiter, MessageClass kind, base::Instant now, int tries) {
  int passed = 0;
  for (int i = 0; i < tries; ++i) passed += limiter.check(kind, 0, now) ? 0 : 1;
  return passed;
}

void a_refusal_names_whole_seconds() {
  RateLimiter limiter;
  CHECK_EQ(let_through(limiter, MessageClass::reaction, kStart, 10), 10);
  CHECK(limiter.check(MessageClass::reaction, 0, kStart)->wait == 1s);
  CHECK(limiter.check(MessageClass::reaction, 0, kStart + 499ms)->wait == 1s);
  CHECK(!limiter.check(MessageClass::reaction, 0, kStart + 500ms));
}

// docs/protocol.md, "Limits".
void each_class_has_its_rate_of_bytes() {
  struct Row {
    MessageClass kind;
    std::size_t per_second;
    std::size_t burst;
  };
  constexpr Row kRows[] = {{MessageClass::description, 320, 1024},
                           {MessageClass::candidate, 100, 400},
                           {MessageClass::chat, 8, 64},
                           {MessageClass::media_state, 5, 20},
                           {MessageClass::reaction, 2, 10},
                           {MessageClass::join, 4, 16},
                           {MessageClass::other, 16, 80}};
  for (const Row& row : kRows) {
    RateLimiter limiter;
    CHECK(!limiter.check(row.kind, row.burst * 1024 - 100, kStart));
    CHECK(!limiter.check(row.kind, 100, kStart));
    const auto over = limiter.check(row.kind, 1, kStart);
    CHECK(over && over->limit == Limit::bytes && over->wait == 1s);
    const base::Instant later = kStart + 10s;
    CHECK(!limiter.check(row.kind, row.per_second * 10 * 1024, later));
    CHECK(limiter.check(row.kind, row.burst * 1024 / 10, later)->limit == Limit::bytes);
  }
}

void a_refused_message_takes_nothing() {
  RateLimiter limiter;
  CHECK(!limiter.check(MessageClass::chat, 60'000, kStart));
  for (int i = 0; i < 9; ++i) CHECK(limiter.check(MessageClass::chat, 60'000, kStart).has_value());
  CHECK_EQ(let_through(limiter, MessageClass::chat, kStart, 12), 9);  // of the messages, too
}

void a_join_is_dear() {
  RateLimiter limiter;
  CHECK_EQ(let_through(limiter, MessageClass::join, kStart, 7), 5);
  CHECK_EQ(let_through(limiter, MessageClass::join, kStart + 2s - 1ns, 1), 0);
  CHECK_EQ(let_through(limiter, MessageClass::join, kStart + 2s, 2), 1);
}

void more_than_half_of_the_bytes_is_much() {
  RateLimiter limiter;
  CHECK(!limiter.sent_much(MessageClass::chat, kStart));
  CHECK(!limiter.check(MessageClass::chat, 32 * 1024, kStart));
  CHECK(!limiter.sent_much(MessageClass::chat, kStart));
  CHECK(!limiter.check(MessageClass::chat, 1, kStart));
  CHECK(limiter.sent_much(MessageClass::chat, kStart));
  CHECK(!limiter.sent_much(MessageClass::reaction, kStart));
  CHECK(!limiter.sent_much(MessageClass::chat, kStart + 1s));
}

void a_room_keeps_half_for_members_who_sent_little() {
  constexpr auto kChat = RoomLimiter::Traffic::chat;
  RoomLimiter limiter;
  for (int i = 0; i < 64; ++i) CHECK(!limiter.check(kChat, 1024, true, kStart));
  const auto over = limiter.check(kChat, 1024, true, kStart);
  CHECK(over && over->limit == Limit::room && over->wait == 1s);
  for (int i = 0; i < 64; ++i) CHECK(!limiter.check(kChat, 1024, false, kStart));
  CHECK(limiter.check(kChat, 1, false, kStart).has_value());
  CHECK(!limiter.check(RoomLimiter::Traffic::state, 64 * 1024, false, kStart));
  CHECK(limiter.check(RoomLimiter::Traffic::state, 1, false, kStart).has_value());
  CHECK(!limiter.check(kChat, 16 * 1024, false, kStart + 1s));
  CHECK(limiter.check(kChat, 100, false, kStart + 1s).has_value());
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
      {TEST(each_class_has_its_rate_of_bytes), TEST(a_refused_message_takes_nothing),
       TEST(a_join_is_dear), TEST(more_than_half_of_the_bytes_is_much),
       TEST(a_room_keeps_half_for_members_who_sent_little), TEST(a_refusal_names_whole_seconds),
       TEST(the_tenth_refusal_within_ten_seconds_is_abuse)});
}
