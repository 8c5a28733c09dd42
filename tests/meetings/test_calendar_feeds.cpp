// SPDX-License-Identifier: MIT
// A person's calendar: who may read it, and what stands in it.
#include "meetings/calendar_feeds.hpp"

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::World;

namespace {

struct School {
  World w;
  Claims ada = w.person("ada");
  CalendarFeeds feeds{w.services(), World::meeting_config().find_timezone, "School"};

  Meeting plan(const char* title, base::WallTime at, std::optional<std::string> rule = {}) {
    NewMeeting fields;
    fields.title = title;
    fields.type = MeetingType::scheduled;
    fields.scheduled_at = at;
    fields.duration_minutes = 45;
    fields.timezone = "Europe/Berlin";
    fields.recurrence = std::move(rule);
    return w.meeting(ada, fields);
  }
  std::string read(const std::string& secret) {
    return OK(feeds.read(secret, "https://meet.example.org"));
  }
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

void a_secret_opens_until_it_is_replaced_or_revoked() {
  School s;
  CHECK(!OK(s.feeds.made_at(s.ada)));
  const std::string first = OK(s.feeds.reset(s.ada));
  CHECK(OK(s.feeds.made_at(s.ada)) == s.w.clock.wall_now());
  CHECK(has(s.read(first), "BEGIN:VCALENDAR"));
  const std::string second = OK(s.feeds.reset(s.ada));
  REFUSED(s.feeds.read(first, {}), not_found);
  s.read(second);
  OK(s.feeds.revoke(s.ada));
  OK(s.feeds.revoke(s.ada));
  REFUSED(s.feeds.read(second, {}), not_found);
  for (const char* text : {"", "x"}) REFUSED(s.feeds.read(text, {}), not_found);
  REFUSED(s.feeds.reset(s.w.guest(s.plan("Latin", s.w.clock.wall_now() + 1h), "Gwen")), forbidden);
}

void a_disabled_account_has_no_calendar() {
  School s;
  const Claims bob = s.w.person("bob");
  const std::string secret = OK(s.feeds.reset(bob));
  OK(s.w.store->write([&](UnitOfWork& work) -> Outcome<void> {
    auto user = work.users().by_id(bob.user_id);
    user->user.disabled = true;
    work.users().update(*user);
    return {};
  }));
  REFUSED(s.feeds.read(secret, {}), not_found);
}

void meetings_of_the_year_are_in_it() {
  School s;
  const base::WallTime now = s.w.clock.wall_now();
  const Meeting soon = s.plan("Latin", now + 48h);
  s.plan("Far", now + 24h * 364 * 2);
  const Meeting series = s.plan("Greek", now + 72h, "FREQ=WEEKLY");
  const Meeting gone = s.plan("Gone", now + 96h);
  OK(s.w.rooms.cancel(s.ada, gone.code, {}, kClient));
  NewMeeting instant;
  instant.title = "Instant";
  s.w.meeting(s.ada, instant);
  const std::string secret = OK(s.feeds.reset(s.ada));
  const std::string feed = s.read(secret);
  CHECK(has(feed, "SUMMARY:Latin") && has(feed, "UID:" + soon.id.value()));
  CHECK(has(feed, "SUMMARY:Greek") && has(feed, "RRULE:FREQ=WEEKLY"));
  CHECK(has(feed, "STATUS:CANCELLED") && has(feed, "METHOD:PUBLISH") && has(feed, "BEGIN:VALARM"));
  CHECK(has(feed, "https://meet.example.org/j/" + soon.code));
  CHECK(!has(feed, "Far") && !has(feed, "Instant") && !has(feed, "ATTENDEE"));
  // The same meetings are the same bytes, until one changes.
  s.w.clock.advance(10min);
  CHECK(s.read(secret) == feed);
  MeetingChange title;
  title.title = "Latin II";
  OK(s.w.rooms.change(s.ada, soon.code, title, {}, kClient, nullptr));
  CHECK(has(s.read(secret), "SUMMARY:Latin II") && has(s.read(secret), "SEQUENCE:1"));
  s.w.clock.advance(24h * 100);
  CHECK(!has(s.read(secret), "Latin II"));
}

}  // namespace

int main() {
  return lectern_test::run("calendar_feeds", {TEST(a_secret_opens_until_it_is_replaced_or_revoked),
                                              TEST(a_disabled_account_has_no_calendar),
                                              TEST(meetings_of_the_year_are_in_it)});
}
