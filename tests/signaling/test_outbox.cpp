// SPDX-License-Identifier: MIT
#include "signaling/outbox.hpp"

#include "tests/support/check.hpp"

using namespace std::chrono_literals;
using signaling::Outbox;

namespace {

const base::Instant kNow{1000h};

void holds_as_many_bytes_as_it_may() {
  Outbox outbox{10};
  CHECK(outbox.empty());
  CHECK_EQ(outbox.bytes(), std::size_t{0});
  CHECK(outbox.push("123456", kNow));
  CHECK(!outbox.push("12345", kNow));  // one byte too many: dropped
  CHECK(outbox.push("abcd", kNow));
  CHECK(!outbox.push("x", kNow));
  CHECK_EQ(outbox.bytes(), std::size_t{10});
  CHECK_EQ(outbox.pop(kNow).value(), "123456");
  CHECK_EQ(outbox.bytes(), std::size_t{4});
  CHECK(outbox.push("xyzxyz", kNow));
  CHECK_EQ(outbox.pop(kNow).value(), "abcd");
  CHECK_EQ(outbox.pop(kNow).value(), "xyzxyz");
  CHECK(!outbox.pop(kNow));
  CHECK_EQ(outbox.bytes(), std::size_t{0});
}

void a_cleared_outbox_is_empty() {
  Outbox outbox{10};
  CHECK(outbox.push("1234567890", kNow));
  outbox.clear();
  CHECK(outbox.empty());
  CHECK_EQ(outbox.bytes(), std::size_t{0});
  CHECK(outbox.push("1234567890", kNow));
}

void remembers_when_the_client_last_took_a_frame() {
  Outbox outbox{10};
  CHECK(outbox.push("1", kNow));
  CHECK(outbox.push("2", kNow + 1s));
  CHECK(outbox.moved_at() == kNow);
  CHECK(outbox.pop(kNow + 2s).has_value());
  CHECK(outbox.moved_at() == kNow + 2s);
  CHECK(outbox.pop(kNow + 3s).has_value());
  CHECK(outbox.push("3", kNow + 9s));
  CHECK(outbox.moved_at() == kNow + 9s);
}

}  // namespace

int main() {
  return lectern_test::run("signaling outbox",
                           {TEST(holds_as_many_bytes_as_it_may), TEST(a_cleared_outbox_is_empty),
                            TEST(remembers_when_the_client_last_took_a_frame)});
}
