// SPDX-License-Identifier: MIT
// Series in the services: the door around each date, the end of a date, and attendance by date.
#include "meetings/series.hpp"

#include "tests/meetings/teaching.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::Teaching;
using lectern_test::utc;

namespace {

void a_series_is_seen_with_its_dates() {
  Teaching w;
  const MeetingView seen = w.details();
  CHECK(seen.meeting.series && seen.meeting.series->rule == "FREQ=WEEKLY;COUNT=4");
  CHECK_EQ(seen.meeting.series->id.value(), w.room.id.value());
  CHECK(seen.occurrence && seen.occurrence->name.at == w.first);
  CHECK(seen.exceptions && seen.exceptions->empty());
  CHECK_EQ(w.dates(w.room.code), "01-15 01-22 01-29 02-05 ");
  // In a list, too, but without the exceptions.
  const MeetingView listed = OK(w.rooms.list(w.host, {})).meetings.at(0);
  CHECK(listed.occurrence && !listed.exceptions);
  // Another meeting has no dates.
  const Meeting plain = w.meeting(w.host);
  CHECK(OK(w.series.list(w.host, plain.code, {}, kClient)).occurrences.empty());
  REFUSED(w.series.details(w.host, plain.code, w.first, kClient), bad_field);
}

// The door is shut for ever, so a guest's token would open nothing.
void there_are_no_guests_after_the_last_date() {
  Teaching w;
  w.room = w.lessons("FREQ=WEEKLY;COUNT=2");
  w.go_to(w.second + 50min);
  OK(w.accounts.guest(w.room.code, "Sam"));
  w.go_to(w.second + 24h * 2);
  REFUSED(w.accounts.guest(w.room.code, "Sam"), ended);
  REFUSED(w.rooms.join(w.other, w.room.code, {}), ended);
}

void lists_are_bounded() {
  Teaching w;
  w.room = w.lessons("FREQ=DAILY");
  OccurrenceFilter filter{.from = w.first, .limit = 40};
  std::size_t seen = 0;
  std::size_t pages = 0;
  for (std::optional<std::string> cursor = ""; cursor; ++pages) {
    filter.cursor = *cursor;
    const auto page = OK(w.series.list(std::nullopt, w.room.code, filter, kClient));
    seen += page.occurrences.size();
    cursor = page.next_cursor;
  }
  CHECK(seen == 91 && pages == 3);  // summer time begins: one date more in 90 times 24 hours
  const auto field = [&](const OccurrenceFilter& wrong) {
    return REFUSED(w.series.list(w.host, w.room.code, wrong, kClient), bad_field).field;
  };
  CHECK_EQ(field({.limit = 0}), "limit");
  CHECK_EQ(field({.limit = 101}), "limit");
  CHECK_EQ(field({.to = w.first - 24h}), "to");
  CHECK_EQ(field({.from = w.first, .to = w.first}), "to");
  CHECK_EQ(field({.from = w.first, .to = w.first + 24h * 367}), "to");
  CHECK_EQ(field({.from = w.first + 24h * 366 * 3}), "from");
  for (const std::string& cursor :
       {std::string{"x"}, std::string(65, 'A'), base::encode_base64url(base::as_bytes("1/2"))})
    CHECK_EQ(field({.cursor = cursor}), "cursor");
  const auto none = w.series.list(
      w.host, w.room.code, {.from = w.first - 24h * 3000, .to = w.first - 24h * 2900}, kClient);
  CHECK(OK(none).occurrences.empty());
}

void the_door_opens_around_each_date() {
  Teaching w;
  const auto waits_for = [&](base::WallTime start) {
    const Refusal refusal = REFUSED(w.rooms.join(w.other, w.room.code, {}), not_started);
    CHECK_EQ(refusal.retry_after, start - 15min - w.clock.wall_now());
  };
  waits_for(w.first);
  w.go_to(w.first - 15min);
  CHECK(OK(w.rooms.join(w.other, w.room.code, {})).occurrence->name.at == w.first);
  w.go_to(w.first + 59min);  // 45 minutes, and 15 more
  OK(w.rooms.join(w.other, w.room.code, {}));
  w.go_to(w.first + 60min);
  waits_for(w.second);
  OK(w.rooms.join(w.host, w.room.code, {}));  // the host comes at all times
  w.go_to(w.second);
  CHECK(OK(w.rooms.join(w.other, w.room.code, {})).occurrence->name.at == w.second);
  w.go_to(w.first + 4 * Teaching::kWeek);
  REFUSED(w.rooms.join(w.other, w.room.code, {}), ended);
  OK(w.rooms.join(w.host, w.room.code, {}));
}

// Whoever came to a date keeps it open; the token of an earlier date opens nothing.
void a_date_goes_on_while_somebody_is_in() {
  Teaching w;
  w.go_to(w.first);
  const Seat seat = OK(w.rooms.admit(w.other, w.room.code, {}));
  w.go_to(w.first + 3h);
  OK(w.rooms.join(w.person("late"), w.room.code, {}));
  OK(w.rooms.record_left(w.room.id, seat.participant_id, w.clock.wall_now()));
  REFUSED(w.rooms.join(w.person("later"), w.room.code, {}), not_started);
  const Claims token = w.claims(OK(w.rooms.join(w.host, w.room.code, {})).token);
  OK(w.rooms.admit(token, w.room.code, {}));
  REFUSED(w.rooms.admit(w.claims(seat.token), w.room.code, {}), not_started);
}

void ending_a_date_ends_no_series() {
  Teaching w;
  w.go_to(w.first);
  const Seat seat = OK(w.rooms.admit(w.other, w.room.code, {}));
  (void)w.events.take();
  OK(w.rooms.end(w.host, w.room.code));
  CHECK((w.events.take() == std::vector<Event>{MeetingEnded{w.room.id, w.host.user_id}}));
  OK(w.rooms.end(w.host, w.room.code));
  CHECK(w.events.take().empty());
  const MeetingView seen = w.details();
  CHECK(seen.meeting.state() == MeetingState::open &&
        seen.meeting.series->closed == "20270115T100000");
  CHECK(seen.occurrence->name.at == w.second);
  REFUSED(w.rooms.join(w.other, w.room.code, {}), not_started);
  REFUSED(w.rooms.admit(w.claims(seat.token), w.room.code, {}), not_started);
  CHECK(OK(w.rooms.participants(w.host, w.room.code, true))[0].left_at == w.first);
  const auto states =
      OK(w.series.list(w.host, w.room.code, {.from = w.first}, kClient)).occurrences;
  CHECK(states[0].state == OccurrenceState::ended && states[1].state == OccurrenceState::scheduled);
  w.go_to(w.second);
  OK(w.rooms.admit(w.other, w.room.code, {}));
  // The end of the last date is the end of the meeting.
  w.go_to(w.first + 3 * Teaching::kWeek);
  OK(w.rooms.end(w.host, w.room.code));
  CHECK_EQ(w.details().meeting.state(), MeetingState::ended);
}

// The next date opens beside the one that the host has ended.
void a_date_that_ended_early_keeps_nobody_from_the_next() {
  for (const auto after : {-5min, 10min}) {
    Teaching w;
    OK(w.change_one(w.second, {.scheduled_at = w.first + 20min}));
    w.go_to(w.first + after);
    OK(w.rooms.end(w.host, w.room.code));
    if (after > 0min) {
      CHECK(w.details().occurrence->name.at == w.second);
      OK(w.rooms.join(w.other, w.room.code, {}));
      continue;
    }
    CHECK(REFUSED(w.rooms.join(w.other, w.room.code, {}), not_started).retry_after == 10min);
    w.go_to(w.first + 5min);
    OK(w.rooms.join(w.other, w.room.code, {}));
  }
}

void a_meeting_without_dates_has_no_attendance_of_one() {
  Teaching w;
  const Meeting single = w.meeting(w.host, {.title = "Once"});
  CHECK_EQ(REFUSED(w.rooms.participants(w.host, single.code, true, w.first), bad_field).field,
           "occurrence");
}

void attendance_belongs_to_a_date() {
  Teaching w;
  w.go_to(w.first - 5min);
  const Seat one = OK(w.rooms.admit(w.other, w.room.code, {}));
  w.go_to(w.first + 30min);
  OK(w.rooms.record_left(w.room.id, one.participant_id, w.clock.wall_now()));
  w.go_to(w.second + 10min);
  OK(w.rooms.admit(w.person("third"), w.room.code, {}));
  const auto who = [&](std::optional<base::WallTime> date) {
    std::string names;
    for (const Participant& p : OK(w.rooms.participants(w.host, w.room.code, true, date)))
      names += p.name + ' ';
    return names;
  };
  CHECK_EQ(who({}), "other third ");
  CHECK_EQ(who(w.first), "other ");
  CHECK_EQ(who(w.second), "third ");
  CHECK_EQ(who(w.third), "");
  CHECK_EQ(REFUSED(w.rooms.participants(w.host, w.room.code, true, w.first + 1s), bad_field).field,
           "occurrence");
}

void a_private_series_is_an_unknown_meeting() {
  Teaching w;
  OK(w.change_all({.access = MeetingAccess::private_}));
  const auto unknown = REFUSED(w.series.list(w.other, "bada-bada-bada", {}, kClient), not_found);
  CHECK_EQ(REFUSED(w.series.list(w.other, w.room.code, {}, kClient), not_found), unknown);
  CHECK_EQ(REFUSED(w.series.details(w.other, w.room.code, w.first, kClient), not_found), unknown);
  CHECK_EQ(REFUSED(w.series.change_one(w.other, w.room.code, w.first, {}, {}, kClient), not_found),
           unknown);
  CHECK_EQ(
      REFUSED(w.series.cancel_following(w.other, w.room.code, w.first, {}, kClient), not_found),
      unknown);
}

}  // namespace

int main() {
  return lectern_test::run(
      "series",
      {TEST(there_are_no_guests_after_the_last_date), TEST(a_series_is_seen_with_its_dates),
       TEST(lists_are_bounded), TEST(the_door_opens_around_each_date),
       TEST(a_date_goes_on_while_somebody_is_in), TEST(ending_a_date_ends_no_series),
       TEST(a_date_that_ended_early_keeps_nobody_from_the_next),
       TEST(a_meeting_without_dates_has_no_attendance_of_one), TEST(attendance_belongs_to_a_date),
       TEST(a_private_series_is_an_unknown_meeting)});
}
