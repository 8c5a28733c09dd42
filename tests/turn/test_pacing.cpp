// SPDX-License-Identifier: MIT
// An allocation's rate: what passes at once, what waits and when it goes, that the two directions
// and other allocations know nothing of it, and that the rate may change under way.
#include "turn/data/pace.hpp"

#include <cmath>

#include "tests/turn/names.hpp"
#include "tests/turn/tcp_relay_test.hpp"

namespace {

using namespace lectern_test;
using turn::Direction;
using turn::Drop;
using turn::Pace;

constexpr std::uint64_t kRate = 3'000'000;  // bits per second
constexpr std::size_t kPacket = 1200;
// The bytes of a full bucket: more than kLeastBurst here.
constexpr std::size_t kBurst = kRate / 8 / 4;

Pace pace_of(std::uint64_t rate) {
  Pace pace;
  pace.set_rate(rate);
  return pace;
}

void no_rate_is_no_limit() {
  FakeClock clock;
  Pace pace;
  for (int i = 0; i < 1000; ++i) CHECK(pace.take(65'507, clock.now()));
  CHECK(pace.ready(65'507, clock.now()) <= clock.now());
}

void a_key_frame_passes_at_once() {
  for (const std::uint64_t rate : {std::uint64_t{100'000}, kRate, std::uint64_t{50'000'000}}) {
    FakeClock clock;
    Pace pace = pace_of(rate);
    const std::size_t holds = std::max<std::size_t>(Pace::kLeastBurst, rate / 8 / 4);
    std::size_t passed = 0;
    while (pace.take(kPacket, clock.now())) passed += kPacket;
    CHECK(passed <= holds && passed + kPacket > holds);
    // and again after as long as the bucket takes to fill
    clock.advance(std::chrono::milliseconds{passed * 8 * 1000 / rate + 1});
    std::size_t again = 0;
    while (pace.take(kPacket, clock.now())) again += kPacket;
    CHECK_EQ(again, passed);
  }
}

void in_the_long_run_it_is_the_rate() {
  for (const std::size_t size :
       {std::size_t{60}, std::size_t{160}, kPacket, std::size_t{9000}, std::size_t{65'507}}) {
    FakeClock clock;
    Pace pace = pace_of(kRate);
    std::size_t passed = 0;
    // a flood, looked at every 7 ms
    for (int i = 0; i < 60'000 / 7; ++i) {
      while (pace.take(size, clock.now())) passed += size;
      clock.advance(7ms);
    }
    const double rate = static_cast<double>(passed - kBurst) * 8 / 60;
    if (std::abs(rate / kRate - 1) > 0.01)
      check_failed(std::to_string(size) + ": " + std::to_string(rate), __FILE__, __LINE__);
  }
}

void ready_says_when() {
  FakeClock clock;
  Pace pace = pace_of(kRate);
  while (pace.take(kPacket, clock.now())) {}
  const auto at = pace.ready(kPacket, clock.now());
  CHECK(at > clock.now());
  CHECK(!pace.take(kPacket, at - 1us));
  CHECK(pace.take(kPacket, at));
}

void a_datagram_that_is_more_than_the_bucket_goes_when_it_is_full() {
  FakeClock clock;
  Pace pace = pace_of(8);  // a byte a second
  CHECK(pace.take(65'536, clock.now()));
  Pace large = pace_of(8);
  CHECK(large.take(100'000, clock.now()));
  CHECK(!large.take(1, clock.now()));
}

void what_may_wait_is_a_tenth_of_a_second() {
  CHECK_EQ(pace_of(kRate).room(), kRate / 8 / 10);
  CHECK_EQ(pace_of(8000).room(), Pace::kLeastWaiting);
  CHECK_EQ(pace_of(100'000'000'000).room(), Pace::kMostWaiting);
}

turn::Config limited(std::uint64_t rate = kRate) {
  auto config = RelayTest::test_config();
  config.max_rate = rate;
  return config;
}
const std::string kText(kPacket, 'x');

// Sends until something has to wait; how many went, and that which did not.
std::pair<int, Forward> fill(Client& client) {
  for (int i = 0;; ++i) {
    const Forward forward = client.channel_data(0x4000, kText);
    CHECK(forward.kind != Forward::Kind::none);
    if (forward.wait_room != 0) return {i, forward};
    CHECK(i < 10'000);
  }
}

turn::SessionInfo session(RelayTest& t, std::size_t i = 0) {
  return t.server.sessions(t.clock.now()).at(i);
}

void an_allocation_is_limited_and_its_waiting_data_is_counted_when_it_goes() {
  RelayTest t{limited()};
  Client alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.5:9"), success());
  const auto [went, waits] = fill(alice);
  CHECK_EQ(static_cast<std::size_t>(went), kBurst / kPacket);
  CHECK_EQ(waits.wait_room, kRate / 8 / 10);
  CHECK_EQ(session(t).to_peers.packets, static_cast<std::uint64_t>(went));
  CHECK_EQ(session(t).max_rate, kRate);

  const auto when = t.server.may_go(waits, t.clock.now());
  CHECK(when && *when > t.clock.now());
  t.advance(*when - t.clock.now());
  CHECK(t.server.may_go(waits, t.clock.now()) == t.clock.now());
  CHECK_EQ(session(t).to_peers.packets, static_cast<std::uint64_t>(went) + 1);
  CHECK_EQ(t.stats.to_peers.of(turn::Transport::udp, base::Family::v4).packets.value(),
           static_cast<std::uint64_t>(went) + 1);
}

void what_comes_later_waits_behind_what_waits() {
  RelayTest t{limited()};
  Client alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.5:9"), success());
  const Forward waits = fill(alice).second;
  t.advance(10s);  // there is room, but that one is first
  CHECK(alice.channel_data(0x4000, "small").wait_room != 0);
  CHECK(t.server.may_go(waits, t.clock.now()) == t.clock.now());
  CHECK(alice.channel_data(0x4000, "small").wait_room != 0);  // behind the other small one
  // Given up, both of them
  t.server.gave_up(waits.allocation, Direction::to_peers);
  t.server.gave_up(waits.allocation, Direction::to_peers);
  CHECK_EQ(alice.channel_data(0x4000, "small").wait_room, 0u);
  CHECK_EQ(t.dropped(Drop::over_rate), 2u);
  CHECK_EQ(session(t).over_rate, 2u);
  CHECK_EQ(session(t).dropped, 2u);
}

void the_other_direction_and_the_others_are_free() {
  RelayTest t{limited()};
  Client alice = t.client("192.0.2.1:4000").allocated(),
         bob = t.client("192.0.2.2:4000").allocated();
  for (Client* client : {&alice, &bob})
    CHECK_EQ(client->bind_channel(0x4000, "203.0.113.5:9"), success());
  (void)fill(alice);
  CHECK(t.from_peer(alice, "203.0.113.5:9", kText).has_value());
  CHECK_EQ(bob.channel_data(0x4000, kText).wait_room, 0u);
  CHECK_EQ(bob.send("203.0.113.5:9", kText).wait_room, 0u);
  CHECK(alice.send("203.0.113.5:9", kText).wait_room != 0);  // indications are data like any other
}

// Peers' data, with what its client is to get of it.
void towards_the_client_alike() {
  RelayTest t{limited()};
  Client alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.5:9"), success());
  ByteVector room(turn::kHeadRoom + kPacket + turn::kTailRoom);
  std::size_t went = 0;
  std::optional<turn::ToClient> framed;
  for (;; ++went) {
    framed = t.server.handle_peer(alice.allocation(), peer("203.0.113.5:9"), room, kPacket,
                                  t.clock.now());
    CHECK(framed.has_value());
    if (framed->wait_room != 0) break;
  }
  CHECK_EQ(went, kBurst / kPacket);
  CHECK_EQ(framed->payload, kPacket);
  CHECK_EQ(framed->message.size(), kPacket + 4);
  t.advance(5ms);
  CHECK(t.server.may_go(*framed, t.clock.now()) == t.clock.now());
  CHECK_EQ(session(t).to_client.bytes, (went + 1) * kPacket);
}

void hairpin_data_is_the_senders_and_then_the_receivers() {
  RelayTest t{limited()};
  Client alice = t.client("192.0.2.1:4000").allocated(),
         bob = t.client("192.0.2.2:4000").allocated();
  CHECK_EQ(alice.bind_channel(0x4000, bob.relayed().print()), success());
  CHECK_EQ(bob.bind_channel(0x4000, alice.relayed().print()), success());
  const auto [went, waits] = fill(alice);
  CHECK(waits.kind == Forward::Kind::hairpin);
  t.advance(5ms);
  CHECK(t.server.may_go(waits, t.clock.now()) == t.clock.now());
  CHECK_EQ(t.stats.hairpin.packets.value(), static_cast<std::uint64_t>(went) + 1);
}

void what_waits_for_nobody_is_forgotten() {
  RelayTest t{limited()};
  Client alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.5:9"), success());
  const Forward waits = fill(alice).second;
  CHECK_EQ(alice.refresh(0), success());
  CHECK(!t.server.may_go(waits, t.clock.now()));
  t.server.gave_up(waits.allocation, Direction::to_peers);  // no harm
}

// Both for what runs and for what comes.
void a_reload_changes_the_rate() {
  RelayTest t{RelayTest::test_config()};
  Client alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.5:9"), success());
  for (int i = 0; i < 1000; ++i) CHECK_EQ(alice.channel_data(0x4000, kText).wait_room, 0u);
  CHECK_EQ(session(t).max_rate, 0u);

  t.server.reconfigure(limited(), t.effects);
  CHECK_EQ(session(t).max_rate, kRate);
  const auto [went, waits] = fill(alice);
  CHECK_EQ(static_cast<std::size_t>(went), kBurst / kPacket);

  t.server.reconfigure(RelayTest::test_config(), t.effects);
  CHECK(t.server.may_go(waits, t.clock.now()) == t.clock.now());
  for (int i = 0; i < 1000; ++i) CHECK_EQ(alice.channel_data(0x4000, kText).wait_room, 0u);
}

// RFC 6062: bytes of a stream are not dropped, the peer is read more slowly.
void connections_to_peers_are_read_as_fast_as_the_rate_says() {
  auto config = limited();
  RelayTest t{config};
  Client alice = t.client("192.0.2.1:4000", turn::Transport::tcp).allocated_tcp();
  CHECK_EQ(alice.permit("203.0.113.5:9"), success());
  const auto id =
      t.server.peer_accepted(alice.allocation(), peer("203.0.113.5:9"), t.now(), t.effects);
  CHECK(id.has_value());
  std::size_t passed = 0;
  for (const auto end = t.clock.now() + 60s; t.clock.now() < end;) {
    const auto turn = t.server.stream_turn(*id, Direction::to_client, t.clock.now());
    if (turn > t.clock.now()) {
      CHECK(turn - t.clock.now() < 1s);
      t.clock.advance(turn - t.clock.now());
      continue;
    }
    t.server.stream_passed(*id, Direction::to_client, 16'384, t.clock.now());
    passed += 16'384;
  }
  const double rate = static_cast<double>(passed - kBurst) * 8 / 60;
  CHECK(std::abs(rate / kRate - 1) < 0.01);
  CHECK(t.server.stream_turn(*id, Direction::to_peers, t.clock.now()) <= t.clock.now());
}

// docs/relay.md: a quarter of a second's worth, at least 64 KiB, passes at once, and further
// packets wait for up to 100 ms.
void the_documented_numbers() {
  CHECK_EQ(Pace::kBurst.count(), 250);
  CHECK_EQ(Pace::kLeastBurst, 65'536u);
  CHECK_EQ(Pace::kPatience.count(), 100);
  CHECK_EQ(Pace::kLeastWaiting, 1500u);
  CHECK_EQ(Pace::kMostWaiting, 524'288u);
  CHECK_EQ(Pace{}.room(), 524'288u);
  CHECK_EQ(Pace{}.rate(), 0u);
}

void one_bit_a_second_is_a_rate() {
  RelayTest t{limited(1)};
  Client alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(session(t).max_rate, 1u);
  t.server.reconfigure(limited(2), t.effects);
  CHECK_EQ(session(t).max_rate, 2u);
  t.server.reconfigure(limited(0), t.effects);
  CHECK_EQ(session(t).max_rate, 0u);
}

}  // namespace

int main() {
  return lectern_test::run(
      "pacing", {TEST(no_rate_is_no_limit), TEST(a_key_frame_passes_at_once),
                 TEST(in_the_long_run_it_is_the_rate), TEST(ready_says_when),
                 TEST(a_datagram_that_is_more_than_the_bucket_goes_when_it_is_full),
                 TEST(what_may_wait_is_a_tenth_of_a_second),
                 TEST(an_allocation_is_limited_and_its_waiting_data_is_counted_when_it_goes),
                 TEST(what_comes_later_waits_behind_what_waits),
                 TEST(the_other_direction_and_the_others_are_free), TEST(towards_the_client_alike),
                 TEST(hairpin_data_is_the_senders_and_then_the_receivers),
                 TEST(what_waits_for_nobody_is_forgotten), TEST(a_reload_changes_the_rate),
                 TEST(connections_to_peers_are_read_as_fast_as_the_rate_says),
                 TEST(the_documented_numbers), TEST(one_bit_a_second_is_a_rate)});
}
