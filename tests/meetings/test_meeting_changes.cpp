// SPDX-License-Identifier: MIT
// Changing, locking, hiding and cancelling meetings.
#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::World;

namespace {

struct Changing : World {
  Claims host = person("host"), other = person("other");
  Meeting room = meeting(host);

  Outcome<MeetingView> change(const Claims& by, const MeetingChange& fields,
                              const KnownVersions& known = {}) {
    return rooms.change(by, room.code, fields, known, kClient, &passwords);
  }
  Outcome<void> cancel(const Claims& by, const KnownVersions& known = {}) {
    return rooms.cancel(by, room.code, known, kClient);
  }
};

void a_change_is_seen_by_everybody() {
  Changing w;
  const Meeting changed = OK(w.change(w.host, {.title = " Greek ",
                                               .locked = true,
                                               .password = "salve",
                                               .max_participants = 5,
                                               .duration_minutes = 45,
                                               .timezone = "Europe/Berlin"}))
                              .meeting;
  CHECK_EQ(changed.title, "Greek");
  CHECK(changed.locked && changed.has_password && changed.version == 2);
  CHECK_EQ(OK(w.rooms.details(w.room.code, w.other)).meeting, changed);
  // What is not named stays, and an inner nullopt takes away.
  const Meeting again = OK(w.change(w.host, {.password = std::optional<std::string>{},
                                             .duration_minutes = std::optional<std::int64_t>{},
                                             .timezone = std::optional<std::string>{}}))
                            .meeting;
  CHECK(again.title == "Greek" && again.locked && again.max_participants == 5);
  CHECK(!again.has_password && !again.duration_minutes && !again.timezone);
  CHECK_EQ(again.version, 3);
}

void a_change_of_nothing_writes_nothing() {
  Changing w;
  CHECK_EQ(OK(w.change(w.host, {})).meeting.version, 1);
  CHECK_EQ(OK(w.change(w.host, {.title = "Latin", .locked = false})).meeting.version, 1);
}

void settings_are_kept_and_the_room_is_told() {
  Changing w;
  CHECK(w.room.settings == MeetingSettings{});
  const Meeting lecture =
      w.meeting(w.host, {.title = "L",
                         .type = MeetingType::lecture,
                         .settings = {AllowedTo::hosts, {}, AllowedTo::everyone}});
  const MeetingSettings made{AllowedTo::hosts, AllowedTo::hosts, AllowedTo::everyone,
                             AllowedTo::hosts, AllowedTo::hosts};
  CHECK(lecture.settings == made);
  CHECK(OK(w.rooms.details(lecture.code, w.other)).meeting.settings == made);
  (void)w.events.take();
  const SettingsChange change{AllowedTo::off, {}, {}, {}, AllowedTo::everyone};
  MeetingSettings after;
  after.chat = AllowedTo::off;
  after.recording = AllowedTo::everyone;
  const Meeting changed = OK(w.change(w.host, {.settings = change})).meeting;
  CHECK(changed.settings == after && changed.version == 2);
  CHECK(OK(w.rooms.join(w.other, w.room.code, {})).meeting.settings == after);
  const auto events = w.events.take();
  CHECK((events.size() == 1 && events[0] == Event{MeetingChanged{w.room.id, 2, "Latin", false,
                                                                 false, after, w.host.user_id}}));
  // The same once more, and what nobody in the room sees.
  OK(w.change(w.host, {.settings = change}));
  OK(w.change(w.host, {.max_participants = 7, .duration_minutes = 45}));
  CHECK(w.events.take().empty());
  OK(w.change(w.host, {.title = "Greek", .locked = true, .waiting_room = true}));
  const auto more = w.events.take();
  CHECK((more.size() == 1 && more[0] == Event{MeetingChanged{w.room.id, 4, "Greek", true, true,
                                                             after, w.host.user_id}}));
  REFUSED(w.change(w.other, {.settings = change}), forbidden);
  CHECK(w.events.take().empty());
}

void an_old_version_is_refused() {
  Changing w;
  using Known = std::vector<std::int64_t>;
  OK(w.change(w.host, {.title = "A"}, Known{7, 1}));
  REFUSED(w.change(w.host, {.title = "B"}, Known{1}), changed);
  REFUSED(w.change(w.host, {.title = "B"}, Known{}), changed);
  REFUSED(w.cancel(w.host, Known{1}), changed);
  OK(w.change(w.host, {.title = "B"}));
  OK(w.cancel(w.host, Known{3}));
}

void only_who_moderates_changes() {
  Changing w;
  REFUSED(w.change(w.other, {.title = "x"}), forbidden);
  OK(w.rooms.join(w.other, w.room.code, {}));
  REFUSED(w.change(w.other, {.title = "x"}), forbidden);
  REFUSED(w.cancel(w.other), forbidden);
  REFUSED(w.change(w.guest(w.room, "G"), {.title = "x"}), forbidden);
}

void wrong_values_are_named() {
  Changing w;
  const auto field = [&](const MeetingChange& change) {
    return REFUSED(w.change(w.host, change), bad_field).field;
  };
  CHECK_EQ(field({.title = ""}), "title");
  CHECK_EQ(field({.title = std::string(121, 'x')}), "title");
  CHECK_EQ(field({.password = std::string{}}), "password");
  CHECK_EQ(field({.password = "   "}), "password");
  CHECK_EQ(field({.max_participants = 1}), "max_participants");
  CHECK_EQ(field({.max_participants = 51}), "max_participants");
  CHECK_EQ(field({.duration_minutes = 4}), "duration_minutes");
  CHECK_EQ(field({.timezone = "Mars/Olympus"}), "timezone");
  CHECK_EQ(field({.scheduled_at = w.clock.wall_now() + 1h}), "scheduled_at");  // instant
}

// A lecture may have a time, and the time moves what the door says.
void a_time_moves_the_opening() {
  Changing w;
  const base::WallTime now = w.clock.wall_now();
  w.room = w.meeting(w.host, {.title = "L", .type = MeetingType::lecture});
  OK(w.rooms.join(w.other, w.room.code, {}));
  w.room =
      w.meeting(w.host, {.title = "L", .type = MeetingType::lecture, .scheduled_at = now + 1h});
  REFUSED(w.rooms.join(w.other, w.room.code, {}), not_started);
  CHECK_EQ(OK(w.change(w.host, {.scheduled_at = now + 2h})).meeting.scheduled_at, now + 2h);
  const Refusal early = REFUSED(w.rooms.join(w.other, w.room.code, {}), not_started);
  CHECK_EQ(early.retry_after, 2h - 15min);
  REFUSED(w.change(w.host, {.scheduled_at = now - 1h}), bad_field);
  // A time that has passed does not hinder other changes.
  w.clock.advance(24h);
  const Claims host = w.claims(OK(w.accounts.login("host@example.org", "correct horse")).access);
  OK(w.change(host, {.title = "Later", .scheduled_at = now + 2h}));
}

void a_locked_meeting_keeps_newcomers_out() {
  Changing w;
  const Seat seat = OK(w.rooms.join(w.other, w.room.code, {}));
  OK(w.change(w.host, {.locked = true}));
  const Claims third = w.person("third");
  REFUSED(w.rooms.join(third, w.room.code, {}), locked);
  REFUSED(w.rooms.admit(third, w.room.code, {}), locked);
  OK(w.rooms.join(w.other, w.room.code, {}));  // who was in comes back
  OK(w.rooms.admit(w.claims(seat.token), w.room.code, {}));
  OK(w.rooms.join(w.host, w.room.code, {}));
  OK(w.change(w.host, {.locked = false}));
  OK(w.rooms.join(third, w.room.code, {}));
}

// The lock, the ban or the password may come between the check of a password and the seat.
void the_door_asks_again_when_the_seat_is_taken() {
  Changing w;
  OK(w.change(w.host, {.password = "salve"}));
  struct Locking final : PasswordHasher {
    Outcome<std::string> hash(std::string_view) const override { return std::string{}; }
    bool verify(std::string_view stored, std::string_view password) const override {
      meanwhile();
      return w.passwords.verify(stored, password);
    }
    explicit Locking(Changing& world, std::function<void()> act)
        : w(world), meanwhile(std::move(act)) {}
    Changing& w;
    std::function<void()> meanwhile;
  };
  const JoinOptions right{.password = "salve"};
  const Locking locks{w, [&] { OK(w.change(w.host, {.locked = true})); }};
  REFUSED(w.rooms.Meetings::join(w.other, w.room.code, right, kClient, &locks), locked);
  OK(w.change(w.host, {.locked = false}));
  const Locking sets{w, [&] { OK(w.change(w.host, {.password = "vale"})); }};
  REFUSED(w.rooms.Meetings::join(w.other, w.room.code, right, kClient, &sets), password_required);
}

void cancelling_ends_the_meeting_for_good() {
  Changing w;
  const Seat seat = OK(w.rooms.admit(w.other, w.room.code, {}));
  (void)w.events.take();
  for (int i = 0; i < 2; ++i) OK(w.cancel(w.host));
  const auto events = w.events.take();
  CHECK_EQ(events.size(), 2u);
  // Who had a seat is told, too, in the room or not.
  CHECK(std::get<Notice>(events[0]).kind == NoticeKind::meeting_cancelled);
  CHECK((events[1] == Event{MeetingEnded{w.room.id, w.host.user_id}}));
  const Meeting meeting = OK(w.rooms.details(w.room.code, w.host)).meeting;
  CHECK(meeting.state() == MeetingState::cancelled && meeting.ended_at);
  REFUSED(w.rooms.join(w.host, w.room.code, {}), ended);
  REFUSED(w.change(w.host, {.title = "x"}), ended);
  OK(w.rooms.end(w.host, w.room.code));  // has ended already
  const auto listed = [&](MeetingState state) {
    return OK(w.rooms.list(w.host, {.which = {.state = state}})).meetings.size();
  };
  CHECK_EQ(listed(MeetingState::cancelled), 1u);
  CHECK_EQ(listed(MeetingState::ended), 0u);
  CHECK_EQ(listed(MeetingState::open), 0u);
}

void an_ended_meeting_is_not_cancelled() {
  Changing w;
  OK(w.rooms.end(w.host, w.room.code));
  REFUSED(w.cancel(w.host), ended);
  REFUSED(w.change(w.host, {.title = "x"}), ended);
}

// Whatever somebody asks about a private meeting, the answer is that for an unknown code, and it
// costs the same.
void a_private_meeting_is_an_unknown_meeting() {
  Changing w;
  w.room =
      w.meeting(w.host, {.title = "P", .access = MeetingAccess::private_, .password = "salve"});
  const auto answers = [&](const std::string& name) {
    std::vector<Refusal> all;
    const auto note = [&](const auto& outcome) { all.push_back(outcome.error()); };
    note(w.rooms.details(name, std::nullopt));
    note(w.rooms.details(name, w.other));
    note(w.rooms.join(w.other, name, {}));
    note(w.rooms.join(w.other, name, {.password = "salve"}));
    note(w.rooms.join(w.other, name, {.password = "wrong"}));
    note(w.rooms.admit(w.other, name, {.password = "salve"}));
    note(w.rooms.leave(w.other, name));
    note(w.rooms.end(w.other, name));
    note(w.rooms.participants(w.other, name, true));
    note(w.rooms.change(w.other, name, {.title = ""}, {}, kClient, &w.passwords));
    note(w.rooms.cancel(w.other, name, {}, kClient));
    note(w.bans.list(w.other, name, kClient));
    note(w.bans.put(w.other, name, {}, kClient));
    note(w.bans.lift(w.other, name, "x", kClient));
    note(w.accounts.guest(name, "G"));
    return all;
  };
  const int hashes = w.passwords.calls;
  const auto hidden = answers(w.room.code);
  CHECK_EQ(answers(w.room.id.value()), hidden);
  CHECK_EQ(answers("bada-bada-bada"), hidden);
  CHECK_EQ(w.passwords.calls.load(), hashes);
  for (const Refusal& refusal : hidden) CHECK_EQ(refusal.code, RefusalCode::not_found);
  // 45 wrong codes, and each cost a token of 60.
  for (int i = 0; i < 15; ++i) REFUSED(w.rooms.details(w.room.code, w.other), not_found);
  REFUSED(w.rooms.details(w.room.code, w.other), rate_limited);
}

void the_host_of_a_private_meeting_sees_it() {
  Changing w;
  const Seat seat = OK(w.rooms.join(w.other, w.room.code, {}));
  OK(w.change(w.host, {.access = MeetingAccess::private_}));
  OK(w.rooms.details(w.room.code, w.host));
  OK(w.rooms.join(w.host, w.room.code, {}));
  // Who was in knows that it exists.
  REFUSED(w.rooms.join(w.other, w.room.code, {}), not_invited);
  REFUSED(w.rooms.admit(w.claims(seat.token), w.room.code, {}), not_invited);
  REFUSED(w.rooms.join(w.person("third"), w.room.code, {}), not_found);
}

}  // namespace

int main() {
  return lectern_test::run(
      "meeting_changes",
      {TEST(a_change_is_seen_by_everybody), TEST(a_change_of_nothing_writes_nothing),
       TEST(settings_are_kept_and_the_room_is_told), TEST(an_old_version_is_refused),
       TEST(only_who_moderates_changes), TEST(wrong_values_are_named),
       TEST(a_time_moves_the_opening), TEST(a_locked_meeting_keeps_newcomers_out),
       TEST(the_door_asks_again_when_the_seat_is_taken), TEST(cancelling_ends_the_meeting_for_good),
       TEST(an_ended_meeting_is_not_cancelled), TEST(a_private_meeting_is_an_unknown_meeting),
       TEST(the_host_of_a_private_meeting_sees_it)});
}
