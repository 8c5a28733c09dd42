// SPDX-License-Identifier: MIT
// A restart of the daemon: the next hub continues the sessions and the rooms.
#include "tests/signaling/lecture.hpp"
#include "tests/signaling/moderating.hpp"
#include "tests/signaling/traveller.hpp"

using namespace signaling_test;
using namespace std::chrono_literals;

namespace {

Json peer(const Json& joined, const std::string& seat) {
  for (const Json& one : joined["peers"].items()) {
    if (text(one, "peerId") == seat) return one;
  }
  return {};
}

void everybody_goes_on_and_nobody_notices() {
  HubTest t;
  Traveller alice{t, "alice", meetings::Role::host}, bob{t, "bob"};
  (void)alice.hears();
  bob.says({{"type", "media-state"}, {"hand", true}});
  (void)alice.hears();
  t.restart();
  CHECK_EQ(t.stopped, (Words{"seat-alice", "seat-bob"}));
  CHECK(t.ended.empty());
  CHECK_EQ(t.present(), (Words{"alice", "bob"}));
  CHECK_EQ(types(alice.resumes()), Words{"resumed"});
  CHECK_EQ(types(bob.resumes()), Words{"resumed"});
  t.pass(10s);
  CHECK(alice.hears().empty());
  alice.says({{"type", "chat"}, {"message", "still here?"}, {"id", "c1"}});
  CHECK_EQ(text(bob.hears().at(0), "message"), "still here?");
  CHECK_EQ(text(alice.hears().at(0), "re"), "c1");
}

void what_was_on_its_way_arrives_once() {
  HubTest t;
  Traveller alice{t, "alice"}, bob{t, "bob"};
  (void)alice.hears();
  alice.says({{"type", "chat"}, {"message", "taken, and not read"}, {"id", "c1"}});
  (void)bob.socket().hears();  // the socket took it, and the client never saw it
  alice.says({{"type", "chat"}, {"message", "still in the queue"}, {"id", "c2"}});
  t.restart();
  const auto back = bob.resumes();
  CHECK_EQ(types(back), (Words{"resumed", "chat", "chat"}));
  CHECK_EQ(text(back[1], "message"), "taken, and not read");
  CHECK_EQ(text(back[2], "message"), "still in the queue");
  CHECK_EQ(types(alice.resumes()), (Words{"resumed", "chat", "chat"}));
  // The client repeats what it is not sure about: it was handled before the restart.
  alice.says({{"type", "chat"}, {"message", "still in the queue"}, {"id", "c2"}});
  CHECK(bob.hears().empty());
}

void whoever_stays_away_is_shown_and_gets_the_whole_time() {
  HubTest t;
  Traveller alice{t, "alice"}, bob{t, "bob"};
  (void)alice.hears();
  bob.breaks();
  (void)alice.hears();
  t.pass(80s);
  t.restart();
  (void)alice.resumes();
  t.pass(1s);
  CHECK(alice.hears().empty());
  t.pass(1s);
  const auto told = alice.hears();
  CHECK_EQ(types(told), Words{"peer-updated"});
  CHECK_EQ(told[0]["peer"]["reconnecting"].print(), "true");
  t.pass(87s);
  CHECK(alice.hears().empty());
  t.pass(1s);
  CHECK_EQ(types(alice.hears()), Words{"peer-left"});
  CHECK_EQ(t.ended, Words{"seat-bob"});
}

void a_token_is_good_for_one_resume() {
  HubTest t;
  Traveller alice{t, "alice"};
  const std::string first = alice.token;
  t.restart();
  CHECK_EQ(types(alice.resumes()), Words{"resumed"});
  alice.says({{"type", "ping"}, {"t", 1}});
  (void)alice.hears();
  t.restart();
  const std::string second = std::exchange(alice.token, first);
  CHECK_EQ(text(alice.resumes().at(0), "code"), "no-such-session");
  alice.token = second;
  CHECK_EQ(types(alice.resumes()), Words{"resumed"});
}

void decisions_of_hosts_and_the_order_of_people_last() {
  HubTest t;
  Traveller alice{t, "alice", meetings::Role::host}, bob{t, "bob"};
  for (const char* action : {"mute", "chat-off"}) {
    alice.says({{"type", "moderate"}, {"action", action}, {"targetId", "seat-bob"}});
    t.allow();
  }
  alice.says({{"type", "moderate"}, {"action", "spotlight"}, {"targetId", "seat-bob"}});
  t.allow();
  alice.says({{"type", "chat"}, {"message", "for newcomers"}});
  t.restart();
  Client carol = t.connect("carol");
  carol.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("carol"));
  const Json joined = carol.hears_one();
  CHECK_EQ(peer(joined, "seat-bob")["blocked"].print(), R"(["audio","chat"])");
  CHECK_EQ(text(joined, "spotlight"), "seat-bob");
  CHECK_EQ(text(joined["chat"].at(0), "message"), "for newcomers");
  CHECK_EQ(peer(joined, "seat-alice")["polite"].print(), "false");
  (void)bob.resumes();
  bob.says({{"type", "chat"}, {"message", "may I?"}});
  CHECK_EQ(text(bob.hears().back(), "code"), "forbidden");
}

void the_queue_of_hands_lasts() {
  HubTest t;
  Traveller alice{t, "alice", meetings::Role::host}, bob{t, "bob"}, cid{t, "cid"};
  for (Traveller* one : {&cid, &bob}) one->says({{"type", "media-state"}, {"hand", true}});
  t.restart();
  (void)alice.resumes();
  alice.says({{"type", "media-state"}, {"hand", true}});
  Client dan = t.connect("dan");
  dan.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("dan"));
  CHECK_EQ(queue_in(dan.hears_one()["peers"].items()), (Names{"cid", "bob", "alice"}));
}

void an_action_without_an_answer_may_come_again() {
  HubTest t;
  Traveller alice{t, "alice", meetings::Role::host}, bob{t, "bob"};
  (void)alice.hears();
  const auto mute = [&] {
    alice.says({{"type", "moderate"}, {"action", "mute"}, {"targetId", "seat-bob"}, {"id", "m1"}});
  };
  mute();
  t.restart();
  (void)alice.resumes();
  mute();
  t.allow();
  const auto told = alice.hears();
  CHECK_EQ(types(told), (Words{"peer-updated", "moderated"}));
  CHECK_EQ(text(told[1], "re"), "m1");
}

void an_event_between_the_processes_counts() {
  HubTest t;
  Traveller alice{t, "alice"}, bob{t, "bob"};
  t.run(t.hub.suspend(t.now()));
  t.event(meetings::SeatRemoved{meetings::MeetingId{kMeeting}, meetings::ParticipantId{"seat-bob"},
                                meetings::UserId{"user-bob"}});
  t.restart();
  CHECK_EQ(t.present(), Words{"alice"});
  CHECK_EQ(text(bob.resumes().at(0), "code"), "no-such-session");
  (void)alice.resumes();
  t.end_sessions({"alice"});
  CHECK_EQ(text(alice.hears().back(), "code"), "session-ended");
}

void strangers_and_the_departed_do_not_go_on() {
  HubTest t;
  Client stranger = t.connect("eve");
  Traveller alice{t, "alice"};
  alice.socket().disconnects();
  const base::Secret left = t.leave();
  CHECK_EQ(t.close_code(stranger), 1012u);
  CHECK(t.restart_with(left.reveal_text()));
  CHECK_EQ(t.hub.sessions(), std::size_t{0});
  CHECK_EQ(t.hub.rooms(), std::size_t{1});  // its chat waits for people who come back
}

void without_resuming_everybody_comes_anew() {
  HubLimits limits;
  limits.resume = 0s;
  HubTest t{limits};
  Client alice = t.member("alice");
  t.restart();
  CHECK_EQ(t.ended, Words{"seat-alice"});
  CHECK_EQ(t.hub.sessions(), std::size_t{0});
}

void a_full_text_costs_the_messages_and_not_the_seat() {
  HubTest t;
  Traveller alice{t, "alice"}, bob{t, "bob"};
  alice.says({{"type", "chat"}, {"message", "one"}});
  HubStateLimits limits;
  limits.messages = 0;
  CHECK(t.restart_with(t.leave(limits).reveal_text()));
  const auto back = bob.resumes();
  CHECK_EQ(types(back), (Words{"resync", "joined"}));
  CHECK_EQ(text(back[1]["chat"].at(0), "message"), "one");
}

void hosts_hear_who_waits_once_more() {
  HubTest t;
  Traveller alice{t, "alice", meetings::Role::host};
  meetings::Lobby lobby;
  lobby.count = 1;
  t.run(t.hub.lobby_listed(meetings::MeetingId{kMeeting}, lobby, t.now()));
  CHECK_EQ(types(alice.hears()), Words{"lobby"});
  t.restart();
  (void)alice.resumes();
  t.lobbies.clear();
  t.pass(1s);
  CHECK_EQ(t.lobbies.size(), std::size_t{1});
  t.run(t.hub.lobby_listed(meetings::MeetingId{kMeeting}, meetings::Lobby{}, t.now()));
  CHECK_EQ(types(alice.hears()), Words{"lobby"});
}

std::string some_state(HubTest& t) {
  Traveller alice{t, "alice", meetings::Role::host}, bob{t, "bob"};
  alice.says({{"type", "chat"}, {"message", "zwei\nZeilen"}, {"id", "c1"}});
  alice.says({{"type", "moderate"}, {"action", "mute"}, {"targetId", "seat-bob"}});
  t.allow();
  return std::string{t.leave().reveal_text()};
}

void the_text_says_the_same_again() {
  HubTest t;
  const std::string text = some_state(t);
  const HubState state = CHECK_OK(parse_hub_state(text));
  CHECK_EQ(std::string{print(state).reveal_text()}, text);
}

void another_version_is_refused() {
  HubTest t;
  std::string text = some_state(t);
  text.replace(text.find(R"("format":1)"), 10, R"("format":2)");
  CHECK(!t.restart_with(text));
  CHECK_EQ(t.hub.sessions(), std::size_t{0});
  for (const char* other : {"", "\n", "{}", "[]", "nonsense", R"({"format":1})"})
    CHECK(!parse_hub_state(other));
  HubStateLimits small;
  small.text = 10;
  CHECK(!parse_hub_state(some_state(t), small));
}

void members_without_a_session_of_their_own_are_refused() {
  HubTest t;
  const std::string text = some_state(t);
  const auto with = [&](const std::string& what, const std::string& instead) {
    std::string other = text;
    const auto at = other.rfind(what);
    CHECK(at != std::string::npos);
    return other.replace(at, what.size(), instead);
  };
  CHECK(!parse_hub_state(with(R"("session":1)", R"("session":0)")));
  CHECK(!parse_hub_state(with(R"("session":1)", R"("session":2)")));
  CHECK(!parse_hub_state(with(R"("session":1)", R"("session":-1)")));
  CHECK(!parse_hub_state(with(R"("order":1)", R"("order":0)")));
  CHECK(!parse_hub_state(with(R"("next_order":2)", R"("next_order":1)")));
  CHECK(!parse_hub_state(with(R"("participant":"seat-bob")", R"("participant":"seat-alice")")));
  CHECK(!parse_hub_state(with(R"("sessions":2)", R"("sessions":3)")));
  CHECK(!parse_hub_state(with(R"("rooms":1)", R"("rooms":0)")));
  CHECK(!parse_hub_state(text + text));
}

// Whatever is accepted can be continued.
void no_text_breaks_the_hub() {
  HubTest t;
  const std::string text = some_state(t);
  lectern_test::SeededRandom dice{7};
  int taken = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string other = text;
    for (auto n = 1 + dice.below(3); n > 0; --n) {
      const auto at = dice.below(static_cast<std::uint32_t>(other.size()));
      const auto to = dice.below(static_cast<std::uint32_t>(other.size()));
      switch (dice.below(4)) {
        case 0: other[at] = static_cast<char>(dice.below(256)); break;
        case 1: other.erase(at, dice.below(40)); break;
        case 2: other[at] = other[to]; break;
        case 3: other.insert(at, other.substr(to, dice.below(60))); break;
      }
    }
    HubTest next;
    if (!next.restart_with(other)) continue;
    ++taken;
    next.pass(3s);
    next.pass(120s);
    CHECK_EQ(next.hub.sessions(), std::size_t{0});
  }
  CHECK(taken > 0);
}

}  // namespace

int main() {
  return lectern_test::run(
      "signaling hub handover",
      {TEST(everybody_goes_on_and_nobody_notices), TEST(what_was_on_its_way_arrives_once),
       TEST(whoever_stays_away_is_shown_and_gets_the_whole_time),
       TEST(a_token_is_good_for_one_resume), TEST(decisions_of_hosts_and_the_order_of_people_last),
       TEST(the_queue_of_hands_lasts), TEST(an_action_without_an_answer_may_come_again),
       TEST(an_event_between_the_processes_counts), TEST(strangers_and_the_departed_do_not_go_on),
       TEST(without_resuming_everybody_comes_anew),
       TEST(a_full_text_costs_the_messages_and_not_the_seat), TEST(hosts_hear_who_waits_once_more),
       TEST(the_text_says_the_same_again), TEST(another_version_is_refused),
       TEST(members_without_a_session_of_their_own_are_refused), TEST(no_text_breaks_the_hub)});
}
