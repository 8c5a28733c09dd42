// SPDX-License-Identifier: MIT
#include "meetings/presence.hpp"

#include "meetings/seat_holds.hpp"
#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;

namespace {

const MeetingId kRoom{"room"};
const base::Instant kNow{1000h};

PresentMember member(const std::string& id) {
  return {ParticipantId{id}, UserId{"user-" + id}, id, Role::participant, {}, {}};
}
ParticipantId seat(const std::string& id) { return ParticipantId{id}; }

// People with accounts behind one address: nobody gives way to another of them.
bool take(SeatHolds& holds, const Presence& presence, const SeatClaim& claim, base::Instant now) {
  return holds.take(presence, claim, now) == SeatAnswer::taken;
}
SeatClaim claim_of(const std::string& id, SeatClaim::Rank rank = SeatClaim::Rank::account) {
  return {kRoom, seat(id), rank, false, base::IpAddress::v4(192, 0, 2, 1), 2};
}
bool take(SeatHolds& holds, const Presence& presence, const std::string& id, base::Instant now,
          SeatClaim::Rank rank = SeatClaim::Rank::account) {
  return take(holds, presence, claim_of(id, rank), now);
}

void members_come_in_order_and_go() {
  PresenceTable table;
  table.put(kRoom, member("a"));
  table.put(kRoom, member("b"));
  PresentMember again = member("a");
  again.name = "renamed";
  table.put(kRoom, again);
  CHECK_EQ(table.count(kRoom), 2u);
  CHECK_EQ(table.members(kRoom)[0].name, "renamed");
  CHECK_EQ(table.members(kRoom)[1].name, "b");
  table.set_media(kRoom, seat("b"), MediaState{true, false, true, false, false, "stream"});
  CHECK_EQ(table.members(kRoom)[1].media.screen_stream, "stream");
  CHECK_EQ(table.people(), 2u);
  table.remove(kRoom, seat("a"));
  table.remove(kRoom, seat("a"));
  CHECK_EQ(table.count(kRoom), 1u);
  table.remove(kRoom, seat("b"));
  CHECK_EQ(table.rooms(), 0u);
}

void strangers_change_nothing() {
  PresenceTable table;
  table.put(kRoom, member("a"));
  table.set_media(kRoom, seat("x"), MediaState{true, true, true, true, true, ""});
  table.set_media(MeetingId{"other"}, seat("a"), MediaState{true, true, true, true, true, ""});
  table.remove(MeetingId{"other"}, seat("a"));
  CHECK(table.members(kRoom)[0].media == MediaState{});
  table.remove_meeting(kRoom);
  CHECK_EQ(table.count(kRoom), 0u);
  CHECK(table.members(MeetingId{"other"}).empty());
}

void a_held_place_counts_until_half_a_minute_is_over() {
  PresenceTable presence;
  SeatHoldTable holds;
  CHECK(take(holds, presence, "a", kNow));
  CHECK(take(holds, presence, "b", kNow));
  CHECK(!take(holds, presence, "c", kNow + 29s));
  CHECK(take(holds, presence, "c", kNow + 30s));
}

void who_is_in_is_counted_once() {
  PresenceTable presence;
  SeatHoldTable holds;
  CHECK(take(holds, presence, "a", kNow));
  presence.put(kRoom, member("a"));
  CHECK(take(holds, presence, "b", kNow));
  presence.put(kRoom, member("b"));
  CHECK(!take(holds, presence, "c", kNow));
  CHECK(!take(holds, presence, "c", kNow + 1h));  // present counts without a hold
  CHECK(take(holds, presence, "b", kNow + 1h));   // one's own place is no obstacle
}

void a_place_given_back_is_free_at_once() {
  PresenceTable presence;
  SeatHoldTable holds;
  CHECK(take(holds, presence, "a", kNow));
  CHECK(take(holds, presence, "b", kNow));
  holds.release(kRoom, seat("a"));
  holds.release(kRoom, seat("nobody"));
  CHECK(take(holds, presence, "c", kNow));
  CHECK(!take(holds, presence, "d", kNow));
  holds.release_meeting(kRoom);
  CHECK(take(holds, presence, "d", kNow));
}

void the_host_always_gets_in() {
  PresenceTable presence;
  SeatHoldTable holds;
  CHECK(take(holds, presence, "a", kNow));
  CHECK(take(holds, presence, "b", kNow));
  CHECK(take(holds, presence, "host", kNow, SeatClaim::Rank::host));
  CHECK(!take(holds, presence, "c", kNow));
}

void rooms_do_not_share_places() {
  PresenceTable presence;
  SeatHoldTable holds;
  for (int i = 0; i < 100; ++i) {
    SeatClaim a = claim_of("a");
    a.meeting = MeetingId{std::to_string(i)};
    a.limit = 1;
    SeatClaim b = a;
    b.participant = seat("b");
    CHECK(take(holds, presence, a, kNow));
    CHECK(!take(holds, presence, b, kNow));
  }
}

void a_refused_person_takes_nobodys_place() {
  PresenceTable presence;
  SeatHoldTable holds;
  CHECK(take(holds, presence, "a", kNow));
  CHECK(take(holds, presence, "b", kNow));
  for (const char* other : {"c", "d", "c"}) CHECK(!take(holds, presence, other, kNow));
}

// The table forgets expired holds every half a minute, counted from the first one.
void holds_end_on_time_whenever_the_table_is_tidied() {
  PresenceTable presence;
  SeatHoldTable holds;
  CHECK(take(holds, presence, "early", kNow - 15s));
  holds.release_meeting(kRoom);
  CHECK(take(holds, presence, "a", kNow));
  CHECK(take(holds, presence, "b", kNow));
  CHECK(!take(holds, presence, "c", kNow + 15s));  // tidied, but a and b still hold
  CHECK(!take(holds, presence, "c", kNow + 30s - 1ns));
  CHECK(take(holds, presence, "c", kNow + 30s));
  CHECK(take(holds, presence, "d", kNow + 30s));
  CHECK(!take(holds, presence, "e", kNow + 45s));
}

void a_hold_that_is_taken_again_lasts_half_a_minute_more() {
  PresenceTable presence;
  SeatHoldTable holds;
  CHECK(take(holds, presence, "a", kNow));
  CHECK(take(holds, presence, "b", kNow));
  CHECK(take(holds, presence, "a", kNow + 15s));
  CHECK(take(holds, presence, "c", kNow + 30s));
  CHECK(!take(holds, presence, "d", kNow + 45s - 1ns));
  CHECK(take(holds, presence, "d", kNow + 45s));
}

void totals_add_up_over_the_rooms() {
  PresenceTable table;
  CHECK_EQ(table.people(), 0u);
  table.put(kRoom, member("a"));
  table.put(MeetingId{"other"}, member("b"));
  table.put(MeetingId{"other"}, member("c"));
  CHECK_EQ(table.people(), 3u);
  CHECK_EQ(table.rooms(), 2u);
  CHECK_EQ(table.count(MeetingId{"unknown"}), 0u);
}

}  // namespace

int main() {
  return lectern_test::run(
      "presence",
      {TEST(members_come_in_order_and_go), TEST(strangers_change_nothing),
       TEST(a_held_place_counts_until_half_a_minute_is_over), TEST(who_is_in_is_counted_once),
       TEST(a_place_given_back_is_free_at_once), TEST(the_host_always_gets_in),
       TEST(rooms_do_not_share_places), TEST(a_refused_person_takes_nobodys_place),
       TEST(holds_end_on_time_whenever_the_table_is_tidied),
       TEST(a_hold_that_is_taken_again_lasts_half_a_minute_more),
       TEST(totals_add_up_over_the_rooms)});
}
