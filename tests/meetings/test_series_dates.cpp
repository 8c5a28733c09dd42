// SPDX-License-Identifier: MIT
// The dates of a series: changes of single occurrences over the rule, the date of a moment, and the
// two halves of a split.
#include "meetings/series_dates.hpp"

#include "meetings/series_rules.hpp"
#include "meetings/store/time_zones.hpp"
#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;

namespace {

base::WallTime utc(std::string_view text) { return *base::parse_iso8601(text); }
FindTimeZone zones() { return lectern_test::World::meeting_config().find_timezone; }

// Mondays and Wednesdays at 10:00 in Berlin, 45 minutes.
Meeting lesson(std::string rule = "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=6") {
  Meeting meeting;
  meeting.title = "Latin";
  meeting.timezone = "Europe/Berlin";
  meeting.duration_minutes = 45;
  meeting.series = SeriesPlan{MeetingId{"x"}, std::move(rule), "20270322T100000", {}, {}};
  return meeting;
}

SeriesDates dates_with(std::vector<OccurrenceChange> changes,
                       std::string rule = lesson().series->rule) {
  return OK(SeriesDates::make(lesson(std::move(rule)), std::move(changes), zones()));
}

std::string shown(const std::optional<Occurrence>& one) {
  if (!one) return "none";
  return print_local_time(one->name.local).substr(4, 4) + '@' +
         base::print_iso8601(one->starts_at).substr(5, 11);
}

std::string shown(const std::vector<Occurrence>& all) {
  std::string out;
  for (const Occurrence& one : all)
    out += (out.empty() ? "" : " ") + shown(one) + (one.cancelled ? "x" : "") +
           (one.title == "Latin" ? "" : "=" + one.title);
  return out;
}

const TimeWindow kAll{utc("2027-03-01T00:00:00Z"), utc("2027-05-01T00:00:00Z")};

void changes_lie_over_the_rule() {
  CHECK_EQ(shown(dates_with({}).between(kAll)),
           "0322@03-22T09:00 0324@03-24T09:00 0329@03-29T08:00 0331@03-31T08:00 "
           "0405@04-05T08:00 0407@04-07T08:00");
  const SeriesDates dates = dates_with({{"20270324T100000", "20270401T120000", 90, "Exam"},
                                        {"20270329T100000", {}, {}, {}, true},
                                        {"20270405T100000", {}, {}, "Greek"}});
  CHECK_EQ(shown(dates.between(kAll)),
           "0322@03-22T09:00 0329@03-29T08:00x 0331@03-31T08:00 0324@04-01T10:00=Exam "
           "0405@04-05T08:00=Greek 0407@04-07T08:00");
  const Occurrence exam = *dates.find(utc("2027-03-24T09:00:00Z"));
  CHECK(exam.changed && exam.title == "Exam" && exam.ends_at - exam.starts_at == 90min);
  CHECK_EQ(dates.changed().size(), 3u);
  // It is named by its time in the rule, not by the one to which it was moved.
  CHECK(!dates.find(utc("2027-04-01T10:00:00Z")));
  CHECK(!dates.find(utc("2027-03-24T09:00:01Z")));
  CHECK(!dates.find(utc("2027-04-12T08:00:00Z")));  // after the COUNT
}

void a_window_has_what_touches_it() {
  const SeriesDates dates = dates_with({{"20270405T100000", "20270323T100000"}});
  const auto in = [&](std::string_view from, std::string_view to) {
    return shown(dates.between({utc(from), utc(to)}));
  };
  CHECK_EQ(in("2027-03-22T09:44:00Z", "2027-03-22T10:00:00Z"), "0322@03-22T09:00");
  CHECK_EQ(in("2027-03-22T09:45:00Z", "2027-03-22T10:00:00Z"), "");
  CHECK_EQ(in("2027-03-22T08:00:00Z", "2027-03-22T09:00:00Z"), "");
  CHECK_EQ(in("2027-03-22T10:00:00Z", "2027-03-24T00:00:00Z"), "0405@03-23T09:00");
  CHECK_EQ(in("2027-04-04T00:00:00Z", "2027-04-06T00:00:00Z"), "");
}

struct MomentRow {
  std::string_view now;
  std::string_view current;
  std::string_view next;
};

void a_moment_has_its_date() {
  const SeriesDates dates = dates_with({{"20270324T100000", "20270324T093000"},
                                        {"20270329T100000", {}, {}, {}, true},
                                        {"20270407T100000", "20270405T104000"}});
  for (const MomentRow& row : std::initializer_list<MomentRow>{
           {"2027-03-22T08:44:59Z", "none", "0322@03-22T09:00"},
           {"2027-03-22T08:45:00Z", "0322@03-22T09:00", "0324@03-24T08:30"},
           {"2027-03-22T09:30:00Z", "0322@03-22T09:00", "0324@03-24T08:30"},
           {"2027-03-23T09:30:00Z", "0322@03-22T09:00", "0324@03-24T08:30"},
           {"2027-03-24T08:15:00Z", "0324@03-24T08:30", "0331@03-31T08:00"},
           {"2027-03-29T08:10:00Z", "0324@03-24T08:30", "0331@03-31T08:00"},  // cancelled
           {"2027-03-31T07:45:00Z", "0331@03-31T08:00", "0405@04-05T08:00"},
           // Two dates that touch: the running one counts until its end.
           {"2027-04-05T08:20:00Z", "0405@04-05T08:00", "0407@04-05T08:40"},
           {"2027-04-05T08:30:00Z", "0405@04-05T08:00", "0407@04-05T08:40"},
           {"2027-04-05T08:44:59Z", "0407@04-05T08:40", "none"},
           {"2027-04-09T00:00:00Z", "0407@04-05T08:40", "none"}}) {
    const auto [current, next] = dates.at(utc(row.now), 15min);
    CHECK_EQ(std::string{row.now} + ' ' + shown(current),
             std::string{row.now} + ' ' + std::string{row.current});
    CHECK_EQ(std::string{row.now} + ' ' + shown(next),
             std::string{row.now} + ' ' + std::string{row.next});
  }
}

void no_dates_at_all() {
  const SeriesDates dates =
      dates_with({{"20270322T100000", {}, {}, {}, true}, {"20270324T100000", {}, {}, {}, true}},
                 "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=2");
  const auto [current, next] = dates.at(utc("2027-03-22T09:00:00Z"), 15min);
  CHECK(!current && !next);
}

void a_split_loses_and_doubles_nothing() {
  for (const std::string rule :
       {"FREQ=WEEKLY;BYDAY=MO,WE;COUNT=6", "FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20270407T080000Z",
        "FREQ=WEEKLY;BYDAY=MO,WE", "FREQ=DAILY;COUNT=12", "FREQ=DAILY;INTERVAL=2"}) {
    const SeriesDates whole = dates_with({}, rule);
    const auto all = whole.between(kAll);
    for (std::size_t i = 1; i < all.size() && i < 12; ++i) {
      const auto [before, from] = split_rules(whole, all[i]);
      auto parts = dates_with({}, before).between(kAll);
      CHECK_EQ(parts.size(), i);
      Meeting rest = lesson(from);
      rest.series->start = print_local_time(all[i].name.local);
      OK(parse_recurrence(from));
      for (Occurrence& one : OK(SeriesDates::make(rest, {}, zones())).between(kAll))
        parts.push_back(std::move(one));
      CHECK_EQ(shown(parts), shown(all));
    }
  }
}

void a_moved_end_keeps_its_day() {
  const auto berlin = zones()("Europe/Berlin");
  const auto movable = [&](std::string_view rule) {
    return movable_rule(OK(parse_recurrence(rule)), *berlin);
  };
  CHECK_EQ(movable("FREQ=DAILY;UNTIL=20270407T080000Z"), "FREQ=DAILY;UNTIL=20270407T235959");
  CHECK_EQ(movable("FREQ=DAILY;UNTIL=20270407T220000Z"), "FREQ=DAILY;UNTIL=20270408T235959");
  CHECK_EQ(movable("FREQ=DAILY;COUNT=3"), "FREQ=DAILY;COUNT=3");
}

void what_makes_no_series_is_named() {
  Meeting good = lesson();
  good.type = MeetingType::scheduled;
  good.scheduled_at = utc("2027-03-22T09:00:00Z");
  const auto field = [&](Meeting meeting, std::string_view rule = "FREQ=WEEKLY") {
    return REFUSED(plan_series(meeting, rule, zones()), bad_field).field;
  };
  Meeting m = good;
  OK(plan_series(m, "FREQ=WEEKLY;UNTIL=20270405", zones()));
  CHECK_EQ(m.series->rule, "FREQ=WEEKLY;UNTIL=20270405T215959Z");
  CHECK_EQ(m.series->start, "20270322T100000");
  CHECK_EQ(field(good, "FREQ=HOURLY"), "recurrence");
  CHECK_EQ(field(good, "FREQ=WEEKLY;BYDAY=TU"), "recurrence");  // the first date is a Monday
  CHECK_EQ(field(good, "FREQ=WEEKLY;UNTIL=20270321"), "recurrence");
  for (auto drop :
       {+[](Meeting& x) { x.timezone.reset(); }, +[](Meeting& x) { x.duration_minutes.reset(); },
        +[](Meeting& x) { x.scheduled_at.reset(); }}) {
    m = good;
    drop(m);
    field(m);
  }
  m = good;
  m.type = MeetingType::instant;
  CHECK_EQ(field(m), "recurrence");
  m = good;
  m.timezone = "Mars/Olympus";
  CHECK_EQ(field(m), "timezone");
  REFUSED(SeriesDates::make(m, {}, zones()), internal);
  REFUSED(SeriesDates::make(good, {}, nullptr), internal);
  // 02:30 of 31 October 2027 occurs twice; the second cannot be named.
  m = good;
  m.scheduled_at = utc("2027-10-31T01:30:00Z");
  CHECK_EQ(field(m), "scheduled_at");
  m.scheduled_at = utc("2027-10-31T00:30:00Z");
  OK(plan_series(m, "FREQ=WEEKLY", zones()));
  CHECK_EQ(m.series->start, "20271031T023000");
}

}  // namespace

int main() {
  return lectern_test::run(
      "series_dates",
      {TEST(changes_lie_over_the_rule), TEST(a_window_has_what_touches_it),
       TEST(a_moment_has_its_date), TEST(no_dates_at_all), TEST(a_split_loses_and_doubles_nothing),
       TEST(a_moved_end_keeps_its_day), TEST(what_makes_no_series_is_named)});
}
