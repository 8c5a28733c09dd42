// SPDX-License-Identifier: MIT
#include "meetings/succession.hpp"

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::World;

namespace {

struct Leaving : World {
  Claims host = person("host"), other = person("other"), third = person("third");
  Meeting room = meeting(host);
  Succession succession{services(), rooms};

  Seat come(const Claims& who) {
    const Seat seat = OK(rooms.admit(who, room.code, {}));
    show_up(seat);
    return seat;
  }
  void go(const Seat& seat) { presence.remove(room.id, seat.participant_id); }
  void appoint(const Claims& who) {
    OK(roles.set(host, room.code, {.user_id = who.user_id.value()}, kClient));
  }
  template <class D>
  void pass(D time) {
    OK(succession.tick());
    clock.advance(time);
    OK(succession.tick());
  }
  std::optional<Role> role_of(const Claims& who) { return OK(rooms.details(room.code, who)).role; }
  MeetingState state() { return OK(rooms.details(room.code, host)).meeting.state(); }
};

void a_cohost_succeeds_after_the_grace() {
  Leaving w;
  w.appoint(w.third);
  w.appoint(w.other);
  const Seat host = w.come(w.host);
  w.come(w.person("pupil"));
  const Seat heir = w.come(w.other);  // is there longer than the third
  w.come(w.third);
  w.pass(1s);
  w.go(host);
  (void)w.events.take();
  w.pass(Succession::kGrace - 1s);
  CHECK_EQ(w.role_of(w.other), Role::cohost);
  w.pass(1s);
  CHECK_EQ(w.role_of(w.other), Role::host);
  CHECK_EQ(w.role_of(w.third), Role::cohost);
  const auto events = w.events.take();
  CHECK((events.size() == 1 && events[0] == Event{RoleChanged{w.room.id, heir.participant_id,
                                                              Role::host, std::nullopt}}));
  // Who made the meeting stays its host, too.
  CHECK_EQ(w.role_of(w.host), Role::host);
  OK(w.rooms.end(w.other, w.room.code));
}

void a_host_who_comes_back_in_time_keeps_the_meeting() {
  Leaving w;
  w.appoint(w.other);
  OK(w.rooms.change(w.host, w.room.code, {.host_leaves = HostLeaves::ends}, {}, kClient, nullptr));
  const Seat host = w.come(w.host);
  w.come(w.other);
  w.pass(1s);
  for (int i = 0; i < 3; ++i) {
    w.go(host);
    w.pass(Succession::kGrace - 1s);
    w.show_up(host);
    w.pass(1s);
  }
  CHECK_EQ(w.role_of(w.other), Role::cohost);
  CHECK_EQ(w.state(), MeetingState::open);
}

void without_a_cohost_the_meeting_does_as_it_says() {
  for (const HostLeaves rule : {HostLeaves::goes_on, HostLeaves::ends}) {
    Leaving w;
    w.room = w.meeting(w.host, {.title = "Latin", .host_leaves = rule});
    w.appoint(w.other);  // is not in the room
    const Seat host = w.come(w.host);
    w.come(w.third);
    w.pass(1s);
    w.go(host);
    w.pass(Succession::kGrace);
    CHECK_EQ(w.state(), rule == HostLeaves::ends ? MeetingState::ended : MeetingState::open);
    w.pass(Succession::kGrace);
  }
}

void an_empty_room_ends_as_well() {
  Leaving w;
  w.room = w.meeting(w.host, {.title = "Latin", .host_leaves = HostLeaves::ends});
  const Seat host = w.come(w.host);
  w.pass(1s);
  w.go(host);
  w.pass(Succession::kGrace);
  CHECK_EQ(w.state(), MeetingState::ended);
}

void people_wait_for_their_host() {
  Leaving w;
  w.room = w.meeting(w.host, {.title = "Latin", .host_leaves = HostLeaves::ends});
  w.appoint(w.other);
  w.come(w.other);
  w.pass(1h);
  CHECK_EQ(w.state(), MeetingState::open);
  CHECK_EQ(w.role_of(w.other), Role::cohost);
}

void a_meeting_that_has_ended_is_left_alone() {
  Leaving w;
  w.appoint(w.other);
  const Seat host = w.come(w.host);
  w.come(w.other);
  w.pass(1s);
  w.go(host);
  OK(w.rooms.end(w.host, w.room.code));
  (void)w.events.take();
  w.pass(Succession::kGrace);
  CHECK(w.events.take().empty());
}

}  // namespace

int main() {
  return lectern_test::run(
      "succession",
      {TEST(a_cohost_succeeds_after_the_grace),
       TEST(a_host_who_comes_back_in_time_keeps_the_meeting),
       TEST(without_a_cohost_the_meeting_does_as_it_says), TEST(an_empty_room_ends_as_well),
       TEST(people_wait_for_their_host), TEST(a_meeting_that_has_ended_is_left_alone)});
}
