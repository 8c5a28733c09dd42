// SPDX-License-Identifier: MIT
// The people in a meeting, now and earlier: seats that are left, presence, and the history of
// stays.
#include "meetings/meetings.hpp"
#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::World;

namespace {

void leaving_is_idempotent_and_tells_the_hub() {
  World w;
  const Claims host = w.person("host");
  const Claims other = w.person("other");
  const Meeting meeting = w.meeting(host);
  OK(w.rooms.leave(other, meeting.code));
  CHECK(w.events.take().empty());
  const Seat seat = OK(w.rooms.admit(other, meeting.code, {}));
  OK(w.rooms.leave(other, meeting.code));
  const auto events = w.events.take();
  CHECK((events.size() == 1 && events[0] == Event{SeatLeft{meeting.id, seat.participant_id}}));
  OK(w.rooms.leave(other, meeting.code));
  REFUSED(w.rooms.leave(other, "bada-bada-bada"), not_found);
}

void who_is_in_comes_from_presence() {
  World w;
  const Claims host = w.person("host");
  const Claims other = w.person("other");
  const Meeting meeting = w.meeting(host);
  REFUSED(w.rooms.participants(other, meeting.code, false), forbidden);
  const Seat seat = OK(w.rooms.join(other, meeting.code, {.name = "Otto"}));
  CHECK(OK(w.rooms.participants(other, meeting.code, false)).empty());
  w.show_up(seat);
  w.presence.set_media(meeting.id, seat.participant_id,
                       MediaState{true, true, false, false, false, ""});
  const auto in = OK(w.rooms.participants(host, meeting.code, false));
  CHECK_EQ(in.size(), 1u);
  CHECK(in[0].name == "Otto" && in[0].present && in[0].media.video && !in[0].left_at);
  REFUSED(w.rooms.participants(other, meeting.code, true), forbidden);
  // A guest's token says who knocks; the door gives the seat.
  const Claims guest = w.guest(meeting, "G");
  REFUSED(w.rooms.participants(guest, meeting.code, false), forbidden);
  OK(w.rooms.join(guest, meeting.code, {}));
  CHECK(OK(w.rooms.participants(guest, meeting.code, false)).size() == 1);
}

void the_history_adds_up_stays() {
  World w;
  const Claims host = w.person("host");
  const Claims other = w.person("other");
  const Claims never = w.person("never");
  const Meeting meeting = w.meeting(host);
  const base::WallTime start = w.clock.wall_now();
  OK(w.rooms.join(never, meeting.code, {}));  // took a seat, never came
  const Seat seat = OK(w.rooms.admit(other, meeting.code, {}));
  w.clock.advance(10min);
  OK(w.rooms.record_left(meeting.id, seat.participant_id, w.clock.wall_now()));
  OK(w.rooms.record_left(meeting.id, seat.participant_id,
                         w.clock.wall_now() + 1h));  // known to have left
  auto history = OK(w.rooms.participants(host, meeting.code, true));
  CHECK_EQ(history.size(), 1u);
  CHECK(history[0].joined_at == start && history[0].left_at == start + 10min &&
        !history[0].present);
  w.clock.advance(10min);
  const Seat again = OK(w.rooms.admit(other, meeting.code, {}));
  w.show_up(again);
  history = OK(w.rooms.participants(host, meeting.code, true));
  CHECK_EQ(history.size(), 1u);
  CHECK(history[0].joined_at == start && !history[0].left_at && history[0].present);
  w.presence.remove(meeting.id, again.participant_id);
  w.clock.advance(5min);
  OK(w.rooms.close_attendance());
  CHECK(OK(w.rooms.participants(host, meeting.code, true))[0].left_at == start + 25min);
}

// The daemon that stops ends the stays; the next one continues those of the people who are still
// in.
void a_stay_goes_on_over_a_restart() {
  World w;
  const Claims host = w.person("host");
  const Claims other = w.person("other");
  const Meeting meeting = w.meeting(host);
  const base::WallTime start = w.clock.wall_now();
  const Seat seat = OK(w.rooms.admit(other, meeting.code, {}));
  const auto person = [&] { return OK(w.rooms.participants(host, meeting.code, true))[0]; };
  w.clock.advance(10min);
  const base::WallTime stopped = w.clock.wall_now();
  OK(w.rooms.record_left(meeting.id, seat.participant_id, stopped));
  w.clock.advance(2s);
  OK(w.rooms.close_attendance());
  OK(w.rooms.reopen_attendance({seat.participant_id, ParticipantId{"nobody"}}, stopped));
  CHECK(!person().left_at);
  CHECK_EQ(person().stays, 1u);
  OK(w.rooms.reopen_attendance({seat.participant_id}, stopped));  // it is open
  w.clock.advance(5min);
  OK(w.rooms.record_left(meeting.id, seat.participant_id, w.clock.wall_now()));
  CHECK(person().left_at == start + 15min + 2s);
  // A stay that had ended before the stop does not go on.
  OK(w.rooms.reopen_attendance({seat.participant_id}, w.clock.wall_now() + 1s));
  CHECK(person().left_at == start + 15min + 2s);
}

// The socket broke, its person was faster back than the hub's report of the break: the new stay is
// not ended by it.
void reports_of_ends_may_come_late() {
  World w;
  const Claims host = w.person("host");
  const Claims other = w.person("other");
  const Meeting meeting = w.meeting(host);
  const base::WallTime start = w.clock.wall_now();
  const Seat seat = OK(w.rooms.admit(other, meeting.code, {}));
  const auto left_at = [&] {
    return OK(w.rooms.participants(host, meeting.code, true))[0].left_at;
  };
  w.clock.advance(10min);
  const base::WallTime broke = w.clock.wall_now();
  w.clock.advance(500ms);
  OK(w.rooms.admit(other, meeting.code, {}));
  OK(w.rooms.record_left(meeting.id, seat.participant_id, broke));
  CHECK(!left_at());
  w.clock.advance(5min);
  OK(w.rooms.record_left(meeting.id, seat.participant_id, w.clock.wall_now()));
  CHECK(left_at() == start + 15min + 500ms);
}

// The hub's time is that of its wake-up, which may be before the admission that it lets go.
void a_stay_that_never_began_ends() {
  World w;
  const Claims host = w.person("host");
  const Meeting meeting = w.meeting(host);
  const Seat seat = OK(w.rooms.admit(host, meeting.code, {}));
  OK(w.rooms.record_left(meeting.id, seat.participant_id, w.clock.wall_now() - 20us));
  const auto history = OK(w.rooms.participants(host, meeting.code, true));
  CHECK(history.size() == 1 && history[0].left_at == history[0].joined_at);
}

void only_who_is_in_is_present_in_the_history() {
  World w;
  const Claims host = w.person("host");
  const Meeting meeting = w.meeting(host);
  const Seat stays = OK(w.rooms.admit(w.person("stays"), meeting.code, {}));
  w.clock.advance(1s);
  const Seat went = OK(w.rooms.admit(w.person("went"), meeting.code, {}));
  w.show_up(stays);
  w.clock.advance(1s);
  OK(w.rooms.record_left(meeting.id, went.participant_id, w.clock.wall_now()));
  const auto history = OK(w.rooms.participants(host, meeting.code, true));
  CHECK_EQ(history.size(), 2u);
  CHECK(history[0].name == "stays" && history[0].present && !history[0].left_at);
  CHECK(history[1].name == "went" && !history[1].present && history[1].left_at);
}

void stays_are_added_up() {
  World w;
  const Claims host = w.person("host");
  const Claims other = w.person("other");
  const Meeting meeting = w.meeting(host);
  const auto stay = [&](std::chrono::seconds time) {
    const Seat seat = OK(w.rooms.admit(other, meeting.code, {}));
    w.clock.advance(time);
    OK(w.rooms.record_left(meeting.id, seat.participant_id, w.clock.wall_now()));
    w.clock.advance(1h);
  };
  stay(90s);
  stay(30s);
  OK(w.rooms.admit(other, meeting.code, {}));
  w.clock.advance(10s);  // goes on
  const auto history = OK(w.rooms.participants(host, meeting.code, true));
  CHECK_EQ(history.size(), 1u);
  CHECK_EQ(history[0].stayed, 130s);
  CHECK_EQ(history[0].stays, 3u);
  CHECK_EQ(OK(w.rooms.participants(host, meeting.code, false)).size(), 0u);
}

void the_times_are_forgotten_a_year_after_the_end() {
  World w;
  const Claims host = w.person("host");
  const Meeting ended = w.meeting(host), open = w.meeting(host);
  for (const Meeting* meeting : {&ended, &open}) OK(w.rooms.admit(host, meeting->code, {}));
  OK(w.rooms.end(host, ended.code));
  const auto count = [&](const Meeting& meeting) {
    return OK(w.rooms.participants(host, meeting.code, true)).size();
  };
  w.clock.advance(24h * 365 - 1s);
  OK(w.retention.sweep());
  CHECK_EQ(count(ended), 1u);
  w.clock.advance(1s);
  OK(w.retention.sweep());
  CHECK_EQ(count(ended), 0u);
  CHECK_EQ(count(open), 1u);
}

void the_history_has_at_most_5000_people() {
  World w;
  const Claims host = w.person("host");
  const Meeting meeting = w.meeting(host);
  OK(write(*w.store, [&](UnitOfWork& work) -> Outcome<void> {
    for (int i = 0; i < 5001; ++i) {
      StoredUser user;
      user.user =
          User{UserId{w.random.uuid()}, "", "guest", UserRole::guest, false, w.clock.wall_now()};
      user.guest_meeting = meeting.id;
      work.users().insert(user);
      const StoredSeat seat{ParticipantId{w.random.uuid()},
                            meeting.id,
                            user.user.id,
                            "guest",
                            Role::participant,
                            w.clock.wall_now()};
      work.participants().insert(seat);
      work.participants().record_entered(seat.id, w.clock.wall_now(), std::nullopt);
    }
    return {};
  }));
  CHECK_EQ(OK(w.rooms.participants(host, meeting.code, true)).size(), 5000u);
}

}  // namespace

int main() {
  return lectern_test::run(
      "attendance",
      {TEST(leaving_is_idempotent_and_tells_the_hub), TEST(who_is_in_comes_from_presence),
       TEST(the_history_adds_up_stays), TEST(a_stay_goes_on_over_a_restart),
       TEST(reports_of_ends_may_come_late), TEST(a_stay_that_never_began_ends),
       TEST(only_who_is_in_is_present_in_the_history), TEST(stays_are_added_up),
       TEST(the_times_are_forgotten_a_year_after_the_end),
       TEST(the_history_has_at_most_5000_people)});
}
