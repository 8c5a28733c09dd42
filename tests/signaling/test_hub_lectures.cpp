// SPDX-License-Identifier: MIT
// A lecture: what a listener hears does not grow with the number of listeners; those who speak hear
// of everybody, in batches; hands have an order; the floor is given and taken.
#include <memory>

#include "tests/signaling/hub_fixture.hpp"
#include "tests/signaling/lecture.hpp"

using namespace signaling_test;
using namespace std::chrono_literals;
using meetings::Role;

namespace {

void everybody_sees_those_who_speak_and_only_they_see_listeners() {
  HubTest t;
  Client ann = attend(t, "ann", Role::host);
  Client bob = attend(t, "bob", Role::listener);
  Client cid = connect_to_lecture(t, "cid");
  const Json joined = join_lecture(t, cid, "cid", Role::listener);
  CHECK_EQ(names_of(joined["peers"]), Names{"ann"});
  CHECK_EQ(joined["audience"].print(), R"({"listeners":2,"speakers":1,"hands":0})");
  t.tell_batches();
  CHECK_EQ(peers_named(ann, "peer-joined"), (Names{"bob", "cid"}));
  CHECK_EQ(peers_named(bob, "peer-joined"), Names{});
  Client dan = attend(t, "dan", Role::presenter);
  CHECK_EQ(peers_named(bob, "peer-joined"), Names{"dan"});
  CHECK_EQ(peers_named(ann, "peer-joined"), Names{"dan"});
  cid.says({{"type", "leave"}});
  dan.says({{"type", "leave"}});
  t.tell_batches();
  CHECK_EQ(peers_named(bob, "peer-left"), Names{"dan"});
  CHECK_EQ(peers_named(ann, "peer-left"), (Names{"dan", "cid"}));
}

// The smallest of what the speakers say holds, for newcomers who would only listen.
void an_audience_ends_where_the_speakers_line_ends() {
  HubTest t;
  Client ann = attend(t, "ann", Role::host);
  Client dan = attend(t, "dan", Role::presenter);
  Client bob = attend(t, "bob", Role::listener);
  ann.says({{"type", "capacity"}, {"listeners", 2}});
  dan.says({{"type", "capacity"}, {"listeners", 1}});
  t.pass(1s);
  const Json counts = bob.hears().back();
  CHECK_EQ(text(counts, "type"), "audience");
  CHECK(counts["capacity"] == Json{1});
  Client cid = connect_to_lecture(t, "cid");
  const Json refused = join_lecture(t, cid, "cid", Role::listener);
  CHECK_EQ(text(refused, "code"), "full");
  CHECK(t.ended == std::vector<std::string>{"seat-cid"});
  // Who speaks is no audience, who comes back is not new, and nobody is put out.
  Client eve = attend(t, "eve", Role::presenter);
  Client again = attend(t, "bob", Role::listener);
  dan.says({{"type", "capacity"}, {"listeners", 0}});
  t.pass(1s);
  CHECK_EQ(text(again.hears().back(), "type"), "audience");
  // Without the floor a word on the audience does not hold any more.
  give_role(t, "dan", Role::listener);
  eve.says({{"type", "leave"}});
  CHECK_EQ(text(join_lecture(t, cid, "cid", Role::listener), "code"), "full");
  ann.says({{"type", "capacity"}, {"listeners", 3}});
  CHECK_EQ(text(join_lecture(t, cid, "cid", Role::listener), "type"), "joined");
}

void only_who_speaks_in_a_lecture_has_an_audience() {
  HubTest t;
  Client ann = attend(t, "ann", Role::host);
  Client bob = attend(t, "bob", Role::listener);
  bob.says({{"type", "capacity"}, {"listeners", 1}, {"id", "k"}});
  const Json refused = bob.hears().back();
  CHECK_EQ(text(refused, "code"), "forbidden");
  CHECK_EQ(text(refused, "re"), "k");
  Client cid = attend(t, "cid", Role::listener);
}

void who_speaks_finds_everybody_in_joined() {
  HubTest t;
  Client bob = attend(t, "bob", Role::listener);
  Client dan = connect_to_lecture(t, "dan");
  const Json joined = join_lecture(t, dan, "dan", Role::presenter);
  CHECK_EQ(names_of(joined["peers"]), Names{"bob"});
  t.pass(200ms);
  CHECK_EQ(peers_named(dan, "peer-joined"), Names{});  // once is enough
  CHECK_EQ(peers_named(bob, "peer-joined"), Names{"dan"});
}

void listeners_come_and_go_in_batches() {
  HubTest t;
  Client ann = attend(t, "ann", Role::host);
  std::vector<Client> crowd;
  for (int i = 0; i < 20; ++i) crowd.push_back(attend(t, "l" + std::to_string(i), Role::listener));
  crowd[3].says({{"type", "media-state"}, {"hand", true}});
  crowd[7].says({{"type", "leave"}});
  CHECK(ann.silent());
  t.tell_batches();
  const auto heard = ann.hears();
  CHECK_EQ(heard.size(), std::size_t{19});  // the one who has gone again is told to nobody
  CHECK(heard[3]["peer"]["media"]["hand"] == Json{true});
  // Who goes and comes back within a batch is told as gone first.
  crowd[5].says({{"type", "leave"}});
  Client again = attend(t, "l5", Role::listener);
  t.tell_batches();
  const auto news = ann.hears();
  CHECK_EQ(news.size(), std::size_t{2});
  CHECK_EQ(text(news[0], "type"), "peer-left");
  CHECK_EQ(text(news[1], "type"), "peer-joined");
}

void a_signal_of_a_listener_comes_after_its_announcement() {
  HubTest t;
  Client ann = attend(t, "ann", Role::host);
  Client bob = attend(t, "bob", Role::listener);
  CHECK(ann.silent());
  bob.says({{"type", "ice-candidate"}, {"targetId", ann.seat()}, {"candidate", Json{}}});
  const auto heard = ann.hears();
  CHECK_EQ(heard.size(), std::size_t{2});
  CHECK_EQ(text(heard[0], "type"), "peer-joined");
  CHECK_EQ(text(heard[1], "type"), "ice-candidate");
  t.tell_batches();
  CHECK(ann.silent());
}

void two_listeners_negotiate_nothing() {
  HubTest t;
  Client ann = attend(t, "ann", Role::host);
  Client bob = attend(t, "bob", Role::listener);
  Client cid = attend(t, "cid", Role::listener);
  cid.says({{"type", "ice-candidate"}, {"targetId", bob.seat()}, {"candidate", Json{}}});
  CHECK_EQ(cid.hears_error(), "no-such-peer");
  cid.says({{"type", "ice-candidate"}, {"targetId", ann.seat()}, {"candidate", Json{}}});
  CHECK(cid.silent());
}

void the_floor_is_given_and_taken() {
  HubTest t;
  Client ann = attend(t, "ann", Role::host);
  Client bob = attend(t, "bob", Role::listener);
  Client cid = attend(t, "cid", Role::listener);
  t.tell_batches();
  for (Client* each : {&ann, &bob, &cid}) (void)each->hears();

  give_role(t, "bob", Role::presenter);
  const auto bobs = bob.hears();
  CHECK_EQ(types(bobs), (Names{"role-changed", "joined"}));
  CHECK_EQ(text(bobs[1], "role"), "presenter");
  CHECK_EQ(names_of(bobs[1]["peers"]), (Names{"ann", "cid"}));
  CHECK_EQ(types(ann.hears()), (Names{"role-changed", "peer-updated"}));
  CHECK_EQ(types(cid.hears()), (Names{"role-changed", "peer-joined"}));
  bob.says({{"type", "ice-candidate"}, {"targetId", cid.seat()}, {"candidate", Json{}}});
  CHECK_EQ(text(cid.hears_one(), "type"), "ice-candidate");
  bob.says({{"type", "media-state"}, {"audio", true}});
  CHECK(cid.hears_one()["peer"]["media"]["audio"] == Json{true});
  CHECK(ann.hears_one()["peer"]["media"]["audio"] == Json{true});

  give_role(t, "bob", Role::listener);
  const auto over = bob.hears();
  CHECK_EQ(types(over), (Names{"role-changed", "peer-left"}));
  CHECK_EQ(text(over[1], "reason"), "listening");
  CHECK_EQ(names_of_peers(over), Names{"cid"});
  const auto gone = cid.hears();
  CHECK_EQ(types(gone), (Names{"role-changed", "peer-left"}));
  CHECK(gone[1]["peer"]["media"]["audio"] == Json{false});
  CHECK_EQ(types(ann.hears()), (Names{"role-changed", "peer-updated"}));
  bob.says({{"type", "ice-candidate"}, {"targetId", cid.seat()}, {"candidate", Json{}}});
  CHECK_EQ(bob.hears_error(), "no-such-peer");
}

void hands_have_an_order_and_keep_it() {
  HubTest t;
  Client ann = attend(t, "ann", Role::host);
  std::vector<Client> crowd;
  for (const char* name : {"bob", "cid", "dan"}) crowd.push_back(attend(t, name, Role::listener));
  t.tell_batches();
  (void)ann.hears();
  for (const int i : {2, 0, 1}) crowd[i].says({{"type", "media-state"}, {"hand", true}});
  crowd[2].says({{"type", "media-state"}, {"hand", true}});  // again: keeps its place
  CHECK_EQ(queue_of(ann), (Names{"dan", "bob", "cid"}));
  crowd[0].says({{"type", "media-state"}, {"hand", false}});
  crowd[0].says({{"type", "media-state"}, {"hand", true}});
  // A newcomer who hosts sees the same order.
  Client eva = connect_to_lecture(t, "eva");
  const Json joined = join_lecture(t, eva, "eva", Role::cohost);
  CHECK_EQ(queue_in(joined["peers"].items()), (Names{"dan", "cid", "bob"}));
  CHECK_EQ(joined["audience"].print(), R"({"listeners":3,"speakers":2,"hands":3})");
}

void counts_come_at_most_once_a_second_and_only_when_they_change() {
  HubTest t;
  Client ann = attend(t, "ann", Role::host);
  Client bob = attend(t, "bob", Role::listener);
  for (int i = 0; i < 50; ++i) (void)attend(t, "l" + std::to_string(i), Role::listener);
  CHECK(bob.silent());
  t.pass(1s);
  const Json frame = bob.hears_one();
  CHECK_EQ(text(frame, "type"), "audience");
  CHECK_EQ(text(frame, "meetingId"), kMeeting);
  CHECK(frame["listeners"] == Json{51} && frame["speakers"] == Json{1});
  CHECK(frame.has("seq"));
  t.pass(1s);
  t.pass(1s);
  CHECK(bob.silent());
  (void)ann;
}

// Only the newest counts wait for somebody who reads slowly, and they take one number.
void the_counts_that_wait_are_the_newest() {
  HubTest t;
  Client bob = attend(t, "bob", Role::listener);
  const std::int64_t before = 1;  // `joined`
  for (int i = 0; i < 5; ++i) {
    (void)attend(t, "l" + std::to_string(i), Role::listener);
    t.pass(1s);
  }
  const Json frame = bob.hears_one();
  CHECK(frame["listeners"] == Json{6});
  CHECK_EQ(*frame["seq"].as_integer(), before + 1);
}

void reactions_of_listeners_are_numbers_for_listeners() {
  HubTest t;
  Client ann = attend(t, "ann", Role::host);
  std::vector<Client> crowd;
  for (int i = 0; i < 10; ++i) crowd.push_back(attend(t, "l" + std::to_string(i), Role::listener));
  t.pass(1s);
  for (Client& each : crowd) (void)each.hears();
  (void)ann.hears();
  for (Client& each : crowd) each.says({{"type", "reaction"}, {"emoji", "👏"}});
  CHECK_EQ(ann.hears().size(), std::size_t{10});
  CHECK(crowd[0].silent());
  t.pass(1s);
  const Json frame = crowd[0].hears_one();
  CHECK_EQ(text(frame, "type"), "reactions");
  CHECK_EQ(frame["reactions"].print(), R"([{"emoji":"👏","count":10}])");
  CHECK(!frame.has("seq"));
  CHECK(ann.silent());
  ann.says({{"type", "reaction"}, {"emoji", "🎉"}});
  CHECK_EQ(types(crowd[9].hears()), (Names{"reactions", "reaction"}));
  // Kinds without end take no memory.
  for (int i = 0; i < 40; ++i) {
    crowd[i % 10].says({{"type", "reaction"}, {"emoji", std::to_string(i)}});
  }
  t.pass(1s);
  (void)crowd[9].hears_one();
  const auto kinds = crowd[0].hears();
  CHECK_EQ(kinds.back()["reactions"].size(), std::size_t{Audience::kMostReactions});
}

void an_act_on_a_listener_is_told_to_those_who_see_it() {
  HubTest t;
  Client ann = attend(t, "ann", Role::host);
  Client bob = attend(t, "bob", Role::listener);
  Client cid = attend(t, "cid", Role::listener);
  bob.says({{"type", "media-state"}, {"hand", true}});
  t.pass(1s);
  for (Client* each : {&ann, &bob, &cid}) (void)each->hears();
  ann.says({{"type", "moderate"}, {"action", "lower-hand"}, {"targetId", bob.seat()}});
  t.allow();
  CHECK_EQ(types(ann.hears()), (Names{"peer-updated", "moderated"}));
  CHECK_EQ(types(bob.hears()), (Names{"peer-updated", "moderated"}));
  CHECK(cid.silent());
  ann.says({{"type", "moderate"}, {"action", "lower-hand"}});
  t.allow();
  CHECK_EQ(types(cid.hears()), Names{"moderated"});
}

// The proof that a listener costs O(1): in a lecture of any size, with everything that the other
// listeners do, one listener gets the same number of messages.
void a_listener_hears_as_much_among_300_as_among_10() {
  std::vector<std::size_t> heard, speakers;
  for (const std::size_t size : {10u, 100u, 300u}) {
    const LectureDay day = hold_lecture(size);
    heard.push_back(day.heard_by_a_listener);
    speakers.push_back(day.heard_by_the_host / size);
    CHECK(day.most_in_a_second <= 4);
  }
  CHECK_EQ(heard[0], heard[1]);
  CHECK_EQ(heard[1], heard[2]);
  // And somebody who speaks gets a number of messages for each listener that does not grow.
  CHECK(speakers[2] <= speakers[0] + 1);
}

// Somebody who hears of another one hears so once, and before anything else of the other one;
// whatever comes, goes, speaks, listens and breaks.
void everybody_has_a_view_that_fits_in_any_order_of_events() {
  for (unsigned seed = 1; seed <= 300; ++seed) wander(seed);
}

void somebody_who_was_away_gets_the_counts() {
  HubTest t;
  Client bob = t.connect("bob");
  const Json welcome = [&] {
    bob.says({{"type", "auth"}, {"token", t.token("bob")}});
    return bob.hears_one();
  }();
  (void)join_lecture(t, bob, "bob", Role::listener);
  bob.breaks();
  for (int i = 0; i < 5; ++i) {
    (void)attend(t, "l" + std::to_string(i), Role::listener);
    t.pass(1s);
  }
  Client back = t.connect("bob");
  back.says({{"type", "resume"},
             {"session", text(welcome, "session")},
             {"resumeToken", text(welcome, "resumeToken")},
             {"lastSeq", 1}});
  CHECK_EQ(types(back.hears()), Names{"resumed"});
  t.pass(1s);
  CHECK(back.hears_one()["listeners"] == Json{6});
}

}  // namespace

int main() {
  return lectern_test::run(
      "hub_lectures",
      {TEST(everybody_sees_those_who_speak_and_only_they_see_listeners),
       TEST(an_audience_ends_where_the_speakers_line_ends),
       TEST(only_who_speaks_in_a_lecture_has_an_audience),
       TEST(who_speaks_finds_everybody_in_joined), TEST(listeners_come_and_go_in_batches),
       TEST(a_signal_of_a_listener_comes_after_its_announcement),
       TEST(two_listeners_negotiate_nothing), TEST(the_floor_is_given_and_taken),
       TEST(hands_have_an_order_and_keep_it),
       TEST(counts_come_at_most_once_a_second_and_only_when_they_change),
       TEST(the_counts_that_wait_are_the_newest),
       TEST(reactions_of_listeners_are_numbers_for_listeners),
       TEST(an_act_on_a_listener_is_told_to_those_who_see_it),
       TEST(a_listener_hears_as_much_among_300_as_among_10),
       TEST(everybody_has_a_view_that_fits_in_any_order_of_events),
       TEST(somebody_who_was_away_gets_the_counts)});
}
