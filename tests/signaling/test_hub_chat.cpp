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

void an_empty_room_is_kept_for_two_minutes() {
  HubTest t;
  Client alice = t.member("alice");
  alice.disconnects();
  t.pass(2min - 1ms);
  CHECK_EQ(t.hub.rooms(), std::size_t{1});
  t.pass(1ms);
  CHECK_EQ(t.hub.rooms(), std::size_t{0});
}

// Somebody who leaves many rooms behind does not make others lose the chat of theirs at once: the
// rooms that are empty longest go, and only so many.
void of_more_than_a_thousand_empty_rooms_the_oldest_are_forgotten() {
  HubTest t;
  Client bob = t.member("bob");
  const auto visit = [&](int number) {
    t.clock.advance(1ms);
    Client guest = t.connect("guest");
    guest.auth().says({{"type", "join"}, {"meetingId", "x"}});
    t.answer(seat_of("guest", meetings::Role::participant, "meeting-" + std::to_string(number)));
    guest.says({{"type", "chat"}, {"message", "x"}});
    guest.disconnects();
  };
  for (int i = 0; i < 1000; ++i) visit(i);
  t.pass(1ms);
  CHECK_EQ(t.hub.rooms(), std::size_t{1001});
  for (int i = 1000; i < 1010; ++i) visit(i);
  t.pass(1ms);
  CHECK_EQ(t.hub.rooms(), std::size_t{1001});  // a thousand, and bob's
  CHECK_EQ(t.present(), std::vector<std::string>{"bob"});
  const auto had_chat = [&](int number) {
    Client guest = t.connect("guest");
    guest.auth().says({{"type", "join"}, {"meetingId", "x"}});
    t.answer(seat_of("guest", meetings::Role::participant, "meeting-" + std::to_string(number)));
    const Json joined = guest.hears_one();
    guest.disconnects();
    return joined["chat"].size() == 1;
  };
  CHECK(!had_chat(9));
  CHECK(had_chat(10));
}

// `joined` is at most 64 KiB, of which 512 bytes are for `re` and `seq`; the oldest chat is left
// out.
void joined_holds_as_much_chat_as_fits_the_frame() {
  const auto newcomer_hears = [](std::size_t oldest_bytes) {
    HubTest t;
    Client alice = t.member("alice");
    const auto post = [&](std::size_t bytes) {
      alice.says({{"type", "chat"}, {"message", std::string(bytes, 'x')}});
      (void)alice.hears();
      t.clock.advance(500ms);
    };
    post(oldest_bytes);
    post(2000);
    for (int i = 0; i < 14; ++i) post(4096);
    Client bob = t.connect("bob");
    bob.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
    t.answer(seat_of("bob"));
    return *t.hub.next_frame(bob.session(), t.now());
  };
  const auto chats = [](const std::string& frame) {
    return CHECK_OK(Json::parse(frame))["chat"].size();
  };
  const std::string small = newcomer_hears(1);
  CHECK_EQ(chats(small), std::size_t{16});
  // `small` has the eight bytes of `,"seq":1`; the comma after the last chat is counted and not
  // written.
  const std::size_t spare = 64 * 1024 - 512 - 1 - (small.size() - 8);
  CHECK(spare < 4096);
  CHECK_EQ(chats(newcomer_hears(1 + spare)), std::size_t{16});
  CHECK_EQ(chats(newcomer_hears(2 + spare)), std::size_t{15});
}

// Numbers grow, also over a room that everybody has left.
void a_reaction_to_a_line_names_it() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  (void)alice.hears();
  bob.says({{"type", "chat"}, {"message", "one"}});
  bob.says({{"type", "chat"}, {"message", "two"}});
  const auto heard = alice.hears();
  const std::int64_t first = *heard[0]["line"].as_integer();
  const std::int64_t second = *heard[1]["line"].as_integer();
  CHECK(first > 0 && second > first);
  (void)bob.hears();
  alice.says({{"type", "reaction"}, {"emoji", "👍"}, {"line", first}});
  const Json reaction = bob.hears_one();
  CHECK(reaction["line"] == Json{first});
  CHECK(alice.silent());
  alice.says({{"type", "reaction"}, {"emoji", "👍"}, {"line", second + 1}});
  CHECK_EQ(alice.hears_error(), "bad-field");
  CHECK(bob.silent());
  // Who comes later finds the number with the line, and a private line has none.
  Client carol = t.connect("carol");
  carol.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("carol"));
  const Json joined = carol.hears_one();
  CHECK(joined["chat"].at(1)["line"] == Json{second});
  (void)bob.hears();
  alice.says({{"type", "chat"}, {"message", "psst"}, {"targetId", bob.seat()}});
  CHECK(!bob.hears_one().has("line"));
  for (Client* each : {&alice, &bob, &carol}) each->disconnects();
  t.pass(10min);
  Client dan = t.member("dan");
  dan.says({{"type", "chat"}, {"message", "three"}});
  CHECK(*dan.hears_one()["line"].as_integer() > second);
}

}  // namespace

int main() {
  return lectern_test::run(
      "signaling hub chat",
      {TEST(a_reaction_to_a_line_names_it), TEST(chat_reaches_all_and_newcomers),
       TEST(private_chat_stays_between_two), TEST(the_chat_ring_keeps_fifty_and_the_frame_its_size),
       TEST(chat_outlives_an_empty_room_for_a_moment), TEST(an_empty_room_is_kept_for_two_minutes),
       TEST(of_more_than_a_thousand_empty_rooms_the_oldest_are_forgotten),
       TEST(joined_holds_as_much_chat_as_fits_the_frame)});
}
