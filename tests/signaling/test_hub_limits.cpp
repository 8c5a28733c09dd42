// SPDX-License-Identifier: MIT
// The limits of the hub, and how it closes sessions: deadlines, rates, queues, numbers of sessions.
#include "tests/signaling/hub_fixture.hpp"

using namespace signaling_test;
using namespace std::chrono_literals;

namespace {

const char* const kPing = R"({"type":"ping"})";

void who_does_not_authenticate_is_closed() {
  HubTest t;
  Client silent = t.connect("silent");
  Client alice = t.connect("alice");
  alice.auth();
  t.pass(4999ms);
  CHECK_EQ(t.close_code(silent), 0u);
  t.pass(1ms);
  CHECK_EQ(t.close_code(silent), 4401u);
  CHECK_EQ(silent.hears_error(), "not-authenticated");
  CHECK_EQ(t.close_code(alice), 0u);
}

void garbage_is_answered_and_then_ends_it() {
  HubTest t;
  Client mallory = t.connect("mallory");
  for (int i = 0; i < 20; ++i) CHECK_EQ(mallory.says("garbage").hears_error(), "bad-json");
  for (int i = 0; i < 9; ++i)
    CHECK_EQ(mallory.says(R"({"type":"nope","id":"x"})").hears_error(), "rate-limited");
  CHECK_EQ(t.close_code(mallory), 0u);
  CHECK_EQ(mallory.says("garbage").hears_error(), "rate-limited");
  CHECK_EQ(t.close_code(mallory), 4429u);
  CHECK(mallory.says("garbage").silent());
}

void before_auth_a_frame_has_at_most_8_kib() {
  HubTest t;
  Client alice = t.connect("alice");
  const std::string auth = Json::object({{"type", "auth"}, {"token", t.token("alice")}}).print();
  const std::string longest = auth + std::string(8192 - auth.size(), ' ');
  CHECK_EQ(alice.says(longest + " ").hears_error(), "not-authenticated");
  CHECK_EQ(text(alice.says(longest).hears_one(), "type"), "welcome");
  CHECK_EQ(text(alice.says(kPing + std::string(20'000, ' ')).hears_one(), "type"), "pong");
}

void rates_are_counted_by_class() {
  HubTest t;
  Client alice = t.member("alice");
  for (int i = 0; i < 10; ++i)
    CHECK_EQ(text(alice.says({{"type", "chat"}, {"message", "x"}}).hears_one(), "type"), "chat");
  alice.says({{"type", "chat"}, {"message", "x"}, {"id", "c"}});
  const Json error = alice.hears_one();
  CHECK_EQ(text(error, "code"), "rate-limited");
  CHECK_EQ(text(error, "re"), "c");
  CHECK_EQ(*error["retryAfter"].as_integer(), 1);
  CHECK_EQ(text(alice.says(kPing).hears_one(), "type"), "pong");  // another class is not touched
  t.clock.advance(500ms);
  CHECK_EQ(text(alice.says({{"type", "chat"}, {"message", "x"}}).hears_one(), "type"), "chat");
  CHECK_EQ(alice.says({{"type", "chat"}, {"message", "x"}}).hears_error(), "rate-limited");
}

void the_documented_bursts_are_let_through() {
  struct Row {
    const char* frame;
    int burst;
    int per_second;
  };
  const Row rows[] = {
      {R"({"type":"offer","targetId":"x","offer":{"type":"offer","sdp":"v"}})", 60, 20},
      {R"({"type":"answer","targetId":"x","answer":{"type":"answer","sdp":"v"}})", 60, 20},
      {R"({"type":"ice-candidate","targetId":"x","candidate":null})", 400, 100},
      {R"({"type":"chat","message":"x"})", 10, 2},
      {R"({"type":"media-state","hand":true})", 20, 5},
      {R"({"type":"reaction","emoji":"x"})", 10, 2},
      {R"({"type":"ping"})", 19, 5}};  // auth took one of twenty
  for (const Row& row : rows) {
    HubTest t;
    Client alice = t.member("alice");
    const auto let_through = [&](int tries) {
      int passed = 0;
      for (int i = 0; i < tries; ++i) {
        alice.says(row.frame);
        const auto heard = alice.hears();
        passed += heard.empty() || text(heard[0], "code") != "rate-limited" ? 1 : 0;
      }
      return passed;
    };
    CHECK_EQ(let_through(row.burst + 3), row.burst);
    t.clock.advance(1s);
    CHECK_EQ(let_through(row.per_second + 3), row.per_second);
    CHECK_EQ(t.close_code(alice), 0u);
  }
}

void ten_refusals_are_abuse_only_when_close_together() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  for (int i = 0; i < 10; ++i) alice.says({{"type", "reaction"}, {"emoji", "x"}});
  for (int round = 0; round < 30; ++round) {
    for (int i = 0; i < 4; ++i)
      alice.says({{"type", "reaction"}, {"emoji", "x"}});  // two pass, two do not
    t.clock.advance(1200ms);
    (void)alice.hears(), (void)bob.hears();
  }
  CHECK_EQ(t.close_code(alice), 4429u);
  HubTest slow;
  Client carol = slow.member("carol");
  for (int i = 0; i < 10; ++i) carol.says({{"type", "reaction"}, {"emoji", "x"}});
  for (int i = 0; i < 200; ++i) {
    carol.says({{"type", "reaction"}, {"emoji", "x"}})
        .says({{"type", "reaction"}, {"emoji", "x"}})
        .says({{"type", "reaction"}, {"emoji", "x"}});
    slow.clock.advance(1200ms);  // at most one refusal each time
    (void)carol.hears();
  }
  CHECK_EQ(slow.close_code(carol), 0u);
}

void an_abuser_leaves_the_room() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  (void)alice.hears();
  for (int i = 0; i < 40; ++i) bob.says("{");
  CHECK_EQ(t.close_code(bob), 4429u);
  CHECK_EQ(text(alice.hears_one(), "reason"), "disconnected");
  CHECK_EQ(t.present(), std::vector<std::string>{"alice"});
  bob.disconnects();
  CHECK(alice.silent());
  CHECK_EQ(t.ended, std::vector<std::string>{"seat-bob"});  // once
}

void a_client_that_stops_reading_closes() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob");  // alice has peer-joined waiting from here
  CHECK(t.delivers.back() == alice.session());
  t.pass(9s);
  CHECK_EQ(t.close_code(alice), 0u);
  (void)t.hub.next_frame(alice.session(), t.now());  // took one: the time starts anew with the next
  bob.says({{"type", "chat"}, {"message", "1"}}).says({{"type", "chat"}, {"message", "2"}});
  t.pass(9s);
  (void)t.hub.next_frame(alice.session(), t.now());
  t.pass(9s);
  CHECK_EQ(t.close_code(alice), 0u);
  t.pass(1s);
  CHECK_EQ(t.close_code(alice), 4408u);
}

void one_delivery_is_asked_for_until_the_queue_is_empty() {
  HubTest t;
  Client alice = t.member("alice");
  t.delivers.clear();
  alice.says(kPing).says(kPing).says(kPing);
  CHECK_EQ(t.delivers.size(), std::size_t{1});
  CHECK_EQ(alice.hears().size(), std::size_t{3});
  alice.says(kPing);
  CHECK_EQ(t.delivers.size(), std::size_t{2});
}

// People in meetings do not give way.
void sessions_are_limited_by_address_and_in_all() {
  HubLimits limits;
  limits.sessions.sessions = 5;
  limits.sessions.per_address = 2;
  HubTest t{limits};
  const auto member = [&](const std::string& user, std::string_view address) {
    return t.member(user, meetings::Role::participant, address);
  };
  Client first = member("a", "192.0.2.1");
  (void)member("b", "192.0.2.1");
  CHECK(t.open("192.0.2.1").error() == OpenRefusal::too_many_from_address);
  (void)member("c", "2001:db8::1");
  (void)member("d", "2001:db8::2");
  CHECK(t.open("2001:db8::3").error() == OpenRefusal::too_many_from_address);  // one /64
  (void)member("e", "2001:db8:0:1::1");
  CHECK(t.open("192.0.2.2").error() == OpenRefusal::too_many_sessions);
  first.disconnects();
  CHECK(t.open("192.0.2.1").has_value());
  CHECK(t.open("192.0.2.1").has_value());  // the one before gave way
  CHECK_EQ(t.closes.size(), std::size_t{1});
}

void a_session_that_gives_way_is_told() {
  HubLimits limits;
  limits.sessions.sessions = 3;
  HubTest t{limits};
  Client member = t.member("member");
  Client idle = t.connect("idle", "192.0.2.2");
  idle.auth();
  Client fresh = t.connect("fresh", "192.0.2.3");
  Client newcomer = t.connect("newcomer", "192.0.2.2");
  CHECK_EQ(t.close_code(fresh), 1013u);
  CHECK_EQ(fresh.hears_error(), "overloaded");
  newcomer.auth();
  CHECK(t.open("192.0.2.5").has_value());
  CHECK_EQ(t.close_code(idle), 1013u);  // idle longer than the newcomer
  CHECK_EQ(t.close_code(newcomer), 0u);
  CHECK_EQ(t.close_code(member), 0u);
  idle.says(kPing);
  CHECK_EQ(idle.hears_error(), "overloaded");  // nothing but the reason
}

void a_session_that_left_its_meeting_may_give_way_again() {
  HubLimits limits;
  limits.sessions.sessions = 1;
  HubTest t{limits};
  Client alice = t.member("alice");
  CHECK(t.open("192.0.2.2").error() == OpenRefusal::too_many_sessions);
  alice.says({{"type", "leave"}});
  CHECK(t.open("192.0.2.2").has_value());
  CHECK_EQ(t.close_code(alice), 1013u);
}

void a_closed_session_frees_one_place_of_its_address() {
  HubLimits limits;
  limits.sessions.per_address = 2;
  HubTest t{limits};
  Client first = t.member("a");
  (void)t.member("b");
  first.disconnects();
  (void)t.member("c");
  CHECK(t.open("192.0.2.1").error() == OpenRefusal::too_many_from_address);
}

void shutting_down_tells_everyone() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  Client fresh = t.connect("fresh");
  t.run(t.hub.shut_down(t.now()));
  for (Client* client : {&alice, &bob, &fresh}) CHECK_EQ(t.close_code(*client), 1001u);
  CHECK(t.present().empty());
  CHECK_EQ(t.ended.size(), std::size_t{2});
  CHECK(!t.hub.open(base::IpAddress::v4(192, 0, 2, 7), t.now()).has_value());
  for (Client* client : {&alice, &bob, &fresh}) client->disconnects();
  CHECK_EQ(t.ended.size(), std::size_t{2});
  CHECK_EQ(t.hub.sessions(), std::size_t{0});
}

void random_conversations_keep_the_books_straight() {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    HubTest t;
    lectern_test::SeededRandom dice{seed};
    const char* const names[] = {"ann", "ben", "cat", "dan"};
    std::vector<std::pair<std::string, Client>> open;
    for (int step = 0; step < 400; ++step) {
      const std::string name = names[dice.below(4)];
      switch (dice.below(9)) {
        case 0: open.emplace_back(name, t.connect(name)); break;
        case 1:
          if (!open.empty())
            open[dice.below(static_cast<std::uint32_t>(open.size()))].second.says(
                {{"type", "auth"}, {"token", t.token(name)}});
          break;
        case 2:
          if (!open.empty())
            open[dice.below(static_cast<std::uint32_t>(open.size()))].second.says(
                {{"type", "join"}, {"meetingId", kMeeting}});
          break;
        case 3:
          if (!t.asked.empty()) t.answer(seat_of(t.asked[0].ask.claims.name));
          break;
        case 4:
          if (!open.empty())
            open[dice.below(static_cast<std::uint32_t>(open.size()))].second.says(
                {{"type", "leave"}});
          break;
        case 5:
          if (!open.empty()) {
            const auto at = dice.below(static_cast<std::uint32_t>(open.size()));
            open[at].second.disconnects();
            open.erase(open.begin() + at);
          }
          break;
        case 6:
          if (!open.empty())
            open[dice.below(static_cast<std::uint32_t>(open.size()))].second.says(
                {{"type", "chat"}, {"message", "x"}});
          break;
        case 7: t.pass(std::chrono::milliseconds{dice.below(3000)}); break;
        case 8:
          if (dice.below(20) == 0)
            t.run(t.hub.handle_event(
                meetings::MeetingEnded{meetings::MeetingId{kMeeting}, std::nullopt}, t.now()));
          break;
      }
      const auto present = t.present();
      for (const std::string& who : present)
        CHECK_EQ(std::count(present.begin(), present.end(), who), 1);
      // The session of a slow reader can end before its socket does.
      CHECK(t.hub.sessions() <= open.size());
    }
    for (auto& [name, client] : open) client.disconnects();
    CHECK_EQ(t.hub.sessions(), std::size_t{0});
    CHECK(t.present().empty());
    t.pass(121s);
    CHECK_EQ(t.hub.rooms(), std::size_t{0});
  }
}

void a_closing_session_has_no_deadlines() {
  HubTest t;
  Client mallory = t.connect("mallory");
  mallory.says({{"type", "auth"}, {"token", "nonsense"}});
  CHECK_EQ(t.close_code(mallory), 4401u);
  t.closes.clear();
  t.pass(60s);
  CHECK(t.closes.empty());
  CHECK_EQ(mallory.hears_error(), "token-invalid");
}

void shutting_down_closes_nobody_twice() {
  HubTest t;
  Client mallory = t.connect("mallory");
  mallory.says({{"type", "auth"}, {"token", "nonsense"}});
  t.run(t.hub.shut_down(t.now()));
  CHECK_EQ(t.close_code(mallory), 4401u);
}

}  // namespace

int main() {
  return lectern_test::run(
      "signaling hub limits",
      {TEST(who_does_not_authenticate_is_closed), TEST(garbage_is_answered_and_then_ends_it),
       TEST(before_auth_a_frame_has_at_most_8_kib), TEST(rates_are_counted_by_class),
       TEST(the_documented_bursts_are_let_through),
       TEST(ten_refusals_are_abuse_only_when_close_together), TEST(an_abuser_leaves_the_room),
       TEST(a_client_that_stops_reading_closes),
       TEST(one_delivery_is_asked_for_until_the_queue_is_empty),
       TEST(sessions_are_limited_by_address_and_in_all), TEST(shutting_down_tells_everyone),
       TEST(random_conversations_keep_the_books_straight),
       TEST(a_closed_session_frees_one_place_of_its_address),
       TEST(a_session_that_gives_way_is_told),
       TEST(a_session_that_left_its_meeting_may_give_way_again),
       TEST(a_closing_session_has_no_deadlines), TEST(shutting_down_closes_nobody_twice)});
}
