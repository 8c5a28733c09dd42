// SPDX-License-Identifier: MIT
#include "meetings/retention.hpp"

#include <set>

#include "base/sqlite.hpp"
#include "tests/meetings/teaching.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::Teaching;
using lectern_test::World;

namespace {

constexpr auto kDay = 24h;

std::int64_t count(const World& w, const std::string& from) {
  if (!lectern_test::store_is_sqlite()) lectern_test::skip_test("it looks into SQLite's file");
  auto db = CHECK_OK(base::sqlite::Database::open_foreign(w.folder.file("test.db")));
  return CHECK_OK(db->value_of("SELECT count(*) FROM " + from));
}

// A row that is there a moment before its time is over, and gone at it.
template <class Duration>
void goes_after(World& w, Duration kept, const std::string& from) {
  const std::int64_t before = count(w, from);
  CHECK(before > 0);
  w.clock.advance(kept - 1s);
  OK(w.retention.sweep());
  CHECK_EQ(count(w, from), before);
  w.clock.advance(2s);
  OK(w.retention.sweep());
  CHECK_EQ(count(w, from), 0);
}

void stays_go_a_year_after_their_end() {
  World w;
  const Claims host = w.person("host"), pupil = w.person("pupil");
  const Meeting room = w.meeting(host);
  OK(w.rooms.admit(pupil, room.code, {}));
  OK(w.rooms.leave(pupil, room.code));
  goes_after(w, 365 * kDay, "attendance");
  CHECK_EQ(count(w, "participants"), 1);  // the meeting goes on, and so does the seat
}

// A series that never ends must not keep for ever who came.
void a_running_series_forgets_old_stays() {
  Teaching w;
  const Meeting room = w.lessons("FREQ=WEEKLY");
  w.go_to(w.first);
  OK(w.rooms.admit(w.other, room.code, {}));
  OK(w.rooms.leave(w.other, room.code));
  w.clock.advance(364 * kDay);
  w.go_to(w.clock.wall_now());
  OK(w.rooms.admit(w.other, room.code, {}));
  w.clock.advance(2 * kDay);
  OK(w.retention.sweep());
  CHECK_EQ(count(w, "attendance"), 1);
  CHECK_EQ(count(w, "attendance WHERE left_at IS NULL"), 1);  // who is in stays
  CHECK(OK(w.rooms.details_for_operator(room.code)).meeting.state() == MeetingState::open);
}

void a_meeting_goes_with_everything_about_it() {
  World w;
  const Claims host = w.person("host"), pupil = w.person("pupil");
  const Meeting room = w.meeting(host);
  const Claims guest = w.guest(room, "Gwen");
  OK(w.rooms.admit(pupil, room.code, {}));
  OK(w.rooms.admit(guest, room.code, {}));
  OK(w.invitations.invite(host, room.code, {.emails = {"eve@example.org"}}, kClient));
  OK(w.rooms.end(host, room.code));
  goes_after(w, 730 * kDay, "meetings");
  for (const char* table : {"participants", "attendance", "meeting_invitations", "bans",
                            "join_requests", "users WHERE role = 'guest'"})
    CHECK_EQ(count(w, table), 0);
  CHECK_EQ(count(w, "users"), 2);
}

void guests_go_with_the_attendance() {
  World w;
  const Claims host = w.person("host");
  const Meeting room = w.meeting(host);
  OK(w.rooms.admit(w.guest(room, "Gwen"), room.code, {}));
  OK(w.rooms.end(host, room.code));
  goes_after(w, 365 * kDay, "users WHERE role = 'guest'");
  CHECK_EQ(count(w, "participants"), 0);
  CHECK_EQ(count(w, "meetings"), 1);
}

void requests_and_invitations_go_a_month_after_the_meeting() {
  World w;
  const Claims host = w.person("host"), pupil = w.person("pupil");
  const Meeting room = w.meeting(host, {.waiting_room = true});
  const Pending asked = OK(w.rooms.ask(pupil, room.code));
  OK(w.requests.respond(host, asked.request_id.value(), RequestAnswer::approve));
  OK(w.invitations.invite(host, room.code, {.emails = {"eve@example.org"}}, kClient));
  w.clock.advance(100 * kDay);
  OK(w.retention.sweep());
  CHECK_EQ(count(w, "join_requests"), 1);
  const Claims again = w.claims(OK(w.accounts.login("host@example.org", "correct horse")).access);
  OK(w.rooms.end(again, room.code));
  w.clock.advance(29 * kDay);
  OK(w.retention.sweep());
  CHECK_EQ(count(w, "meeting_invitations"), 1);
  goes_after(w, kDay, "join_requests");
  CHECK_EQ(count(w, "meeting_invitations"), 0);
}

void the_log_of_webhooks_goes_after_a_month() {
  World w;
  OK(w.store->write([&](UnitOfWork& work) -> Outcome<void> {
    Webhook webhook;
    webhook.id = WebhookId{"w"};
    webhook.created_at = w.clock.wall_now();
    work.webhooks().insert(webhook);
    WebhookDelivery attempt;
    attempt.webhook = webhook.id;
    attempt.at = w.clock.wall_now();
    work.webhooks().log(attempt, 10);
    return {};
  }));
  goes_after(w, 30 * kDay, "webhook_deliveries");
  CHECK_EQ(count(w, "webhooks"), 1);
}

void the_audit_log_and_unsent_mails_go() {
  World w;
  (void)w.person("ada");
  CHECK_EQ(count(w, "outbox"), 1);
  CHECK_EQ(count(w, "audit"), 1);
  w.clock.advance(31 * kDay);
  OK(w.retention.sweep());
  CHECK_EQ(count(w, "outbox"), 0);
  CHECK_EQ(count(w, "audit"), 1);
  goes_after(w, (365 - 31) * kDay, "audit");
}

void what_stands_for_the_erased_goes_with_their_meetings() {
  World w;
  const Claims host = w.person("host"), pupil = w.person("pupil");
  const Meeting room = w.meeting(host);
  OK(w.rooms.admit(pupil, room.code, {}));
  OK(w.persons.erase_by_operator(pupil.user_id));
  OK(w.retention.sweep());
  CHECK_EQ(count(w, "users WHERE erased_at IS NOT NULL"), 1);
  OK(w.persons.erase_by_operator(host.user_id));
  CHECK_EQ(count(w, "users WHERE erased_at IS NOT NULL"), 2);
  goes_after(w, 730 * kDay, "users WHERE erased_at IS NOT NULL");
}

// Counts the transactions.
class Counting final : public Store {
 public:
  explicit Counting(Store& store) : store_(store) {}
  Outcome<void> write(const Body& body) override {
    ++writes;
    return store_.write(body);
  }
  Outcome<void> read(const Body& body) override { return store_.read(body); }
  int writes = 0;

 private:
  Store& store_;
};

void a_sweep_goes_in_short_steps() {
  World w;
  OK(w.store->write([&](UnitOfWork& work) -> Outcome<void> {
    for (std::size_t i = 0; i < 3 * Retention::kRowsPerStep; ++i)
      note(work, w.services(), {.kind = AuditKind::backup_made, .actor = the_operator()});
    return {};
  }));
  w.clock.advance(366 * kDay);
  Counting counting{*w.store};
  const Services s = w.services();
  Retention retention{
      {counting, s.tokens, s.presence, s.holds, s.guesses, s.events, s.clock, s.random}, {}};
  CHECK_EQ(OK(retention.sweep()), 3 * Retention::kRowsPerStep);
  CHECK_EQ(counting.writes, static_cast<int>(kRetained.size()) + 3);
}

void the_configured_times_count() {
  World w;
  (void)w.person("ada");
  RetentionConfig config;
  config.audit = kDay;
  Retention retention{w.services(), config};
  w.clock.advance(25h);
  OK(retention.sweep());
  CHECK_EQ(count(w, "audit"), 0);
}

}  // namespace

int main() {
  return lectern_test::run(
      "retention",
      {TEST(stays_go_a_year_after_their_end), TEST(a_running_series_forgets_old_stays),
       TEST(a_meeting_goes_with_everything_about_it), TEST(guests_go_with_the_attendance),
       TEST(requests_and_invitations_go_a_month_after_the_meeting),
       TEST(the_log_of_webhooks_goes_after_a_month), TEST(the_audit_log_and_unsent_mails_go),
       TEST(what_stands_for_the_erased_goes_with_their_meetings), TEST(a_sweep_goes_in_short_steps),
       TEST(the_configured_times_count)});
}
