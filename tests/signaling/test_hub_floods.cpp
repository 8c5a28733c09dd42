// SPDX-License-Identifier: MIT
// Members who send as much as they may: the sender pays, the receiver stays, and the server's
// output and memory are bounded.
#include "tests/signaling/hub_fixture.hpp"

using namespace signaling_test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kKiB = 1024;

std::string offer(const std::string& target, std::size_t bytes = 48 * kKiB) {
  return Json::object(
             {{"type", "offer"},
              {"targetId", target},
              {"offer", Json::object({{"type", "offer"}, {"sdp", std::string(bytes, 'x')}})}})
      .print();
}

std::string candidates(const std::string& target) {
  Json list = Json::array();
  for (int i = 0; i < 64; ++i) list.push(Json::object({{"candidate", std::string(980, 'x')}}));
  return Json::object({{"type", "ice-candidate"}, {"targetId", target}, {"candidates", list}})
      .print();
}

std::uint64_t limited(HubTest& t, const char* limit) {
  return t.registry.counter("lectern_signaling_limited_total", "", {{"limit", limit}}).value();
}

std::size_t bytes_heard(HubTest& t, const Client& client) {
  std::size_t bytes = 0;
  while (const auto frame = t.hub.next_frame(client.session(), t.now())) bytes += frame->size();
  return bytes;
}

void a_flood_of_candidates_is_counted_in_bytes() {
  HubTest t;
  Client alice = t.member("alice");
  Client mallory = t.member("mallory");
  (void)alice.hears();
  const std::string flood = candidates("seat-alice");
  CHECK(flood.size() > 62 * kKiB);
  int passed = 0;
  for (int i = 0; i < 400 && t.close_code(mallory) == 0; ++i) {
    mallory.says(flood);
    (void)alice.hears();
    const auto heard = mallory.hears();
    passed += heard.empty() ? 1 : 0;
    if (!heard.empty()) CHECK_EQ(text(heard[0], "code"), "rate-limited");
  }
  CHECK_EQ(passed, 6);  // 400 KiB
  CHECK_EQ(t.close_code(mallory), 4429u);
  CHECK_EQ(t.close_code(alice), 0u);
  CHECK_EQ(limited(t, "bytes"), 10u);
}

void a_sender_has_a_share_of_the_receivers_queue() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  Client carol = t.member("carol");
  (void)alice.hears(), (void)bob.hears();
  for (int i = 0; i < 3; ++i) CHECK(bob.says(offer("seat-alice")).silent());
  bob.says(offer("seat-alice"));
  const Json refused = bob.hears_one();
  CHECK_EQ(text(refused, "code"), "rate-limited");
  CHECK_EQ(*refused["retryAfter"].as_integer(), 1);
  CHECK_EQ(text(refused, "message"), "That person has not received your earlier messages yet.");
  CHECK_EQ(limited(t, "share"), 1u);
  bob.says({{"type", "chat"}, {"message", std::string(4000, 'x')}, {"targetId", "seat-carol"}});
  CHECK_EQ(text(bob.hears_one(), "type"), "chat");             // for somebody who reads
  CHECK(carol.says(offer("seat-alice")).hears().size() == 1);  // bob's chat, and no error
  CHECK_EQ(t.close_code(alice), 0u);
  CHECK_EQ(alice.hears().size(), std::size_t{4});
  CHECK(bob.says(offer("seat-alice")).silent());
}

void a_private_message_that_does_not_arrive_is_not_echoed() {
  HubLimits limits;
  limits.outbox = {64 * kKiB, 20 * kKiB};
  HubTest t{limits};
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  (void)alice.hears();
  const auto whisper = [&] {
    bob.says({{"type", "chat"}, {"message", std::string(3000, 'x')}, {"targetId", "seat-alice"}});
    return text(bob.hears_one(), "type");
  };
  CHECK_EQ(whisper(), "chat");
  CHECK_EQ(whisper(), "error");
  CHECK_EQ(alice.hears().size(), std::size_t{1});
  CHECK_EQ(whisper(), "chat");
}

// Refusals that a slow receiver causes are not the sender's abuse.
void a_slow_receiver_gets_nobody_closed() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  for (int i = 0; i < 20; ++i) bob.says(offer("seat-alice"));
  CHECK_EQ(limited(t, "share"), 17u);
  CHECK_EQ(t.close_code(bob), 0u);
  CHECK_EQ(t.close_code(alice), 0u);
}

void however_many_flood_the_receiver_stays() {
  HubTest t;
  Client victim = t.member("victim");
  std::vector<Client> flooders;
  for (int i = 0; i < 49; ++i) flooders.push_back(t.member("f" + std::to_string(i)));
  (void)victim.hears();
  for (Client& flooder : flooders) {
    for (int i = 0; i < 20; ++i) flooder.says(offer("seat-victim"));
    for (int i = 0; i < 10; ++i)
      flooder.says({{"type", "chat"}, {"message", std::string(4096, 'x')}})
          .says({{"type", "media-state"}, {"hand", i % 2 == 0}})
          .says({{"type", "reaction"}, {"emoji", "x"}});
    for (Client& other : flooders) (void)other.hears();
  }
  CHECK_EQ(t.close_code(victim), 0u);
  CHECK(bytes_heard(t, victim) <= 1024 * kKiB);
}

void a_room_that_says_more_than_somebody_reads_closes_the_reader() {
  HubLimits limits;
  limits.outbox = {16 * kKiB, 8 * kKiB};
  HubTest t{limits};
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  Client carol = t.member("carol");
  (void)alice.hears(), (void)bob.hears();
  bob.says({{"type", "reaction"}, {"emoji", "x"}});
  for (int i = 0; i < 3; ++i) {
    bob.says({{"type", "chat"}, {"message", std::string(4096, 'x')}});
    (void)bob.hears(), (void)carol.hears();
  }
  CHECK_EQ(t.close_code(alice), 0u);
  carol.says({{"type", "chat"}, {"message", std::string(4096, 'x')}});
  CHECK_EQ(t.close_code(alice), 4408u);
  CHECK(alice.silent());  // the queued frames are not sent any more
  CHECK_EQ(t.present(), (std::vector<std::string>{"alice", "bob", "carol"}));
  (void)bob.hears(), (void)carol.hears();
  t.pass(90s);  // nobody resumes
  CHECK_EQ(t.present(), (std::vector<std::string>{"bob", "carol"}));
  CHECK_EQ(t.ended, std::vector<std::string>{"seat-alice"});
  CHECK_EQ(t.registry.counter("lectern_signaling_dropped_reactions_total", "").value(), 1u);
}

void reactions_give_way_before_the_reader_is_closed() {
  HubLimits limits;
  limits.outbox = {8600, 4000};
  HubTest t{limits};
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  (void)alice.hears();
  for (int i = 0; i < 10; ++i) bob.says({{"type", "reaction"}, {"emoji", "x"}});
  for (int i = 0; i < 2; ++i) bob.says({{"type", "chat"}, {"message", std::string(4000, 'x')}});
  CHECK_EQ(t.close_code(alice), 0u);
  const auto heard = alice.hears();
  CHECK_EQ(heard.size(), std::size_t{2});
  for (const Json& frame : heard) CHECK_EQ(text(frame, "type"), "chat");
}

void only_the_newest_media_wait_and_the_numbers_have_no_gap() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  Client carol = t.member("carol");
  const auto before = alice.hears();
  const std::int64_t last = *before.back()["seq"].as_integer();
  for (int i = 0; i < 5; ++i) {
    bob.says({{"type", "media-state"}, {"hand", i % 2 == 0}});
    carol.says({{"type", "media-state"}, {"audio", i % 2 == 0}});
    if (i == 2) bob.says({{"type", "chat"}, {"message", "x"}});
  }
  const auto heard = alice.hears();
  CHECK_EQ(heard.size(), std::size_t{3});
  CHECK_EQ(text(heard[0], "type"), "chat");
  CHECK(heard[1]["peer"]["media"]["hand"].as_bool() == true);
  CHECK(heard[2]["peer"]["media"]["audio"].as_bool() == true);
  for (std::size_t i = 0; i < 3; ++i)
    CHECK_EQ(*heard[i]["seq"].as_integer(), last + 1 + static_cast<std::int64_t>(i));
}

// 49 members send as much chat as they may, and one says a line each second.
void what_a_room_may_say_is_bounded_and_a_quiet_member_is_heard() {
  HubTest t;
  Client quiet = t.member("quiet");
  std::vector<Client> flooders;
  for (int i = 0; i < 49; ++i) flooders.push_back(t.member("f" + std::to_string(i)));
  std::vector<Client> everybody = flooders;
  everybody.push_back(quiet);
  for (const Client& client : everybody) (void)bytes_heard(t, client);
  std::size_t out = 0;
  for (int second = 0; second < 12; ++second) {
    for (Client& flooder : flooders) {
      for (int i = 0; i < (second == 0 ? 10 : 2); ++i)
        flooder.says({{"type", "chat"}, {"message", std::string(4096, 'x')}});
    }
    for (const Client& client : everybody) out += bytes_heard(t, client);
    quiet.says({{"type", "chat"}, {"message", "May I say something?"}});
    CHECK_EQ(text(quiet.hears_one(), "type"), "chat");
    for (const Client& client : flooders) out += bytes_heard(t, client);
    t.clock.advance(1s);
  }
  CHECK(limited(t, "room") > 400);
  // 128 KiB and 16 KiB a second to each of 50, and the refusals.
  CHECK(out < 50 * (128 + 12 * 16) * kKiB + 49 * 40 * 200);
  for (const Client& client : everybody) CHECK_EQ(t.close_code(client), 0u);
}

// The room's rate delays the news of somebody's microphone; it never loses the newest.
void media_beyond_the_rooms_rate_are_told_a_moment_later() {
  HubTest t;
  Client alice = t.member("alice");
  std::vector<Client> others;
  for (int i = 0; i < 20; ++i) others.push_back(t.member("o" + std::to_string(i)));
  const auto everybody_hears = [&] {
    for (Client& other : others) (void)other.hears();
  };
  (void)alice.hears(), everybody_hears();
  std::map<std::string, bool> hands;
  const auto alice_hears = [&] {
    std::size_t count = 0;
    for (const Json& frame : alice.hears()) {
      if (text(frame, "type") != "peer-updated") continue;
      hands[text(frame["peer"], "peerId")] = frame["peer"]["media"]["hand"].as_bool() == true;
      ++count;
    }
    return count;
  };
  std::size_t told = 0;
  for (int i = 0; i < 19; ++i) {
    for (Client& other : others) other.says({{"type", "media-state"}, {"hand", i % 2 == 0}});
    told += alice_hears();
    everybody_hears();
  }
  CHECK(told < 19 * 20);
  t.pass(1s);
  (void)alice_hears(), everybody_hears();
  t.pass(5s);
  (void)alice_hears();
  CHECK_EQ(hands.size(), std::size_t{20});
  for (const auto& [peer, hand] : hands) CHECK(hand);
  t.pass(1s);
  CHECK_EQ(alice_hears(), std::size_t{0});
}

void all_outboxes_together_are_bounded() {
  HubLimits limits;
  limits.outboxes_bytes = 512 * kKiB;
  HubTest t{limits};
  Client innocent = t.member("innocent", meetings::Role::participant, "192.0.2.1");
  Client quiet = t.member("quiet", meetings::Role::participant, "192.0.2.2");
  std::vector<Client> sleepers;
  for (int i = 0; i < 4; ++i)
    sleepers.push_back(
        t.member("s" + std::to_string(i), meetings::Role::participant, "203.0.113.5"));
  (void)innocent.hears();
  const auto waiting = [&] {
    return t.registry.gauge("lectern_signaling_waiting_bytes", "").value();
  };
  for (int i = 0; i < 4; ++i) {
    for (int k = 0; k < 5; ++k) innocent.says(offer("seat-s" + std::to_string(i)));
    CHECK(waiting() <= 512 * 1024);
  }
  CHECK_EQ(t.close_code(sleepers[0]), 4408u);  // it took nothing for longest
  CHECK_EQ(t.close_code(sleepers[3]), 0u);
  CHECK_EQ(t.close_code(innocent), 0u);
  CHECK_EQ(t.close_code(quiet), 0u);
  for (Client* client : {&innocent, &quiet}) client->disconnects();
  for (Client& sleeper : sleepers) sleeper.disconnects();
  CHECK_EQ(waiting(), 0);
}

}  // namespace

int main() {
  return lectern_test::run(
      "signaling hub floods",
      {TEST(a_flood_of_candidates_is_counted_in_bytes),
       TEST(a_sender_has_a_share_of_the_receivers_queue),
       TEST(a_private_message_that_does_not_arrive_is_not_echoed),
       TEST(a_slow_receiver_gets_nobody_closed), TEST(however_many_flood_the_receiver_stays),
       TEST(a_room_that_says_more_than_somebody_reads_closes_the_reader),
       TEST(reactions_give_way_before_the_reader_is_closed),
       TEST(only_the_newest_media_wait_and_the_numbers_have_no_gap),
       TEST(what_a_room_may_say_is_bounded_and_a_quiet_member_is_heard),
       TEST(media_beyond_the_rooms_rate_are_told_a_moment_later),
       TEST(all_outboxes_together_are_bounded)});
}
