// SPDX-License-Identifier: MIT
// Who finds room when strangers with the link take the seats.
#include "meetings/seat_holds.hpp"

#include <string>

#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using Rank = SeatClaim::Rank;

namespace {

const MeetingId kMeeting{"m"};

struct Room {
  explicit Room(std::size_t seats) : limit(seats) {}

  SeatAnswer ask(const std::string& who, const char* from, Rank rank, bool entering) {
    return table.take(
        presence,
        {kMeeting, ParticipantId{who}, rank, entering, *base::IpAddress::parse(from), limit},
        clock.now());
  }
  // By REST: the place is held until the person connects.
  SeatAnswer guest(const std::string& who, const char* from) {
    return ask(who, from, Rank::guest, false);
  }
  SeatAnswer account(const std::string& who, const char* from = "198.51.100.7") {
    return ask(who, from, Rank::account, false);
  }
  SeatAnswer host() { return ask("host", "198.51.100.1", Rank::host, false); }
  // By the WebSocket.
  SeatAnswer come(const std::string& who, const char* from, Rank rank = Rank::guest) {
    const SeatAnswer answer = ask(who, from, rank, true);
    if (answer == SeatAnswer::taken)
      presence.put(kMeeting, {ParticipantId{who},
                              UserId{who},
                              who,
                              rank == Rank::host ? Role::host : Role::participant,
                              clock.wall_now(),
                              {}});
    return answer;
  }
  void go(const std::string& who) {
    presence.remove(kMeeting, ParticipantId{who});
    table.release(kMeeting, ParticipantId{who});
  }
  // How many guests of this address get in, by REST or connected.
  std::size_t flood(const char* from, std::size_t many, bool connected) {
    std::size_t in = 0;
    for (std::size_t i = 0; i < many; ++i) {
      const std::string who = from + std::string{"#"} + std::to_string(i);
      in += (connected ? come(who, from) : guest(who, from)) == SeatAnswer::taken ? 1 : 0;
    }
    return in;
  }

  const std::size_t limit;
  lectern_test::FakeClock clock;
  PresenceTable presence;
  SeatHoldTable table;
};

constexpr const char* kBots = "203.0.113.9";

// Only who can act against bots opens the last places to a class; listeners and presenters cannot.
void a_listener_is_no_host() {
  for (const Role role : {Role::participant, Role::listener, Role::presenter, Role::cohost}) {
    Room room{12};
    room.presence.put(kMeeting,
                      {ParticipantId{"x"}, UserId{"x"}, "x", role, room.clock.wall_now(), {}});
    CHECK_EQ(room.flood(kBots, 40, false), role == Role::cohost ? 11u : 9u);
  }
}

// The fault that was reported: one stranger seats twelve bots in a meeting for twelve.
void bots_of_one_address_leave_a_quarter() {
  for (const bool connected : {false, true}) {
    Room room{12};
    CHECK_EQ(room.flood(kBots, 40, connected), 9u);
    CHECK(room.guest("one more", kBots) == SeatAnswer::kept);
    CHECK(room.guest("a", "192.0.2.1") == SeatAnswer::taken);
    CHECK(room.guest("b", "192.0.2.2") == SeatAnswer::taken);
    CHECK(room.account("c") == SeatAnswer::taken);
    CHECK(room.host() == SeatAnswer::taken);
  }
}

void a_network_of_ipv6_counts_as_one() {
  Room room{12};
  std::size_t in = 0;
  for (int i = 0; i < 40; ++i) {
    const std::string from = "2001:db8:1:" + std::to_string(i) + "::1";
    in += room.come(from, from.c_str()) == SeatAnswer::taken ? 1 : 0;
  }
  CHECK_EQ(in, 9u);
  CHECK(room.guest("a", "2001:db8:2::1") == SeatAnswer::taken);
}

void every_meeting_keeps_at_least_one_seat() {
  for (const auto& [limit, most] : {std::pair{2u, 1u}, {3u, 2u}, {4u, 3u}, {8u, 6u}, {50u, 38u}}) {
    Room room{limit};
    CHECK_EQ(room.flood(kBots, 60, true), most);
    CHECK(room.come("a", "192.0.2.1") == SeatAnswer::taken);
  }
}

// A class behind one address fills the room once its teacher is there.
void a_class_behind_one_address_fills_the_room() {
  Room room{12};
  CHECK_EQ(room.flood("192.0.2.1", 12, true), 9u);
  CHECK(room.come("host", "198.51.100.1", Rank::host) == SeatAnswer::taken);
  CHECK(room.come("192.0.2.1#9", "192.0.2.1") == SeatAnswer::taken);
  CHECK(room.come("192.0.2.1#10", "192.0.2.1") == SeatAnswer::taken);
  CHECK(room.come("192.0.2.1#11", "192.0.2.1") == SeatAnswer::full);  // the host has one of twelve
}

// The staff of a school has the same address as its pupils.
void accounts_are_no_guests_of_their_network() {
  Room room{12};
  for (const char* who : {"a", "b", "c"})
    CHECK(room.come(who, "192.0.2.1", Rank::account) == SeatAnswer::taken);
  CHECK_EQ(room.flood("192.0.2.1", 12, true), 9u);
}

// Behind a proxy on this machine everybody has one address.
void loopback_keeps_nothing() {
  Room room{12};
  CHECK_EQ(room.flood("127.0.0.1", 40, true), 12u);
}

void held_places_give_way_to_other_networks() {
  Room room{4};
  CHECK_EQ(room.flood(kBots, 4, false), 3u);
  CHECK(room.guest("a", "192.0.2.1") == SeatAnswer::taken);
  CHECK(room.guest("b", "192.0.2.2") == SeatAnswer::taken);  // instead of the oldest bot
  CHECK(room.guest("c", "192.0.2.3") == SeatAnswer::taken);
  CHECK_EQ(room.table.gave_way(), 2u);
  // Each network has one place now. Nobody gives way any more, so nobody is thrown out in turns.
  CHECK(room.guest("d", "192.0.2.4") == SeatAnswer::full);
  CHECK(room.guest("203.0.113.9#9", kBots) == SeatAnswer::full);
  CHECK(room.come("a", "192.0.2.1") == SeatAnswer::taken);
  CHECK(room.come("b", "192.0.2.2") == SeatAnswer::taken);
  CHECK_EQ(room.table.refused(), 3u);
}

void the_oldest_hold_of_the_largest_network_goes() {
  Room room{4};
  CHECK_EQ(room.flood(kBots, 1, false), 1u);
  room.clock.advance(1s);
  CHECK(room.guest("bot 2", kBots) == SeatAnswer::taken);
  CHECK(room.guest("bot 3", kBots) == SeatAnswer::taken);
  CHECK(room.guest("a", "192.0.2.1") == SeatAnswer::taken);
  room.clock.advance(1s);
  CHECK(room.guest("203.0.113.9#0", kBots) == SeatAnswer::taken);  // asks again: the newest now
  CHECK(room.guest("b", "192.0.2.2") == SeatAnswer::taken);
  CHECK(room.come("203.0.113.9#0", kBots) == SeatAnswer::taken);  // this one still has its place
}

void who_is_connected_never_gives_way() {
  Room room{4};
  CHECK_EQ(room.flood(kBots, 3, true), 3u);
  CHECK(room.come("a", "192.0.2.1") == SeatAnswer::taken);
  room.clock.advance(10min);
  CHECK(room.guest("b", "192.0.2.2") == SeatAnswer::full);
  CHECK_EQ(room.presence.count(kMeeting), 4u);
  CHECK_EQ(room.table.gave_way(), 0u);
}

// The session was admitted and enters in a moment.
void who_is_entering_does_not_give_way() {
  Room room{2};
  CHECK(room.ask("x", kBots, Rank::guest, true) == SeatAnswer::taken);
  CHECK(room.guest("a", "192.0.2.1") == SeatAnswer::taken);
  CHECK(room.account("teacher") == SeatAnswer::taken);  // instead of a
  CHECK(room.come("x", kBots) == SeatAnswer::taken);
  CHECK(room.guest("a", "192.0.2.1") == SeatAnswer::full);
}

void accounts_find_room_among_guests() {
  Room room{4};
  CHECK_EQ(room.flood(kBots, 3, true), 3u);
  CHECK(room.come("a", "192.0.2.1") == SeatAnswer::taken);
  CHECK(room.account("teacher 1") == SeatAnswer::taken);  // two more than the limit
  CHECK(room.account("teacher 2") == SeatAnswer::taken);
  CHECK(room.account("teacher 3") == SeatAnswer::full);
  CHECK(room.guest("b", "192.0.2.2") == SeatAnswer::full);
  CHECK(room.host() == SeatAnswer::taken);
}

void accounts_alone_keep_the_limit() {
  Room room{2};
  CHECK(room.account("a") == SeatAnswer::taken);
  CHECK(room.account("b", "198.51.100.8") == SeatAnswer::taken);
  CHECK(room.account("c", "198.51.100.9") == SeatAnswer::full);
  CHECK(room.guest("g", "192.0.2.1") == SeatAnswer::full);  // and a guest displaces no account
}

void a_hold_lasts_half_a_minute() {
  Room room{2};
  CHECK(room.guest("a", "192.0.2.1") == SeatAnswer::taken);
  CHECK(room.guest("b", "192.0.2.2") == SeatAnswer::taken);
  room.clock.advance(30s - 1ns);
  CHECK(room.guest("c", "192.0.2.3") == SeatAnswer::full);
  room.clock.advance(1ns);
  CHECK(room.guest("c", "192.0.2.3") == SeatAnswer::taken);
}

void who_was_connected_counts_until_leaving() {
  Room room{4};
  CHECK_EQ(room.flood(kBots, 3, true), 3u);
  room.clock.advance(10min);
  CHECK(room.guest("bot", kBots) == SeatAnswer::kept);
  room.go("203.0.113.9#0");
  CHECK(room.guest("bot", kBots) == SeatAnswer::taken);
}

// A second device, or a reload before the old socket is gone.
void who_has_a_place_keeps_it() {
  Room room{2};
  CHECK_EQ(room.come("ada", "192.0.2.1"), SeatAnswer::taken);
  CHECK_EQ(room.come("bob", "192.0.2.2"), SeatAnswer::taken);
  CHECK_EQ(room.host(), SeatAnswer::taken);
  CHECK_EQ(room.come("host", "198.51.100.1", Rank::host), SeatAnswer::taken);
  for (const char* who : {"ada", "bob"}) {
    CHECK_EQ(room.guest(who, "203.0.113.9"), SeatAnswer::taken);
    CHECK_EQ(room.come(who, "203.0.113.9"), SeatAnswer::taken);
  }
  CHECK_EQ(room.come("cleo", "192.0.2.3"), SeatAnswer::full);
}

}  // namespace

int main() {
  return lectern_test::run(
      "seat_holds",
      {TEST(a_listener_is_no_host), TEST(bots_of_one_address_leave_a_quarter),
       TEST(a_network_of_ipv6_counts_as_one), TEST(every_meeting_keeps_at_least_one_seat),
       TEST(a_class_behind_one_address_fills_the_room),
       TEST(accounts_are_no_guests_of_their_network), TEST(loopback_keeps_nothing),
       TEST(held_places_give_way_to_other_networks),
       TEST(the_oldest_hold_of_the_largest_network_goes), TEST(who_is_connected_never_gives_way),
       TEST(who_is_entering_does_not_give_way), TEST(accounts_find_room_among_guests),
       TEST(accounts_alone_keep_the_limit), TEST(a_hold_lasts_half_a_minute),
       TEST(who_was_connected_counts_until_leaving), TEST(who_has_a_place_keeps_it)});
}
