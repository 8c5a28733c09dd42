// SPDX-License-Identifier: MIT
// Changing and cancelling one date of a series, the following ones, or all.
#include "tests/meetings/teaching.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::Teaching;
using lectern_test::utc;

namespace {

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
  CHECK_EQ(field({.settings = {AllowedTo::off}}), "settings");
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

std::vector<base::Json> new_mails(Teaching& w, std::size_t& seen) {
  std::vector<base::Json> all = w.mails(), fresh;
  for (; seen < all.size(); ++seen) {
    if (all[seen]["template"].as_string() == "invitation") fresh.push_back(all[seen]);
  }
  return fresh;
}

void invited_people_are_told_of_one_date() {
  Teaching w;
  OK(w.invitations.invite(w.host, w.room.code, {.emails = {"other@example.org", "kim@example.org"}},
                          kClient));
  const auto declining = OK(w.invitations.mine(w.other)).at(0).invitation.id;
  std::size_t seen = w.mails().size();
  OK(w.change_one(w.second, {.scheduled_at = w.second + 24h, .duration_minutes = 90}));
  auto mails = new_mails(w, seen);
  CHECK_EQ(mails.size(), 2u);
  CHECK_EQ(mails[0]["what"].text(), "update");
  CHECK_EQ(mails[0]["version"].as_integer(), 2);
  CHECK_EQ(mails[0]["occurrence"].print(),
           R"({"recurrence_id":"20270122T100000","timezone":"Europe/Berlin",)"
           R"("original_start":"2027-01-22T09:00:00Z","starts_at":"2027-01-23T09:00:00Z",)"
           R"("ends_at":"2027-01-23T10:30:00Z","title":"Latin","cancelled":false})");
  // Nothing changes: nobody is told.
  OK(w.change_one(w.second, {.duration_minutes = 90}));
  CHECK(new_mails(w, seen).empty());
  OK(w.invitations.respond(w.other, declining.value(), InviteAnswer::decline));
  OK(w.cancel_one(w.second));
  OK(w.cancel_one(w.second));
  mails = new_mails(w, seen);
  CHECK_EQ(mails.size(), 1u);
  CHECK_EQ(mails[0]["what"].text(), "cancel");
  CHECK_EQ(mails[0]["occurrence"]["recurrence_id"].text(), "20270122T100000");
  CHECK_EQ(mails[0]["occurrence"]["cancelled"].as_bool(), true);
  // What is over is no news.
  w.go_to(w.third);
  OK(w.change_one(w.first, {.title = "Exam"}));
  CHECK(new_mails(w, seen).empty());
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

}  // namespace

int main() {
  return lectern_test::run(
      "series_changes",
      {TEST(one_date_moves_alone), TEST(invited_people_are_told_of_one_date),
       TEST(a_date_goes_back_to_its_rule), TEST(what_one_date_cannot_have_is_named),
       TEST(changes_of_dates_are_bounded), TEST(a_cancelled_date_does_not_take_place),
       TEST(following_dates_are_a_series_of_their_own), TEST(following_dates_move_together),
       TEST(from_the_first_date_on_is_the_whole_series), TEST(following_needs_a_date_to_come),
       TEST(cancelling_the_following_ends_the_rule), TEST(all_dates_change_before_the_first),
       TEST(a_meeting_becomes_a_series_and_back),
       TEST(an_invitations_link_leads_to_the_part_that_is_open)});
}
