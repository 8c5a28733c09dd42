// SPDX-License-Identifier: MIT
// Reading and printing the rules of series, and local times.
#include "meetings/recurrence.hpp"

#include "tests/meetings/world.hpp"

using namespace meetings;

namespace {

std::string canonical(std::string_view text) {
  return print_recurrence(OK(parse_recurrence(text)));
}

struct Row {
  std::string_view given;
  std::string_view printed;
};

void rules_have_one_form() {
  for (const auto& [given, printed] : std::initializer_list<Row>{
           {"FREQ=DAILY", "FREQ=DAILY"},
           {"rrule:freq=daily;interval=1", "FREQ=DAILY"},
           {"INTERVAL=2;FREQ=DAILY;COUNT=10", "FREQ=DAILY;INTERVAL=2;COUNT=10"},
           {"FREQ=WEEKLY;BYDAY=FR,MO,SU", "FREQ=WEEKLY;BYDAY=MO,FR,SU"},
           {"FREQ=WEEKLY;WKST=MO", "FREQ=WEEKLY"},
           {"WKST=SU;FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;INTERVAL=2;WKST=SU"},
           {"FREQ=DAILY;WKST=SU", "FREQ=DAILY"},
           {"FREQ=MONTHLY;BYMONTHDAY=031", "FREQ=MONTHLY;BYMONTHDAY=31"},
           {"FREQ=MONTHLY;BYDAY=+2TU", "FREQ=MONTHLY;BYDAY=2TU"},
           {"FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=-1FR"},
           {"FREQ=MONTHLY;BYDAY=5FR", "FREQ=MONTHLY;BYDAY=5FR"},
           {"FREQ=MONTHLY", "FREQ=MONTHLY"},
           {"FREQ=YEARLY;BYMONTHDAY=29;BYMONTH=2", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"},
           {"FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"},
           {"FREQ=YEARLY;BYMONTH=3", "FREQ=YEARLY;BYMONTH=3"},
           {"FREQ=DAILY;UNTIL=20261218", "FREQ=DAILY;UNTIL=20261218T235959"},
           {"FREQ=DAILY;UNTIL=20261218T100000", "FREQ=DAILY;UNTIL=20261218T100000"},
           {"freq=daily;until=20261218t100000z", "FREQ=DAILY;UNTIL=20261218T100000Z"}}) {
    CHECK_EQ(canonical(given), printed);
    CHECK_EQ(canonical(printed), printed);
    CHECK_EQ(OK(parse_recurrence(given)), OK(parse_recurrence(printed)));
  }
}

// What would be endless work, what calendar programs refuse or misread, and what is no rule.
void other_rules_are_refused() {
  for (const std::string& text : {std::string{},
                                  std::string{";"},
                                  std::string{"RRULE:"},
                                  std::string{"RRULE:RRULE:FREQ=DAILY"},
                                  std::string{"COUNT=3"},
                                  std::string{"FREQ"},
                                  std::string{"FREQ="},
                                  std::string{"FREQ=DAILY;"},
                                  std::string{";FREQ=DAILY"},
                                  std::string{"FREQ=DAILY;;COUNT=3"},
                                  std::string{"FREQ=DAILY;FREQ=DAILY"},
                                  std::string{"FREQ=DAILY;COUNT=2;COUNT=2"},
                                  std::string{"FREQ = DAILY"},
                                  std::string{" FREQ=DAILY"},
                                  std::string{"FREQ=DAILY\r\nATTENDEE:mailto:x"},
                                  std::string("FREQ=DAILY\0", 11),
                                  std::string{"FREQ=SECONDLY"},
                                  std::string{"FREQ=MINUTELY"},
                                  std::string{"FREQ=HOURLY"},
                                  std::string{"FREQ=FORTNIGHTLY"},
                                  std::string{"FREQ=DAILY;INTERVAL=0"},
                                  std::string{"FREQ=DAILY;INTERVAL=-1"},
                                  std::string{"FREQ=DAILY;INTERVAL=100"},
                                  std::string{"FREQ=DAILY;INTERVAL=4294967297"},
                                  std::string{"FREQ=DAILY;INTERVAL=1x"},
                                  std::string{"FREQ=DAILY;INTERVAL="},
                                  std::string{"FREQ=DAILY;COUNT=0"},
                                  std::string{"FREQ=DAILY;COUNT=1"},
                                  std::string{"FREQ=DAILY;COUNT=1001"},
                                  std::string{"FREQ=DAILY;COUNT=-5"},
                                  std::string{"FREQ=DAILY;COUNT=5;UNTIL=20261218"},
                                  std::string{"FREQ=DAILY;UNTIL="},
                                  std::string{"FREQ=DAILY;UNTIL=never"},
                                  std::string{"FREQ=DAILY;UNTIL=20261318"},
                                  std::string{"FREQ=DAILY;UNTIL=20260230"},
                                  std::string{"FREQ=DAILY;UNTIL=20261218Z"},
                                  std::string{"FREQ=DAILY;UNTIL=20261218T240000"},
                                  std::string{"FREQ=DAILY;UNTIL=19691231"},
                                  std::string{"FREQ=DAILY;UNTIL=+0261218"},
                                  std::string{"FREQ=DAILY;BYSETPOS=-1"},
                                  std::string{"FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1"},
                                  std::string{"FREQ=DAILY;BYHOUR=1,2,3"},
                                  std::string{"FREQ=DAILY;BYMINUTE=1"},
                                  std::string{"FREQ=DAILY;BYSECOND=1"},
                                  std::string{"FREQ=YEARLY;BYYEARDAY=100"},
                                  std::string{"FREQ=YEARLY;BYWEEKNO=20"},
                                  std::string{"FREQ=DAILY;RSCALE=HEBREW"},
                                  std::string{"FREQ=DAILY;SKIP=FORWARD"},
                                  std::string{"FREQ=DAILY;X-LECTERN=1"},
                                  std::string{"FREQ=DAILY;BYDAY=MO"},
                                  std::string{"FREQ=DAILY;BYMONTH=3"},
                                  std::string{"FREQ=DAILY;WKST=1"},
                                  std::string{"FREQ=WEEKLY;BYDAY="},
                                  std::string{"FREQ=WEEKLY;BYDAY=M"},
                                  std::string{"FREQ=WEEKLY;BYDAY=XX"},
                                  std::string{"FREQ=WEEKLY;BYDAY=MO,"},
                                  std::string{"FREQ=WEEKLY;BYDAY=MO,MO"},
                                  std::string{"FREQ=WEEKLY;BYDAY=2MO"},
                                  std::string{"FREQ=WEEKLY;BYMONTHDAY=1"},
                                  std::string{"FREQ=MONTHLY;BYDAY=MO"},
                                  std::string{"FREQ=MONTHLY;BYDAY=0MO"},
                                  std::string{"FREQ=MONTHLY;BYDAY=6MO"},
                                  std::string{"FREQ=MONTHLY;BYDAY=-2MO"},
                                  std::string{"FREQ=MONTHLY;BYDAY=1MO,3MO"},
                                  std::string{"FREQ=MONTHLY;BYDAY=+-1MO"},
                                  std::string{"FREQ=MONTHLY;BYMONTHDAY=0"},
                                  std::string{"FREQ=MONTHLY;BYMONTHDAY=32"},
                                  std::string{"FREQ=MONTHLY;BYMONTHDAY=-1"},
                                  std::string{"FREQ=MONTHLY;BYMONTHDAY=1,15"},
                                  std::string{"FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=1MO"},
                                  std::string{"FREQ=MONTHLY;BYMONTH=3"},
                                  std::string{"FREQ=YEARLY;BYMONTHDAY=3"},
                                  std::string{"FREQ=YEARLY;BYDAY=20MO"},
                                  std::string{"FREQ=YEARLY;BYDAY=1MO"},
                                  std::string{"FREQ=YEARLY;BYMONTH=13"},
                                  std::string{"FREQ=YEARLY;BYMONTH=1,2"},
                                  std::string{"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"},
                                  std::string{"FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=31"},
                                  std::string(201, 'A'),
                                  "FREQ=WEEKLY;BYDAY=" + std::string(10'000'000, 'M'),
                                  std::string(10'000'000, ';')}) {
    const Refusal refusal = REFUSED(parse_recurrence(text), bad_field);
    CHECK_EQ(refusal.field, "recurrence");
    CHECK(!refusal.detail.empty() && refusal.detail.size() < 120);
    for (const char c : refusal.detail) CHECK(c >= ' ' && c != 0x7f);
  }
}

void local_times_are_read_as_they_are_printed() {
  for (const std::string_view text :
       {"19700101T000000", "20260302T100000", "20240229T235959", "99991231T235959"})
    CHECK_EQ(print_local_time(parse_local_time(text).value()), text);
  for (const std::string_view text :
       {"", "20260302", "20260302T1000", "20260302T100000Z", "20260302t100000", "20260229T100000",
        "20261301T100000", "20260100T100000", "20260302T240000", "20260302T106000",
        "20260302T100060", "19691231T235959", "+0260302T100000", "2026 302T100000",
        "20260302T-10000"})
    CHECK(!parse_local_time(text));
}

}  // namespace

int main() {
  return lectern_test::run("recurrence", {TEST(rules_have_one_form), TEST(other_rules_are_refused),
                                          TEST(local_times_are_read_as_they_are_printed)});
}
