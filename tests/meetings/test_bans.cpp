// SPDX-License-Identifier: MIT
#include "meetings/bans.hpp"

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::World;

namespace {

struct Banning : World {
  Claims host = person("host"), other = person("other");
  Meeting room = meeting(host);

  Outcome<Ban> ban(const Claims& by, const Claims& whom, NewBan fields = {}) {
    fields.user_id = whom.user_id.value();
    return bans.put(by, room.code, fields, kClient);
  }
};

void a_banned_person_is_out_and_stays_out() {
  Banning w;
  const Seat seat = OK(w.rooms.admit(w.other, w.room.code, {}));
  const Claims token = w.claims(seat.token);
  (void)w.events.take();
  const Ban ban = OK(w.ban(w.host, w.other, {.reason = " rude "}));
  CHECK_EQ(ban.name, "other");
  CHECK_EQ(*ban.reason, "rude");
  const auto events = w.events.take();
  CHECK((events.size() == 1 &&
         events[0] == Event{SeatRemoved{w.room.id, seat.participant_id, w.other.user_id, true,
                                        w.host.user_id}}));
  // By every door, with every token, and nothing of the room is shown any more.
  REFUSED(w.rooms.join(w.other, w.room.code, {}), banned);
  REFUSED(w.rooms.admit(w.other, w.room.code, {}), banned);
  REFUSED(w.rooms.admit(token, w.room.code, {}), banned);
  REFUSED(w.rooms.participants(w.other, w.room.code, false), forbidden);
  CHECK(!OK(w.rooms.details(w.room.code, w.other)).role);
  OK(w.bans.lift(w.host, w.room.code, ban.id.value(), kClient));
  CHECK_EQ(OK(w.rooms.join(w.other, w.room.code, {})).participant_id, seat.participant_id);
}

void a_ban_ends_at_its_time() {
  Banning w;
  OK(w.ban(w.host, w.other, {.until = w.clock.wall_now() + 1h}));
  REFUSED(w.rooms.join(w.other, w.room.code, {}), banned);
  CHECK_EQ(OK(w.bans.list(w.host, w.room.code, kClient)).size(), 1u);
  w.clock.advance(1h);
  OK(w.rooms.join(w.other, w.room.code, {}));
  CHECK(OK(w.bans.list(w.host, w.room.code, kClient)).empty());
  OK(w.retention.sweep());
  REFUSED(w.bans.lift(w.host, w.room.code, "none", kClient), not_found);
}

void a_guest_entry_is_banned_and_its_relaying_ends() {
  Banning w;
  const Claims guest = w.guest(w.room, "G");
  OK(w.rooms.join(guest, w.room.code, {}));
  OK(w.rooms.check_relaying(guest));
  OK(w.ban(w.host, guest));
  REFUSED(w.rooms.join(guest, w.room.code, {}), banned);
  REFUSED(w.rooms.check_relaying(guest), forbidden);
  OK(w.rooms.join(w.guest(w.room, "G"), w.room.code, {}));  // another entry is another person
}

void banning_again_replaces_the_ban() {
  Banning w;
  const Ban first = OK(w.ban(w.host, w.other, {.until = w.clock.wall_now() + 1h}));
  const Ban second = OK(w.ban(w.host, w.other, {.reason = "again"}));
  CHECK_EQ(second.id, first.id);
  const auto all = OK(w.bans.list(w.host, w.room.code, kClient));
  CHECK((all.size() == 1 && all[0] == second));
}

void a_seat_names_its_person() {
  Banning w;
  const Seat seat = OK(w.rooms.join(w.other, w.room.code, {.name = "Otto"}));
  const Ban ban =
      OK(w.bans.put(w.host, w.room.code, {.participant_id = seat.participant_id.value()}, kClient));
  CHECK(ban.user_id == w.other.user_id && ban.name == "Otto");
}

void only_who_moderates_bans_and_nobody_bans_the_host() {
  Banning w;
  REFUSED(w.ban(w.other, w.host), forbidden);
  OK(w.rooms.join(w.other, w.room.code, {}));
  REFUSED(w.ban(w.other, w.person("third")), forbidden);
  REFUSED(w.bans.list(w.other, w.room.code, kClient), forbidden);
  REFUSED(w.bans.lift(w.other, w.room.code, "x", kClient), forbidden);
  REFUSED(w.ban(w.host, w.host), forbidden);
}

void wrong_fields_are_named() {
  Banning w;
  const auto field = [&](const NewBan& ban) {
    return REFUSED(w.bans.put(w.host, w.room.code, ban, kClient), bad_field).field;
  };
  const std::string other = w.other.user_id.value();
  CHECK_EQ(field({}), "user_id");
  CHECK_EQ(field({.user_id = "nobody"}), "user_id");
  CHECK_EQ(field({.participant_id = "nowhere"}), "participant_id");
  CHECK_EQ(field({.user_id = other, .until = w.clock.wall_now()}), "until");
  CHECK_EQ(field({.user_id = other, .until = w.clock.wall_now() + 24h * 366 * 6}), "until");
  CHECK_EQ(field({.user_id = other, .reason = std::string(201, 'x')}), "reason");
  CHECK_EQ(field({.user_id = other, .reason = "a\nb"}), "reason");
  // A guest of another meeting, and a seat in another meeting.
  const Meeting elsewhere = w.meeting(w.host);
  CHECK_EQ(field({.user_id = w.guest(elsewhere, "G").user_id.value()}), "user_id");
  const Seat seat = OK(w.rooms.join(w.other, elsewhere.code, {}));
  CHECK_EQ(field({.participant_id = seat.participant_id.value()}), "participant_id");
}

void a_meeting_has_a_bounded_number_of_bans() {
  Banning w;
  OK(w.store->write([&](UnitOfWork& work) -> Outcome<void> {
    for (std::size_t i = 0; i < Bans::kMostPerMeeting; ++i) {
      StoredUser user;
      user.user =
          User{UserId{w.random.uuid()}, std::to_string(i) + "@x.org", "x", UserRole::user, false,
               w.clock.wall_now()};
      work.users().insert(user);
      work.bans().put(Ban{BanId{w.random.uuid()}, w.room.id, user.user.id, "x", std::nullopt,
                          w.clock.wall_now(), std::nullopt});
    }
    return {};
  }));
  REFUSED(w.ban(w.host, w.other), too_many);
  const auto all = OK(w.bans.list(w.host, w.room.code, kClient));
  CHECK_EQ(all.size(), Bans::kMostPerMeeting);
  OK(w.bans.lift(w.host, w.room.code, all[0].id.value(), kClient));
  OK(w.ban(w.host, w.other));
}

// A ban of one meeting is nothing to another one.
void a_ban_is_lifted_in_its_own_meeting_only() {
  Banning w;
  const Ban ban = OK(w.ban(w.host, w.other));
  const Meeting elsewhere = w.meeting(w.host);
  OK(w.rooms.join(w.other, elsewhere.code, {}));
  REFUSED(w.bans.lift(w.host, elsewhere.code, ban.id.value(), kClient), not_found);
  REFUSED(w.rooms.join(w.other, w.room.code, {}), banned);
}

}  // namespace

int main() {
  return lectern_test::run(
      "bans",
      {TEST(a_banned_person_is_out_and_stays_out), TEST(a_ban_ends_at_its_time),
       TEST(a_guest_entry_is_banned_and_its_relaying_ends), TEST(banning_again_replaces_the_ban),
       TEST(a_seat_names_its_person), TEST(only_who_moderates_bans_and_nobody_bans_the_host),
       TEST(wrong_fields_are_named), TEST(a_meeting_has_a_bounded_number_of_bans),
       TEST(a_ban_is_lifted_in_its_own_meeting_only)});
}
