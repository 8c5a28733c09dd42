// SPDX-License-Identifier: MIT
#include "meetings/roles.hpp"

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::World;

namespace {

struct Appointing : World {
  Claims host = person("host"), other = person("other"), third = person("third");
  Meeting room = meeting(host);

  Outcome<StoredSeat> make(const Claims& by, const Claims& whom, Role role = Role::cohost) {
    return roles.set(by, room.code, {.user_id = whom.user_id.value(), .role = role}, kClient);
  }
  // By the WebSocket, as attendance counts.
  void enters(const Claims& whom, const std::string& code = "") {
    OK(rooms.admit(whom, code.empty() ? room.code : code, {}));
  }
  Role role_of(const Claims& whom) { return *OK(rooms.details(room.code, whom)).role; }
};

void a_cohost_moderates_also_before_coming_in() {
  Appointing w;
  const StoredSeat seat = OK(w.make(w.host, w.other));
  CHECK(seat.role == Role::cohost && seat.name == "other");
  const auto events = w.events.take();
  CHECK((events.size() == 1 &&
         events[0] == Event{RoleChanged{w.room.id, seat.id, Role::cohost, w.host.user_id}}));
  CHECK_EQ(w.role_of(w.other), Role::cohost);
  OK(w.rooms.change(w.other, w.room.code,
                    {.access = MeetingAccess::private_, .locked = true, .password = "salve"}, {},
                    kClient, &w.passwords));
  // No question of the door keeps a co-host out.
  const Seat mine = OK(w.rooms.join(w.other, w.room.code, {}));
  CHECK(mine.participant_id == seat.id && mine.role == Role::cohost);
  CHECK_EQ(*w.claims(mine.token).role, Role::cohost);
  REFUSED(w.rooms.end(w.other, w.room.code), forbidden);
  REFUSED(w.rooms.participants(w.other, w.room.code, true), forbidden);
}

// Who was appointed and dismissed has not come in: no door is open by that.
void a_dismissed_cohost_who_never_came_has_no_seat() {
  Appointing w;
  OK(w.make(w.host, w.other));
  CHECK(OK(w.make(w.host, w.other, Role::participant)).role == Role::participant);
  CHECK(!OK(w.rooms.details(w.room.code, w.other)).role);
  OK(w.rooms.change(w.host, w.room.code, {.password = "salve"}, {}, kClient, &w.passwords));
  REFUSED(w.rooms.join(w.other, w.room.code, {}), password_required);
  OK(w.rooms.change(w.host, w.room.code, {.access = MeetingAccess::private_}, {}, kClient,
                    nullptr));
  REFUSED(w.rooms.join(w.other, w.room.code, {}), not_found);
  // Appointed again, and really in: the seat stays.
  OK(w.make(w.host, w.other));
  w.enters(w.other);
  OK(w.make(w.host, w.other, Role::participant));
  CHECK_EQ(w.role_of(w.other), Role::participant);
  REFUSED(w.rooms.join(w.other, w.room.code, {}), not_invited);
}

void the_same_role_again_changes_nothing() {
  Appointing w;
  OK(w.make(w.host, w.other));
  (void)w.events.take();
  OK(w.make(w.host, w.other));
  CHECK(w.events.take().empty());
}

void only_a_host_appoints_and_dismisses() {
  Appointing w;
  REFUSED(w.make(w.other, w.other), forbidden);
  OK(w.rooms.join(w.third, w.room.code, {}));
  REFUSED(w.make(w.third, w.third), forbidden);
  OK(w.make(w.host, w.other));
  REFUSED(w.make(w.other, w.third), forbidden);
  REFUSED(w.make(w.other, w.host, Role::participant), forbidden);
  REFUSED(w.make(w.other, w.other, Role::participant), forbidden);
  REFUSED(w.make(w.host, w.host, Role::participant), forbidden);
  OK(w.rooms.join(w.other, w.room.code, {}));
  w.enters(w.other);
  OK(w.make(w.host, w.other, Role::participant));
  CHECK_EQ(w.role_of(w.other), Role::participant);
  REFUSED(w.rooms.change(w.other, w.room.code, {.locked = true}, {}, kClient, nullptr), forbidden);
}

void a_cohost_acts_against_participants_only() {
  Appointing w;
  OK(w.make(w.host, w.other));
  OK(w.make(w.host, w.third));
  const auto ban = [&](const Claims& whom) {
    return w.bans.put(w.other, w.room.code, {.user_id = whom.user_id.value()}, kClient);
  };
  REFUSED(ban(w.third), forbidden);
  REFUSED(ban(w.host), forbidden);
  OK(ban(w.person("fourth")));
}

void hosts_and_cohosts_are_told_of_requests() {
  Appointing w;
  OK(w.make(w.host, w.other));
  OK(w.rooms.change(w.host, w.room.code, {.access = MeetingAccess::approval}, {}, kClient,
                    nullptr));
  (void)w.events.take();
  const Pending asked = OK(w.rooms.ask(w.third, w.room.code));
  const auto events = w.events.take();
  CHECK_EQ(events.size(), 1u);
  CHECK_EQ(std::get<Notice>(events[0]).to.size(), 2u);
  OK(w.requests.respond(w.other, asked.request_id.value(), RequestAnswer::approve));
  OK(w.rooms.join(w.third, w.room.code, {}));
}

void a_lecture_has_listeners_and_presenters() {
  Appointing w;
  w.room = w.meeting(w.host, {.title = "L", .type = MeetingType::lecture});
  CHECK_EQ(OK(w.rooms.join(w.host, w.room.code, {})).role, Role::host);
  CHECK_EQ(OK(w.rooms.join(w.other, w.room.code, {})).role, Role::listener);
  OK(w.make(w.host, w.third));
  OK(w.make(w.third, w.other, Role::presenter));  // a co-host gives the word
  CHECK_EQ(w.role_of(w.other), Role::presenter);
  CHECK_EQ(OK(w.rooms.admit(w.other, w.room.code, {})).role, Role::presenter);
  OK(w.make(w.third, w.other, Role::listener));
  REFUSED(w.make(w.other, w.other, Role::presenter), forbidden);
  const Claims guest = w.guest(w.room, "G");
  CHECK_EQ(OK(w.rooms.join(guest, w.room.code, {})).role, Role::listener);
  OK(w.make(w.host, guest, Role::presenter));
}

void wrong_fields_are_named() {
  Appointing w;
  const auto field = [&](const NewRole& role) {
    return REFUSED(w.roles.set(w.host, w.room.code, role, kClient), bad_field).field;
  };
  const std::string other = w.other.user_id.value();
  CHECK_EQ(field({}), "user_id");
  CHECK_EQ(field({.user_id = "nobody"}), "user_id");
  CHECK_EQ(field({.participant_id = "nowhere"}), "participant_id");
  CHECK_EQ(field({.user_id = w.guest(w.room, "G").user_id.value()}), "user_id");
  CHECK_EQ(field({.user_id = other, .role = Role::participant}), "user_id");
  CHECK_EQ(field({.user_id = other, .role = Role::host}), "role");
  CHECK_EQ(field({.user_id = other, .role = Role::presenter}), "role");
  CHECK_EQ(field({.user_id = other, .role = Role::listener}), "role");
  w.room = w.meeting(w.host, {.title = "L", .type = MeetingType::lecture});
  CHECK_EQ(field({.user_id = other, .role = Role::participant}), "role");
}

void a_banned_person_gets_no_role() {
  Appointing w;
  OK(w.bans.put(w.host, w.room.code, {.user_id = w.other.user_id.value()}, kClient));
  REFUSED(w.make(w.host, w.other), forbidden);
  OK(w.rooms.end(w.host, w.room.code));
  REFUSED(w.make(w.host, w.third), ended);
}

void the_number_of_cohosts_is_bounded(bool host_has_a_seat) {
  Appointing w;
  if (host_has_a_seat) OK(w.rooms.join(w.host, w.room.code, {}));
  for (std::size_t i = 0; i < Roles::kMostCohosts; ++i)
    OK(w.make(w.host, w.person("p" + std::to_string(i))));
  REFUSED(w.make(w.host, w.other), too_many);
}

void the_number_of_cohosts_is_bounded() {
  the_number_of_cohosts_is_bounded(true);
  the_number_of_cohosts_is_bounded(false);
}

}  // namespace

int main() {
  return lectern_test::run(
      "roles",
      {TEST(a_cohost_moderates_also_before_coming_in),
       TEST(a_dismissed_cohost_who_never_came_has_no_seat),
       TEST(the_same_role_again_changes_nothing), TEST(only_a_host_appoints_and_dismisses),
       TEST(a_cohost_acts_against_participants_only), TEST(hosts_and_cohosts_are_told_of_requests),
       TEST(a_lecture_has_listeners_and_presenters), TEST(wrong_fields_are_named),
       TEST(a_banned_person_gets_no_role), TEST(the_number_of_cohosts_is_bounded)});
}
