// SPDX-License-Identifier: MIT
// Series in the services: the door around each date, the end of a date, attendance by date, and
// changing and cancelling one date, the following ones, or all.
#include "meetings/series.hpp"

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::World;

namespace {

base::WallTime utc(std::string_view text) { return *base::parse_iso8601(text); }

// It is Friday, 15 January 2027, 08:00 in UTC. Lessons are on Fridays at 10:00 in Berlin (09:00).
struct Teaching : World {
  Claims host = person("host"), other = person("other");
  Meeting room = lessons("FREQ=WEEKLY;COUNT=4");
  static constexpr auto kWeek = 24h * 7;
  const base::WallTime first = utc("2027-01-15T09:00:00Z");
  const base::WallTime second = first + kWeek, third = first + 2 * kWeek;

  Meeting lessons(std::string rule) {
    return meeting(host, {.type = MeetingType::scheduled,
                          .scheduled_at = utc("2027-01-15T09:00:00Z"),
                          .duration_minutes = 45,
                          .timezone = "Europe/Berlin",
                          .recurrence = std::move(rule)});
  }
  void go_to(base::WallTime at) {
    clock.advance(at - clock.wall_now());
    const auto again = [&](const char* email) {
      return claims(OK(accounts.login(email, "correct horse")).access);
    };
    host = again("host@example.org");
    other = again("other@example.org");
  }
  // The starts of a part of the series as "01-15 …"; cancelled ones have an x.
  std::string dates(const std::string& code) {
    std::string out;
    for (const auto& [one, state] :
         OK(series.list(host, code, {.from = first - 24h, .to = first + 24h * 300}, kClient))
             .occurrences)
      out += base::print_iso8601(one.starts_at).substr(5, 5) +
             (state == OccurrenceState::cancelled ? "x " : " ");
    return out;
  }
  Outcome<MeetingView> change_one(base::WallTime at, const MeetingChange& fields,
                                  const KnownVersions& known = {}) {
    return series.change_one(host, room.code, at, fields, known, kClient);
  }
  Outcome<MeetingView> change_following(base::WallTime at, const MeetingChange& fields,
                                        const KnownVersions& known = {}) {
    return series.change_following(host, room.code, at, fields, known, kClient, &passwords);
  }
  Outcome<MeetingView> change_all(const MeetingChange& fields) {
    return rooms.change(host, room.code, fields, {}, kClient, &passwords);
  }
  Outcome<void> cancel_one(base::WallTime at) {
    return series.cancel_one(host, room.code, at, {}, kClient);
  }
  Outcome<void> cancel_following(base::WallTime at) {
    return series.cancel_following(host, room.code, at, {}, kClient);
  }
  MeetingView details() { return OK(rooms.details(room.code, host)); }
};

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

void an_invitations_link_leads_to_the_part_that_is_open() {
  Teaching w;
  const auto sent =
      OK(w.invitations.invite(w.host, w.room.code, {{"x@example.org"}, {}, {}}, kClient));
  const std::string link = w.invitations.link_of(sent.at(0).id);
  const Meeting part = OK(w.change_following(w.third, {.title = "Greek"})).meeting;
  CHECK(OK(w.accounts.guest_by_invitation(link, "G")).meeting.id == w.room.id);
  w.go_to(w.third);
  const GuestEntry guest = OK(w.accounts.guest_by_invitation(link, "G"));
  CHECK(guest.meeting.id == part.id);
  OK(w.rooms.join(w.claims(guest.tokens.access), part.code, {}));
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

void one_date_moves_alone() {
  Teaching w;
  const base::WallTime monday = utc("2027-01-25T09:00:00Z");
  const MeetingView moved =
      OK(w.change_one(w.second, {.title = "Exam", .scheduled_at = monday, .duration_minutes = 90}));
  CHECK(moved.meeting.title == "Exam" && moved.meeting.scheduled_at == monday);
  CHECK(moved.meeting.duration_minutes == 90u && moved.occurrence->name.at == w.second);
  CHECK(moved.exceptions->size() == 1 && moved.meeting.version == 2);
  CHECK_EQ(w.dates(w.room.code), "01-15 01-25 01-29 02-05 ");
  CHECK_EQ(w.details().meeting.title, "Latin");
  w.go_to(w.second);
  REFUSED(w.rooms.join(w.other, w.room.code, {}), not_started);
  w.go_to(monday);
  CHECK(OK(w.rooms.join(w.other, w.room.code, {})).occurrence->title == "Exam");
  // It has begun: its title changes, its time does not.
  OK(w.change_one(w.second, {.title = "Test"}));
  CHECK_EQ(REFUSED(w.change_one(w.second, {.scheduled_at = monday + 24h}), bad_field).field,
           "occurrence");
  CHECK_EQ(REFUSED(w.cancel_one(w.second), bad_field).field, "occurrence");
}

void a_date_goes_back_to_its_rule() {
  Teaching w;
  OK(w.change_one(w.second, {.scheduled_at = w.second + 24h, .duration_minutes = 90}));
  OK(w.change_one(w.second, {.scheduled_at = w.second}));
  CHECK_EQ(OK(w.change_one(w.second, {.duration_minutes = std::optional<std::int64_t>{}}))
               .exceptions->size(),
           0u);
}

void what_one_date_cannot_have_is_named() {
  Teaching w;
  const auto field = [&](const MeetingChange& change) {
    return REFUSED(w.change_one(w.second, change), bad_field).field;
  };
  CHECK_EQ(field({.title = ""}), "title");
  CHECK_EQ(field({.access = MeetingAccess::private_}), "access");
  CHECK_EQ(field({.locked = true}), "locked");
  CHECK_EQ(field({.waiting_room = true}), "waiting_room");
  CHECK_EQ(field({.host_leaves = HostLeaves::ends}), "host_leaves");
  CHECK_EQ(field({.password = "salve"}), "password");
  CHECK_EQ(field({.max_participants = 5}), "max_participants");
  CHECK_EQ(field({.scheduled_at = w.first - 2h}), "scheduled_at");
  CHECK_EQ(field({.scheduled_at = utc("2027-10-31T01:30:00Z")}), "scheduled_at");  // twice
  CHECK_EQ(field({.duration_minutes = 4}), "duration_minutes");
  CHECK_EQ(field({.timezone = "Europe/Berlin"}), "timezone");
  CHECK_EQ(field({.recurrence = "FREQ=DAILY"}), "recurrence");
  CHECK_EQ(REFUSED(w.change_one(w.second + 1h, {.title = "x"}), bad_field).field, "occurrence");
  REFUSED(w.change_one(w.second, {.title = "x"}, std::vector<std::int64_t>{7}), changed);
  REFUSED(w.series.change_one(w.other, w.room.code, w.second, {.title = "x"}, {}, kClient),
          forbidden);
  REFUSED(w.series.cancel_one(w.other, w.room.code, w.second, {}, kClient), forbidden);
  w.room = w.meeting(w.host);
  CHECK_EQ(REFUSED(w.change_one(w.second, {.title = "x"}), bad_field).field, "scope");
}

void changes_of_dates_are_bounded() {
  Teaching w;
  w.room = w.lessons("FREQ=DAILY");
  constexpr std::size_t kSummer = 72;  // 28 March
  const auto date = [&](std::size_t i) { return w.first + 24h * i - (i >= kSummer ? 1h : 0h); };
  for (std::size_t i = 1; i <= Series::kMostChanges; ++i) OK(w.cancel_one(date(i)));
  const base::WallTime next = date(Series::kMostChanges + 1);
  REFUSED(w.cancel_one(next), too_many);
  REFUSED(w.change_one(next, {.title = "x"}), too_many);
  OK(w.cancel_one(date(1)));
}

void a_cancelled_date_does_not_take_place() {
  Teaching w;
  OK(w.cancel_one(w.second));
  OK(w.cancel_one(w.second));
  CHECK_EQ(w.dates(w.room.code), "01-15 01-22x 01-29 02-05 ");
  CHECK(w.details().exceptions->at(0).state == OccurrenceState::cancelled);
  REFUSED(w.change_one(w.second, {.title = "x"}), ended);
  w.go_to(w.second);
  const Refusal closed = REFUSED(w.rooms.join(w.other, w.room.code, {}), not_started);
  CHECK_EQ(closed.retry_after, w.third - 15min - w.clock.wall_now());
}

void following_dates_are_a_series_of_their_own() {
  Teaching w;
  OK(w.rooms.join(w.host, w.room.code, {}));
  OK(w.bans.put(w.host, w.room.code, {.user_id = w.other.user_id.value()}, kClient));
  OK(w.invitations.invite(w.host, w.room.code, {{"x@example.org"}, {}, {}}, kClient));
  OK(w.change_one(w.first + 3 * Teaching::kWeek, {.title = "Exam"}));
  const MeetingView next = OK(w.change_following(w.third, {.title = "Greek", .password = "salve"}));
  const Meeting& part = next.meeting;
  CHECK(part.id != w.room.id && part.code != w.room.code && part.version == 1);
  CHECK(part.title == "Greek" && part.has_password && part.scheduled_at == w.third);
  CHECK(part.series->id == w.room.id && part.series->rule == "FREQ=WEEKLY;COUNT=2");
  CHECK_EQ(w.dates(w.room.code), "01-15 01-22 ");
  CHECK_EQ(w.dates(part.code), "01-29 02-05 ");
  CHECK_EQ(next.exceptions->at(0).occurrence.title, "Exam");
  const MeetingView before = w.details();
  CHECK(before.meeting.title == "Latin" && !before.meeting.has_password);
  CHECK(before.exceptions->empty() && before.meeting.series->continued_by == part.id);
  // Bans, seats and invitations come along.
  CHECK_EQ(OK(w.invitations.list(w.host, part.code, kClient)).size(), 1u);
  CHECK_EQ(OK(w.bans.list(w.host, part.code, kClient)).size(), 1u);
  CHECK(next.role == Role::host);
  const Claims early = w.guest(w.room, "E");
  // The old link leads to the new part when its time has come, and not before.
  w.go_to(w.second);
  CHECK(OK(w.rooms.join(w.host, w.room.code, {})).meeting.id == w.room.id);
  w.go_to(w.third - 15min);
  CHECK(OK(w.rooms.join(w.host, w.room.code, {})).meeting.id == part.id);
  // Tokens of the new part lead there by the old link, too, and those of the old part stay in it.
  const GuestEntry guest = OK(w.accounts.guest(w.room.code, "G"));
  CHECK(guest.meeting.id == part.id);
  const Seat seat =
      OK(w.rooms.join(w.claims(guest.tokens.access), w.room.code, {.password = "salve"}));
  CHECK(seat.meeting.id == part.id);
  CHECK(OK(w.rooms.admit(w.claims(seat.token), w.room.code, {})).meeting.id == part.id);
  REFUSED(w.rooms.join(early, w.room.code, {}), ended);
  const Claims fresh = w.person("fresh");
  REFUSED(w.rooms.join(fresh, w.room.code, {}), password_required);
  OK(w.rooms.join(fresh, w.room.code, {.password = "salve"}));
}

void following_dates_move_together() {
  Teaching w;
  OK(w.change_one(w.first + 3 * Teaching::kWeek, {.title = "Exam"}));
  const Meeting part = OK(w.change_following(w.third, {.scheduled_at = w.third + 24h})).meeting;
  CHECK_EQ(w.dates(part.code), "01-30 02-06 ");
  w.room = part;
  CHECK(w.details().exceptions->empty());  // other dates than those that differed
  const Meeting weekly = w.lessons("FREQ=WEEKLY;BYDAY=FR;UNTIL=20270205T090000Z");
  w.room = weekly;
  // An hour later, the last date is still in the series.
  CHECK_EQ(w.dates(OK(w.change_following(w.third, {.scheduled_at = w.third + 1h})).meeting.code),
           "01-29 02-05 ");
  w.room = w.lessons("FREQ=WEEKLY;BYDAY=FR;COUNT=4");
  CHECK_EQ(REFUSED(w.change_following(w.third, {.scheduled_at = w.third + 24h}), bad_field).field,
           "recurrence");
  CHECK_EQ(w.dates(OK(w.change_following(w.third, {.scheduled_at = w.third + 24h,
                                                   .recurrence = "FREQ=WEEKLY;COUNT=2"}))
                       .meeting.code),
           "01-30 02-06 ");
}

void from_the_first_date_on_is_the_whole_series() {
  Teaching w;
  const Meeting changed = OK(w.change_following(w.first, {.title = "Greek"})).meeting;
  CHECK(changed.id == w.room.id && changed.title == "Greek");
  OK(w.cancel_following(w.first));
  CHECK_EQ(w.details().meeting.state(), MeetingState::cancelled);
  CHECK_EQ(w.dates(w.room.code), "01-15x 01-22x 01-29x 02-05x ");
}

void following_needs_a_date_to_come() {
  Teaching w;
  w.go_to(w.second);
  const auto field = [&](base::WallTime at, const MeetingChange& change = {.title = "x"}) {
    return REFUSED(w.change_following(at, change), bad_field).field;
  };
  CHECK_EQ(field(w.second), "occurrence");
  CHECK_EQ(field(w.third + 1h), "occurrence");
  CHECK_EQ(field(w.third, {.recurrence = std::optional<std::string>{}}), "recurrence");
  CHECK_EQ(field(w.third, {.recurrence = "FREQ=SECONDLY"}), "recurrence");
  CHECK_EQ(field(w.third, {.timezone = std::optional<std::string>{}}), "timezone");
  CHECK_EQ(REFUSED(w.cancel_following(w.second), bad_field).field, "occurrence");
  REFUSED(w.change_following(w.third, {.title = "x"}, std::vector<std::int64_t>{7}), changed);
  CHECK_EQ(w.dates(w.room.code), "01-15 01-22 01-29 02-05 ");  // nothing was split
}

void cancelling_the_following_ends_the_rule() {
  Teaching w;
  OK(w.cancel_one(w.first + 3 * Teaching::kWeek));
  OK(w.cancel_following(w.third));
  CHECK_EQ(w.dates(w.room.code), "01-15 01-22 ");
  CHECK(w.details().exceptions->empty());
  CHECK_EQ(w.details().meeting.state(), MeetingState::open);
}

void all_dates_change_before_the_first() {
  Teaching w;
  OK(w.change_one(w.second, {.title = "Exam"}));
  OK(w.change_all({.title = "Greek", .duration_minutes = 60}));
  CHECK_EQ(w.details().exceptions->size(), 1u);
  // The same rule, time and zone change nothing.
  OK(w.change_all(
      {.scheduled_at = w.first, .timezone = "Europe/Berlin", .recurrence = "freq=weekly;count=4"}));
  CHECK_EQ(w.details().exceptions->size(), 1u);
  OK(w.change_all({.scheduled_at = w.first + 1h}));
  CHECK(w.details().exceptions->empty());
  CHECK(w.details().meeting.series->start == "20270115T110000");
  OK(w.change_all({.recurrence = "FREQ=WEEKLY;COUNT=2"}));
  CHECK_EQ(w.dates(w.room.code), "01-15 01-22 ");
  const auto field = [&](const MeetingChange& change) {
    return REFUSED(w.change_all(change), bad_field).field;
  };
  CHECK_EQ(field({.duration_minutes = std::optional<std::int64_t>{}}), "duration_minutes");
  CHECK_EQ(field({.timezone = std::optional<std::string>{}}), "timezone");
  CHECK_EQ(field({.recurrence = "FREQ=WEEKLY;BYDAY=MO"}), "recurrence");
  w.go_to(w.first + 1h);
  CHECK_EQ(field({.scheduled_at = w.second}), "scope");
  CHECK_EQ(field({.recurrence = "FREQ=DAILY"}), "scope");
  CHECK_EQ(field({.recurrence = std::optional<std::string>{}}), "scope");
  OK(w.change_all({.title = "Latin again", .recurrence = "FREQ=WEEKLY;COUNT=2"}));
}

void a_meeting_becomes_a_series_and_back() {
  Teaching w;
  OK(w.change_all({.recurrence = std::optional<std::string>{}}));
  CHECK(!w.details().meeting.series && !w.details().occurrence);
  CHECK_EQ(w.dates(w.room.code), "");
  OK(w.change_all({.recurrence = "FREQ=DAILY;COUNT=3"}));
  CHECK_EQ(w.dates(w.room.code), "01-15 01-16 01-17 ");
  CHECK_EQ(w.details().meeting.series->id.value(), w.room.id.value());
  w.room = w.meeting(w.host);
  CHECK_EQ(
      REFUSED(w.change_all({.duration_minutes = 45, .recurrence = "FREQ=DAILY"}), bad_field).field,
      "recurrence");  // an instant one
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
  return lectern_test::run("series", {TEST(a_series_is_seen_with_its_dates),
                                      TEST(lists_are_bounded),
                                      TEST(the_door_opens_around_each_date),
                                      TEST(a_date_goes_on_while_somebody_is_in),
                                      TEST(ending_a_date_ends_no_series),
                                      TEST(a_date_that_ended_early_keeps_nobody_from_the_next),
                                      TEST(a_meeting_without_dates_has_no_attendance_of_one),
                                      TEST(an_invitations_link_leads_to_the_part_that_is_open),
                                      TEST(attendance_belongs_to_a_date),
                                      TEST(one_date_moves_alone),
                                      TEST(a_date_goes_back_to_its_rule),
                                      TEST(what_one_date_cannot_have_is_named),
                                      TEST(changes_of_dates_are_bounded),
                                      TEST(a_cancelled_date_does_not_take_place),
                                      TEST(following_dates_are_a_series_of_their_own),
                                      TEST(following_dates_move_together),
                                      TEST(from_the_first_date_on_is_the_whole_series),
                                      TEST(following_needs_a_date_to_come),
                                      TEST(cancelling_the_following_ends_the_rule),
                                      TEST(all_dates_change_before_the_first),
                                      TEST(a_meeting_becomes_a_series_and_back),
                                      TEST(a_private_series_is_an_unknown_meeting)});
}
