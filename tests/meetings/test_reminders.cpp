// SPDX-License-Identifier: MIT
// Reminders by mail: each is put once, at its time, to everybody whom the meeting concerns.
#include "meetings/reminders.hpp"

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::World;

namespace {

// A scheduled meeting of Ada, who has verified her address, with an invited address.
struct Course {
  World w;
  Claims ada = w.person("ada");
  Meeting latin;

  explicit Course(std::chrono::seconds from_now = 48h,
                  std::optional<std::vector<std::int64_t>> reminders = {}) {
    verify(ada.user_id);
    NewMeeting fields;
    fields.title = "Latin";
    fields.type = MeetingType::scheduled;
    fields.scheduled_at = w.clock.wall_now() + from_now;
    fields.invitees = {"eve@example.org"};
    fields.reminders = reminders;
    latin = w.meeting(ada, fields);
    drain();
  }
  void verify(const UserId& user) {
    OK(w.store->write([&](UnitOfWork& work) -> Outcome<void> {
      auto found = work.users().by_id(user);
      found->user.email_verified = true;
      work.users().update(*found);
      return {};
    }));
  }
  void drain() {
    OK(w.store->write([&](UnitOfWork& work) -> Outcome<void> {
      for (const OutboxEntry& entry : work.outbox().list(std::nullopt, std::nullopt, 1000))
        work.outbox().mark_done(entry.id);
      return {};
    }));
  }
  // "user" or "invite" of each reminder that is put now, in their order.
  std::string remind() {
    const std::size_t put = OK(w.reminders.sweep());
    std::string whom;
    std::size_t found = 0;
    for (const base::Json& mail : w.mails()) {
      if (mail["template"].text() != "reminder") continue;
      ++found;
      whom += mail.has("invite") ? "i" : "u";
    }
    CHECK_EQ(found, put);
    drain();
    return whom;
  }
};

void everybody_is_reminded_at_each_lead_once() {
  Course c;
  CHECK_EQ(c.remind(), "");
  c.w.clock.advance(24h - 1s);
  CHECK_EQ(c.remind(), "");
  c.w.clock.advance(1s);
  CHECK_EQ(c.remind(), "iu");
  CHECK_EQ(c.remind(), "");
  c.w.clock.advance(23h);
  CHECK_EQ(c.remind(), "iu");
  c.w.clock.advance(2h);
  CHECK_EQ(c.remind(), "");
}

void a_passed_reminder_is_not_sent_late() {
  Course c;
  CHECK_EQ(c.remind(), "");
  c.w.clock.advance(24h + 9min);  // the daemon was away for some minutes
  CHECK_EQ(c.remind(), "iu");
  c.w.clock.advance(23h + 30min);  // and for half an hour
  CHECK_EQ(c.remind(), "");
}

void a_new_meeting_has_no_reminder_of_the_past() {
  Course c(23h + 55min);
  CHECK_EQ(c.remind(), "");
  Course soon(30min);
  CHECK_EQ(soon.remind(), "");
}

void the_host_chooses_the_leads() {
  Course c(2h, std::vector<std::int64_t>{10, 60, 10});
  CHECK(c.latin.reminders == (ReminderLeads{60min, 10min}));
  c.w.clock.advance(1h);
  CHECK_EQ(c.remind(), "iu");
  c.w.clock.advance(50min);
  CHECK_EQ(c.remind(), "iu");
  Course none(2h, std::vector<std::int64_t>{});
  none.w.clock.advance(1h);
  CHECK_EQ(none.remind(), "");
  CHECK_EQ(REFUSED(check_reminders({4}), bad_field).field, "reminders");
  REFUSED(check_reminders({40321}), bad_field);
  REFUSED(check_reminders({5, 6, 7, 8, 9, 10}), bad_field);
}

void a_moved_meeting_is_reminded_of_at_its_new_time() {
  Course c;
  c.w.clock.advance(24h);
  CHECK_EQ(c.remind(), "iu");
  MeetingChange later;
  later.scheduled_at = c.w.clock.wall_now() + 72h;
  c.latin = OK(c.w.rooms.change(c.ada, c.latin.code, later, {}, kClient, nullptr)).meeting;
  c.drain();
  CHECK_EQ(c.remind(), "");
  c.w.clock.advance(48h);
  CHECK_EQ(c.remind(), "iu");
}

void a_cancelled_meeting_is_not() {
  Course c;
  OK(c.w.rooms.cancel(c.ada, c.latin.code, {}, kClient));
  c.drain();
  c.w.clock.advance(24h);
  CHECK_EQ(c.remind(), "");
}

void who_does_not_want_them_gets_none() {
  Course c;
  OK(c.w.accounts.change_own(c.ada, {.reminders = false}));
  const auto invited = OK(c.w.invitations.list(c.ada, c.latin.code, kClient));
  c.w.clock.advance(24h);
  CHECK_EQ(c.remind(), "i");
  OK(c.w.reminders.stop(stop_link(c.w.tokens, invited.at(0).id)));
  c.w.clock.advance(23h);
  CHECK_EQ(c.remind(), "");
  REFUSED(c.w.reminders.stop("forged.x"), not_found);
  REFUSED(c.w.reminders.stop(c.w.invitations.link_of(invited.at(0).id)), not_found);
  OK(c.w.accounts.change_own(c.ada, {.reminders = true}));
  OK(c.w.reminders.stop(stop_link(c.w.tokens, c.ada.user_id)));
  CHECK(!c.w.stored(c.ada.user_id)->user.reminders);
}

// Nobody knows whether the address is the person's.
void an_unverified_account_gets_none() {
  Course c(2h, std::vector<std::int64_t>{10});
  const Claims bob = c.w.person("bob");
  c.w.clock.advance(1h + 50min);
  OK(c.w.rooms.join(bob, c.latin.code, {}));
  CHECK_EQ(c.remind(), "iu");
}

void each_date_of_a_series_has_its_reminders() {
  World w;
  const Claims ada = w.person("ada");
  NewMeeting fields;
  fields.title = "Latin";
  fields.type = MeetingType::scheduled;
  fields.scheduled_at = w.clock.wall_now() + 26h;
  fields.duration_minutes = 45;
  fields.timezone = "Europe/Berlin";
  fields.recurrence = "FREQ=DAILY;COUNT=3";
  fields.invitees = {"eve@example.org"};
  w.meeting(ada, fields);
  std::size_t put = 0;
  for (int minutes = 0; minutes < 5 * 24 * 60; minutes += 5) {
    put += OK(w.reminders.sweep());
    w.clock.advance(5min);
  }
  CHECK_EQ(put, 6u);
}

void two_daemons_remind_once() {
  Course c;
  Reminders other(c.w.services(), World::meeting_config().find_timezone);
  c.w.clock.advance(24h);
  const std::size_t first = OK(c.w.reminders.sweep());
  CHECK_EQ(first, 2u);
  CHECK_EQ(OK(other.sweep()), 0u);
}

}  // namespace

int main() {
  return lectern_test::run(
      "reminders",
      {TEST(everybody_is_reminded_at_each_lead_once), TEST(a_passed_reminder_is_not_sent_late),
       TEST(a_new_meeting_has_no_reminder_of_the_past), TEST(the_host_chooses_the_leads),
       TEST(a_moved_meeting_is_reminded_of_at_its_new_time), TEST(a_cancelled_meeting_is_not),
       TEST(who_does_not_want_them_gets_none), TEST(an_unverified_account_gets_none),
       TEST(each_date_of_a_series_has_its_reminders), TEST(two_daemons_remind_once)});
}
