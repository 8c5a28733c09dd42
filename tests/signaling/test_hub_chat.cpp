// SPDX-License-Identifier: MIT
// The chat of a room: who reads what, and what newcomers still find.
#include "tests/signaling/hub_fixture.hpp"

using namespace signaling_test;
using namespace std::chrono_literals;

namespace {

void chat_reaches_all_and_newcomers() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  (void)alice.hears();
  alice.says(
      {{"type", "chat"}, {"message", "Hello"}, {"timestamp", "1970-01-01T00:00:00Z"}, {"id", "m"}});
  const Json own = alice.hears_one();
  const Json got = bob.hears_one();
  CHECK_EQ(text(own, "re"), "m");
  CHECK(!got.has("re"));
  for (const Json& chat : {own, got}) {
    CHECK_EQ(text(chat, "fromId"), "seat-alice");
    CHECK_EQ(text(chat, "userId"), "user-alice");
    CHECK_EQ(text(chat, "name"), "alice");
    CHECK_EQ(text(chat, "message"), "Hello");
    CHECK_EQ(text(chat, "timestamp"), base::print_iso8601(t.clock.wall_now()));
    CHECK(!chat.has("private") && !chat.has("targetId"));
  }
  bob.says({{"type", "chat"}, {"message", "psst"}, {"targetId", "seat-alice"}});
  Client carol = t.connect("carol");
  carol.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("carol"));
  const Json joined = carol.hears_one();
  CHECK_EQ(joined["chat"].size(), std::size_t{1});
  CHECK_EQ(text(joined["chat"].at(0), "message"), "Hello");
}

void private_chat_stays_between_two() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  Client carol = t.member("carol");
  (void)alice.hears(), (void)bob.hears();
  alice.says({{"type", "chat"}, {"message", "psst"}, {"targetId", "seat-bob"}, {"id", "p"}});
  const Json got = bob.hears_one();
  CHECK(got["private"].as_bool() == true);
  CHECK(!got.has("targetId"));
  const Json own = alice.hears_one();
  CHECK(own["private"].as_bool() == true);
  CHECK_EQ(text(own, "targetId"), "seat-bob");
  CHECK_EQ(text(own, "re"), "p");
  CHECK(carol.silent());
}

void the_chat_ring_keeps_fifty_and_the_frame_its_size() {
  HubTest t;
  Client alice = t.member("alice");
  for (int i = 0; i < 60; ++i) {
    alice.says({{"type", "chat"}, {"message", "m" + std::to_string(i)}});
    t.clock.advance(1s);
  }
  (void)alice.hears();
  Client bob = t.connect("bob");
  bob.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("bob"));
  const Json chat = bob.hears_one()["chat"];
  CHECK_EQ(chat.size(), std::size_t{50});
  CHECK_EQ(text(chat.at(0), "message"), "m10");
  CHECK_EQ(text(chat.at(49), "message"), "m59");
  // 4096 quotes are 8192 bytes of JSON: only the newest few fit the frame.
  for (int i = 0; i < 50; ++i) {
    alice.says({{"type", "chat"},
                {"message", std::string(kMaxChatBytes - 2, '"') + std::to_string(10 + i)}});
    t.clock.advance(1s);
    (void)alice.hears(), (void)bob.hears();
  }
  Client carol = t.connect("carol");
  carol.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("carol"));
  const auto frame = t.hub.next_frame(carol.session(), t.now());
  CHECK(frame->size() <= kMaxFrameBytes);
  const Json recent = CHECK_OK(Json::parse(*frame))["chat"];
  CHECK(recent.size() >= 6);
  const std::string newest = text(recent.at(recent.size() - 1), "message");
  CHECK_EQ(newest.substr(newest.size() - 2), "59");
}

void chat_outlives_an_empty_room_for_a_moment() {
  HubTest t;
  Client alice = t.member("alice");
  alice.says({{"type", "chat"}, {"message", "Hello"}});
  alice.disconnects();
  t.pass(100s);
  Client again = t.connect("alice");
  again.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("alice"));
  CHECK_EQ(again.hears_one()["chat"].size(), std::size_t{1});
  again.disconnects();
  t.pass(121s);
  CHECK_EQ(t.hub.rooms(), std::size_t{0});
  Client later = t.connect("alice");
  later.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("alice"));
  CHECK_EQ(later.hears_one()["chat"].size(), std::size_t{0});
}

}  // namespace

int main() {
  return lectern_test::run(
      "signaling hub chat",
      {TEST(chat_reaches_all_and_newcomers), TEST(private_chat_stays_between_two),
       TEST(the_chat_ring_keeps_fifty_and_the_frame_its_size),
       TEST(chat_outlives_an_empty_room_for_a_moment)});
}
