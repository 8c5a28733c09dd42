// SPDX-License-Identifier: MIT
// Notifications: what people find later of what they were told, and the notices about meetings that
// begin soon, move, or are cancelled.
#include "tests/meetings/teaching.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::Teaching;
using lectern_test::World;

namespace {

struct Telling : World {
  Claims host = person("host"), pupil = person("pupil");

  Meeting lesson(std::chrono::minutes in, std::vector<std::string> invitees = {}) {
    return meeting(host, {.title = "Latin",
                          .type = MeetingType::scheduled,
                          .scheduled_at = clock.wall_now() + in,
                          .invitees = std::move(invitees)});
  }
  std::vector<Notification> of(const Claims& who) { return OK(notifications.list(who)); }
  std::size_t unread(const Claims& who) { return OK(notifications.mark_read(who, {})); }
  // The kinds, the newest first.
  std::string kinds(const Claims& who) {
    std::string out;
    for (const Notification& one : of(who))
      out += std::string{to_string(one.notice.kind)} + (one.read_at ? "(read) " : " ");
    return out;
  }
  void later(std::chrono::seconds time) { clock.advance(time); }
};

void a_notice_is_kept_for_each_person() {
  Telling w;
  const Meeting lesson = w.lesson(24h, {"pupil@example.org"});
  (void)w.events.take();
  const auto kept = w.of(w.pupil);
  CHECK_EQ(kept.size(), 1u);
  const Notice& notice = kept[0].notice;
  CHECK(notice.kind == NoticeKind::invited && notice.meeting_id == lesson.id);
  CHECK_EQ(notice.title, "Latin");
  CHECK_EQ(notice.name, "host");
  CHECK(notice.at == w.clock.wall_now() && notice.starts_at == lesson.scheduled_at);
  CHECK(!kept[0].read_at && !notice.id.empty() && !notice.subject_id.empty());
  CHECK(w.of(w.host).empty());
}

// What the socket tells and what the store has is one thing, by its id.
void the_event_has_the_same_id() {
  Telling w;
  w.lesson(24h, {"pupil@example.org"});
  std::string id;
  for (const Event& event : w.events.take()) {
    if (const auto* notice = std::get_if<Notice>(&event)) id = notice->id;
  }
  CHECK_EQ(w.of(w.pupil).at(0).notice.id, id);
}

void reading_counts_down() {
  Telling w;
  for (int i = 0; i < 3; ++i) {
    w.lesson(24h, {"pupil@example.org"});
    w.later(1s);
  }
  CHECK_EQ(w.unread(w.pupil), 3u);
  const auto all = w.of(w.pupil);
  CHECK_EQ(OK(w.notifications.mark_read(w.pupil, {all[0].notice.id, "of nobody"})), 2u);
  CHECK_EQ(w.kinds(w.pupil), "invited(read) invited invited ");
  // The first time counts.
  const auto first = w.of(w.pupil)[0].read_at;
  w.later(1min);
  CHECK_EQ(OK(w.notifications.mark_read(w.pupil, {all[0].notice.id})), 2u);
  CHECK(w.of(w.pupil)[0].read_at == first);
  w.lesson(24h, {"pupil@example.org"});
  // What came after the named one stays unread.
  CHECK_EQ(OK(w.notifications.mark_read_up_to(w.pupil, all[0].notice.id)), 1u);
  CHECK_EQ(w.kinds(w.pupil), "invited invited(read) invited(read) invited(read) ");
  CHECK_EQ(OK(w.notifications.mark_read_up_to(w.pupil, "of nobody")), 1u);
}

void nobody_reads_for_another_person() {
  Telling w;
  const Meeting lesson = w.lesson(24h, {"pupil@example.org"});
  const std::string id = w.of(w.pupil)[0].notice.id;
  OK(w.notifications.mark_read(w.host, {id}));
  OK(w.notifications.mark_read_up_to(w.host, id));
  CHECK_EQ(w.unread(w.pupil), 1u);
  const Claims guest = w.guest(lesson, "G");
  REFUSED(w.notifications.list(guest), forbidden);
  REFUSED(w.notifications.mark_read(guest, {id}), forbidden);
  REFUSED(w.notifications.mark_read_up_to(guest, id), forbidden);
  REFUSED(w.notifications.mark_read(w.pupil, std::vector<std::string>(101, id)), bad_field);
}

void a_person_keeps_the_newest_of_each_kind() {
  Telling w;
  Notice notice;
  notice.meeting_id = w.lesson(24h, {"pupil@example.org"}).id;
  notice.to = {w.pupil.user_id};
  OK(w.store->write([&](UnitOfWork& work) -> Outcome<void> {
    for (std::size_t i = 0; i < 5; ++i) {
      notice.id = std::to_string(i);
      notice.at = w.clock.wall_now() + std::chrono::seconds{i + 1};
      work.notifications().insert(notice, 3);
    }
    work.notifications().insert(notice, 3);  // once more the same
    return {};
  }));
  std::string ids;
  for (const Notification& one : w.of(w.pupil)) {
    if (one.notice.kind == notice.kind) ids += one.notice.id;
  }
  CHECK_EQ(ids, "432");
  // The crowd has pushed out nothing else.
  CHECK_EQ(w.kinds(w.pupil), "join-requested join-requested join-requested invited ");
}

void what_starts_soon_is_told_once() {
  Telling w;
  const Meeting lesson = w.lesson(11min, {"pupil@example.org"});
  w.meeting(w.host);  // has no time
  CHECK_EQ(OK(w.starting_soon.sweep()), 0u);
  (void)w.events.take();
  w.later(1min);
  CHECK_EQ(OK(w.starting_soon.sweep()), 1u);
  CHECK_EQ(OK(w.starting_soon.sweep()), 0u);
  CHECK_EQ(w.kinds(w.pupil), "starting-soon invited ");
  CHECK_EQ(w.kinds(w.host), "starting-soon ");
  const Notice notice = w.of(w.host)[0].notice;
  CHECK(notice.starts_at == lesson.scheduled_at && notice.meeting_id == lesson.id);
  const auto events = w.events.take();
  CHECK_EQ(events.size(), 1u);
  CHECK_EQ(std::get<Notice>(events[0]).to.size(), 2u);
  w.later(1h);
  CHECK_EQ(OK(w.starting_soon.sweep()), 0u);
}

void a_change_of_other_things_tells_nobody_again() {
  Telling w;
  const Meeting lesson = w.lesson(5min);
  CHECK_EQ(OK(w.starting_soon.sweep()), 1u);
  OK(w.rooms.change(w.host, lesson.code, {.title = "Greek"}, {}, kClient, nullptr));
  (void)OK(w.starting_soon.sweep());
  CHECK_EQ(w.kinds(w.host), "starting-soon ");
}

void a_moved_meeting_is_told_at_its_new_time() {
  Telling w;
  const Meeting lesson = w.lesson(5min, {"pupil@example.org"});
  w.later(1s);
  CHECK_EQ(OK(w.starting_soon.sweep()), 1u);
  w.later(1s);
  OK(w.rooms.change(w.host, lesson.code, {.scheduled_at = w.clock.wall_now() + 1h}, {}, kClient,
                    nullptr));
  w.later(1s);
  CHECK_EQ(OK(w.starting_soon.sweep()), 0u);
  // Who moved it knows.
  CHECK_EQ(w.kinds(w.pupil), "meeting-moved starting-soon invited ");
  CHECK_EQ(w.kinds(w.host), "starting-soon ");
  w.later(50min);
  CHECK_EQ(OK(w.starting_soon.sweep()), 1u);
  CHECK_EQ(w.kinds(w.pupil), "starting-soon meeting-moved starting-soon invited ");
}

void only_whom_it_concerns_is_told() {
  Telling w;
  const Claims seated = w.person("seated"), banned = w.person("banned"),
               declined = w.person("declined"), other = w.person("other");
  const Meeting lesson = w.lesson(12min, {"declined@example.org"});
  for (const Claims& who : {seated, banned}) OK(w.rooms.join(who, lesson.code, {}));
  const auto banned_id = std::optional{banned.user_id.value()};
  OK(w.bans.put(w.host, lesson.code, {.user_id = banned_id}, kClient));
  const std::string invitation = w.of(declined)[0].notice.subject_id;
  OK(w.invitations.respond(declined, invitation, InviteAnswer::decline));
  w.later(3min);
  CHECK_EQ(OK(w.starting_soon.sweep()), 1u);
  CHECK_EQ(w.kinds(seated), "starting-soon ");
  CHECK_EQ(w.kinds(banned), "");
  CHECK_EQ(w.kinds(declined), "invited ");
  CHECK_EQ(w.kinds(other), "");
  w.later(1s);
  OK(w.rooms.cancel(w.host, lesson.code, {}, kClient));
  CHECK_EQ(w.kinds(seated), "meeting-cancelled starting-soon ");
  CHECK_EQ(w.kinds(declined), "invited ");
}

void each_date_of_a_series_is_told() {
  Teaching w;
  OK(w.invitations.invite(w.host, w.room.code, {.emails = {"other@example.org"}}, kClient));
  const auto sweep_at = [&](base::WallTime time) {
    w.go_to(time);
    return OK(w.starting_soon.sweep());
  };
  CHECK_EQ(OK(w.starting_soon.sweep()), 0u);
  CHECK_EQ(sweep_at(w.first - 10min), 1u);
  CHECK_EQ(sweep_at(w.first), 0u);
  OK(w.cancel_one(w.second));
  CHECK_EQ(sweep_at(w.second - 10min), 0u);
  const base::WallTime third = w.second + std::chrono::hours{24 * 7};
  OK(w.change_one(third, {.title = "Exam", .scheduled_at = third + 24h}));
  CHECK_EQ(sweep_at(third - 10min), 0u);
  CHECK_EQ(sweep_at(third + 24h - 10min), 1u);
  std::string told;
  for (const Notification& one : OK(w.notifications.list(w.other)))
    told += std::string{to_string(one.notice.kind)} + ' ' + one.notice.title + ", ";
  CHECK_EQ(told,
           "starting-soon Exam, meeting-moved Exam, meeting-cancelled Latin, "
           "starting-soon Latin, invited Latin, ");
}

void a_cancellation_has_the_hosts_words() {
  Teaching w;
  OK(w.invitations.invite(w.host, w.room.code, {.emails = {"other@example.org"}}, kClient));
  const auto newest = [&] { return OK(w.notifications.list(w.other)).at(0).notice; };
  w.clock.advance(1s);
  OK(w.series.cancel_one(w.host, w.room.code, w.second, {}, kClient, "No heating.\r\nSorry."));
  CHECK_EQ(newest().text, "No heating.\nSorry.");
  CHECK(newest().starts_at == w.second);
  // Cancelled already: nobody is told again.
  OK(w.series.cancel_one(w.host, w.room.code, w.second, {}, kClient, "Something else."));
  CHECK_EQ(newest().text, "No heating.\nSorry.");
  w.clock.advance(1s);
  OK(w.series.cancel_following(w.host, w.room.code, w.third, {}, kClient, "Holidays."));
  CHECK(newest().kind == NoticeKind::meeting_cancelled && newest().text == "Holidays.");
  CHECK(newest().starts_at == w.third);
  REFUSED(w.rooms.cancel(w.host, w.room.code, {}, kClient, std::string(501, 'x')), bad_field);
  REFUSED(w.rooms.cancel(w.host, w.room.code, {}, kClient, std::string{"a\x1b[31m"}), bad_field);
  CHECK(!w.details().meeting.cancelled);
  w.clock.advance(1s);
  OK(w.rooms.cancel(w.host, w.room.code, {}, kClient, std::string{"Ill."}));
  CHECK_EQ(newest().text, "Ill.");
  // An erased host's words go, too.
  w.person("root");
  OK(w.persons.erase_by_operator(w.host.user_id));
  CHECK_EQ(newest().text, "");
}

void old_ones_are_forgotten() {
  Telling w;
  w.lesson(24h * 200, {"pupil@example.org"});
  const auto kept_after = [&](std::chrono::hours time) {
    w.later(time);
    OK(w.retention.sweep());
    return OK(read(*w.store, [&](UnitOfWork& work) -> Outcome<std::size_t> {
      return work.notifications().count_unread(w.pupil.user_id);
    }));
  };
  CHECK_EQ(kept_after(24h * 89), 1u);
  CHECK_EQ(kept_after(24h * 2), 0u);
}

void an_erased_person_is_nobody_in_them() {
  Telling w;
  const Claims root = w.person("root");
  w.lesson(24h, {"pupil@example.org"});
  const std::string invitation = w.of(w.pupil)[0].notice.subject_id;
  OK(w.invitations.respond(w.pupil, invitation, InviteAnswer::accept));
  CHECK_EQ(w.of(w.host)[0].notice.name, "pupil@example.org");
  OK(w.persons.erase_by_operator(w.pupil.user_id));
  CHECK_EQ(w.of(w.host).at(0).notice.name, "A former participant");
  OK(w.persons.erase_by_operator(w.host.user_id));
  OK(w.store->read([&](UnitOfWork& work) -> Outcome<void> {
    CHECK(work.notifications().list(w.pupil.user_id, 10).empty());
    CHECK(work.notifications().list(w.host.user_id, 10).empty());
    return {};
  }));
}

}  // namespace

int main() {
  return lectern_test::run(
      "notifications",
      {TEST(a_notice_is_kept_for_each_person), TEST(the_event_has_the_same_id),
       TEST(reading_counts_down), TEST(nobody_reads_for_another_person),
       TEST(a_person_keeps_the_newest_of_each_kind), TEST(what_starts_soon_is_told_once),
       TEST(a_change_of_other_things_tells_nobody_again),
       TEST(a_moved_meeting_is_told_at_its_new_time), TEST(only_whom_it_concerns_is_told),
       TEST(each_date_of_a_series_is_told), TEST(a_cancellation_has_the_hosts_words),
       TEST(old_ones_are_forgotten), TEST(an_erased_person_is_nobody_in_them)});
}
