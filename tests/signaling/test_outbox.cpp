// SPDX-License-Identifier: MIT
#include "signaling/outbox.hpp"

#include "tests/support/check.hpp"

using namespace std::chrono_literals;
using signaling::Frame;
using signaling::FrameKind;
using signaling::Outbox;
using signaling::SessionId;
using Push = signaling::Outbox::Push;

namespace {

const base::Instant kNow{1000h};

bool push(Outbox& outbox, const std::string& body, base::Instant now = kNow) {
  return outbox.push({body}, now) == Push::waits;
}
Push relay(Outbox& outbox, std::uint64_t sender, std::size_t bytes) {
  return outbox.push({std::string(bytes, 'x'), false, FrameKind::relayed, SessionId{sender}}, kNow);
}
std::string pop(Outbox& outbox, base::Instant now = kNow) { return outbox.pop(now)->body; }

void holds_as_many_bytes_as_it_may() {
  Outbox outbox{{10, 0}};
  CHECK(outbox.empty());
  CHECK_EQ(outbox.bytes(), std::size_t{0});
  CHECK(push(outbox, "123456"));
  CHECK(outbox.push({"12345"}, kNow) == Push::full);  // one byte too many: dropped
  CHECK(push(outbox, "abcd"));
  CHECK(!push(outbox, "x"));
  CHECK_EQ(outbox.bytes(), std::size_t{10});
  CHECK_EQ(pop(outbox), "123456");
  CHECK_EQ(outbox.bytes(), std::size_t{4});
  CHECK(push(outbox, "xyzxyz"));
  CHECK_EQ(pop(outbox), "abcd");
  CHECK_EQ(pop(outbox), "xyzxyz");
  CHECK(!outbox.pop(kNow));
  CHECK_EQ(outbox.bytes(), std::size_t{0});
}

void a_number_takes_27_bytes() {
  Outbox outbox{{37, 0}};
  CHECK(outbox.push({"12345678901", true}, kNow) == Push::full);
  CHECK(outbox.push({"1234567890", true}, kNow) == Push::waits);
  CHECK_EQ(outbox.bytes(), std::size_t{37});
  (void)outbox.pop(kNow);
  CHECK_EQ(outbox.bytes(), std::size_t{0});
}

void a_cleared_outbox_is_empty() {
  Outbox outbox{{20, 50}};
  CHECK(push(outbox, "1234567890"));
  CHECK(relay(outbox, 1, 10) == Push::waits);
  outbox.clear();
  CHECK(outbox.empty());
  CHECK_EQ(outbox.bytes(), std::size_t{0});
  CHECK(push(outbox, "1234567890"));
  CHECK(relay(outbox, 1, 10) == Push::waits);
}

void remembers_when_the_client_last_took_a_frame() {
  Outbox outbox{{10, 0}};
  CHECK(push(outbox, "1", kNow));
  CHECK(push(outbox, "2", kNow + 1s));
  CHECK(outbox.moved_at() == kNow);
  CHECK(outbox.pop(kNow + 2s).has_value());
  CHECK(outbox.moved_at() == kNow + 2s);
  CHECK(outbox.pop(kNow + 3s).has_value());
  CHECK(push(outbox, "3", kNow + 9s));
  CHECK(outbox.moved_at() == kNow + 9s);
}

// What a sender holds afterwards is at most a quarter of what stays free for the others.
void one_sender_takes_a_fifth_of_the_relayed_bytes() {
  Outbox outbox{{1000, 600}};
  for (int i = 0; i < 6; ++i) CHECK(relay(outbox, 1, 20) == Push::waits);
  CHECK(relay(outbox, 1, 1) == Push::share_full);
  CHECK(relay(outbox, 2, 97) == Push::share_full);
  CHECK(relay(outbox, 2, 96) == Push::waits);
  CHECK(relay(outbox, 2, 1) == Push::share_full);
  CHECK(relay(outbox, 3, 76) == Push::waits);
  CHECK(relay(outbox, 3, 1) == Push::share_full);
  CHECK(push(outbox, std::string(400, 'x')));  // the rest is for other frames
  (void)outbox.pop(kNow);
  CHECK(relay(outbox, 1, 1) == Push::share_full);  // it still holds 100
  CHECK(relay(outbox, 4, 66) == Push::share_full);
  CHECK(relay(outbox, 4, 65) == Push::waits);
}

void twenty_senders_who_press_leave_room_for_a_newcomer() {
  Outbox outbox{{1'000'000, 800'000}};
  for (std::uint64_t sender = 1; sender <= 20; ++sender) {
    while (relay(outbox, sender, 100) == Push::waits) {}
  }
  CHECK(outbox.bytes() < 800'000);
  CHECK(relay(outbox, 21, 1000) == Push::waits);
}

void a_relayed_frame_never_fills_the_outbox() {
  Outbox outbox{{1000, 800}};
  CHECK(push(outbox, std::string(950, 'x')));
  CHECK(relay(outbox, 1, 51) == Push::share_full);
  CHECK(relay(outbox, 1, 50) == Push::waits);
}

void the_newest_media_of_a_sender_replace_the_older_ones() {
  Outbox outbox{{100, 0}};
  const auto media = [&](std::uint64_t sender, const std::string& body) {
    return outbox.push({body, false, FrameKind::replaceable, SessionId{sender}}, kNow + 5s);
  };
  CHECK(push(outbox, "first"));
  CHECK(media(1, "old") == Push::waits);
  CHECK(media(2, "other") == Push::waits);
  CHECK(push(outbox, "chat"));
  CHECK(media(1, "newer") == Push::waits);
  CHECK_EQ(outbox.bytes(), std::size_t{5 + 5 + 4 + 5});
  CHECK(outbox.moved_at() == kNow);
  for (const char* body : {"first", "other", "chat", "newer"}) CHECK_EQ(pop(outbox), body);
  CHECK(outbox.empty());
}

void a_client_that_takes_no_media_stalls_all_the_same() {
  Outbox outbox{{100, 0}};
  for (int i = 0; i < 3; ++i)
    (void)outbox.push({"m", false, FrameKind::replaceable, SessionId{1}}, kNow + i * 1s);
  CHECK(outbox.moved_at() == kNow);
  CHECK_EQ(outbox.bytes(), std::size_t{1});
}

void reactions_give_way_where_the_outbox_is_full() {
  Outbox outbox{{10, 0}};
  CHECK(outbox.push({"rrr", false, FrameKind::droppable}, kNow) == Push::waits);
  CHECK(push(outbox, "12345"));
  CHECK(outbox.push({"rrr", false, FrameKind::droppable}, kNow) == Push::dropped);
  CHECK_EQ(outbox.dropped(), std::uint64_t{0});
  CHECK(push(outbox, "abc"));
  CHECK_EQ(outbox.dropped(), std::uint64_t{1});
  CHECK_EQ(outbox.bytes(), std::size_t{8});
  CHECK_EQ(pop(outbox), "12345");
  CHECK_EQ(pop(outbox), "abc");
}

}  // namespace

int main() {
  return lectern_test::run(
      "signaling outbox",
      {TEST(holds_as_many_bytes_as_it_may), TEST(a_number_takes_27_bytes),
       TEST(a_cleared_outbox_is_empty), TEST(remembers_when_the_client_last_took_a_frame),
       TEST(one_sender_takes_a_fifth_of_the_relayed_bytes),
       TEST(twenty_senders_who_press_leave_room_for_a_newcomer),
       TEST(a_relayed_frame_never_fills_the_outbox),
       TEST(the_newest_media_of_a_sender_replace_the_older_ones),
       TEST(a_client_that_takes_no_media_stalls_all_the_same),
       TEST(reactions_give_way_where_the_outbox_is_full)});
}
