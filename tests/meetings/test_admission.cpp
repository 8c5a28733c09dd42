// SPDX-License-Identifier: MIT
// Entering meetings by both doors, also from many threads at once.
#include <set>
#include <thread>

#include "meetings/meetings.hpp"
#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::World;

namespace {

const JoinOptions kPlain{};

void a_seat_is_ones_own_for_good() {
  World w;
  const Claims host = w.person("host");
  const Claims other = w.person("other");
  const Meeting meeting = w.meeting(host);
  const Seat first = OK(w.rooms.join(other, meeting.code, kPlain));
  const Seat again = OK(w.rooms.join(other, meeting.id.value(), {.name = "Otto"}));
  CHECK(first.participant_id == again.participant_id);
  CHECK_EQ(first.name, "other");
  CHECK_EQ(again.name, "Otto");
  CHECK_EQ(OK(w.rooms.join(other, meeting.code, kPlain)).name,
           "Otto");  // the name stays with the seat
  CHECK(first.role == Role::participant);
  const Seat hosts = OK(w.rooms.join(host, meeting.code, kPlain));
  CHECK(hosts.role == Role::host && hosts.participant_id != first.participant_id);
  REFUSED(w.rooms.join(other, meeting.code, {.name = ""}), bad_field);
}

void the_token_names_the_seat() {
  World w;
  const Claims host = w.person("host");
  const Seat seat = OK(w.rooms.join(host, w.meeting(host).code, {.name = "H"}));
  const Claims claims = w.claims(seat.token);
  CHECK(claims.kind == TokenKind::seat && claims.user_id == host.user_id && claims.name == "H");
  CHECK(claims.meeting_id == seat.meeting.id && claims.participant_id == seat.participant_id);
  CHECK(claims.role == Role::host);
}

void a_password_is_asked_of_everybody_but_the_host() {
  World w;
  const Claims host = w.person("host");
  const Claims other = w.person("other");
  const Meeting meeting = w.meeting(host, {.title = "Latin", .password = "ablativ"});
  for (auto door : {&lectern_test::LocalMeetings::join, &lectern_test::LocalMeetings::admit}) {
    REFUSED((w.rooms.*door)(other, meeting.code, kPlain), password_required);
    REFUSED((w.rooms.*door)(other, meeting.code, {.password = "Ablativ"}), password_wrong);
    REFUSED((w.rooms.*door)(other, meeting.code, {.password = ""}), password_wrong);
    REFUSED((w.rooms.*door)(other, meeting.code, {.password = std::string(1'000'000, 'x')}),
            password_wrong);
    OK((w.rooms.*door)(other, meeting.code, {.password = "ablativ"}));
    OK((w.rooms.*door)(host, meeting.code, kPlain));
  }
  REFUSED(w.rooms.join(w.guest(meeting, "G"), meeting.code, kPlain), password_required);
}

void a_seat_token_is_asked_nothing_again() {
  World w;
  const Claims host = w.person("host");
  const Claims other = w.person("other");
  const Meeting meeting = w.meeting(host, {.title = "Latin", .password = "ablativ"});
  const Seat seat = OK(w.rooms.join(other, meeting.code, {.password = "ablativ"}));
  const Claims claims = w.claims(seat.token);
  const int hashes = w.passwords.calls;
  CHECK(OK(w.rooms.admit(claims, meeting.code, kPlain)).participant_id == seat.participant_id);
  CHECK(OK(w.rooms.admit(claims, meeting.id.value(), kPlain)).participant_id ==
        seat.participant_id);
  CHECK_EQ(w.passwords.calls.load(), hashes);
  REFUSED(w.rooms.admit(claims, w.meeting(host).code, kPlain), forbidden);  // another meeting
  REFUSED(w.rooms.join(claims, meeting.code, kPlain), token_invalid);       // REST wants a person
}

// The page /test, a day before the lesson.
void a_guest_may_try_the_relay_where_the_door_would_ask_nothing() {
  World w;
  const Claims host = w.person("host");
  const auto refused = [&](NewMeeting fields) {
    fields.title = "Latin";
    return !w.rooms.check_relaying(w.guest(w.meeting(host, std::move(fields)), "G"));
  };
  CHECK(!refused({}));
  CHECK(!refused({.type = MeetingType::scheduled, .scheduled_at = w.clock.wall_now() + 24h}));
  CHECK(refused({.password = "ablativ"}));
  CHECK(refused({.access = MeetingAccess::approval}));
  CHECK(refused({.waiting_room = true}));
}

void a_seat_token_needs_its_seat() {
  World w;
  const Claims host = w.person("host");
  const Meeting meeting = w.meeting(host);
  Claims claims = w.claims(OK(w.rooms.join(host, meeting.code, kPlain)).token);
  claims.participant_id = ParticipantId{"99999999-9999-4999-8999-999999999999"};
  REFUSED(w.rooms.admit(claims, meeting.code, kPlain), token_invalid);
}

void a_guest_enters_its_meeting_only() {
  World w;
  const Claims host = w.person("host");
  const Meeting mine = w.meeting(host);
  const Meeting other = w.meeting(host);
  const Claims guest = w.guest(mine, "Grandma");
  const Seat seat = OK(w.rooms.admit(guest, mine.code, kPlain));
  CHECK_EQ(seat.name, "Grandma");
  CHECK(seat.role == Role::participant);
  REFUSED(w.rooms.admit(guest, other.code, kPlain), forbidden);
  REFUSED(w.rooms.join(guest, other.code, kPlain), forbidden);
}

void a_scheduled_meeting_opens_before_its_time() {
  World w;
  const Claims host = w.person("host");
  const Claims other = w.person("other");
  NewMeeting fields{.title = "Latin", .type = MeetingType::scheduled};
  fields.scheduled_at = w.clock.wall_now() + 1h;
  const Meeting meeting = w.meeting(host, fields);
  OK(w.rooms.join(host, meeting.code, kPlain));
  CHECK(REFUSED(w.rooms.join(other, meeting.code, kPlain), not_started).retry_after == 45min);
  w.clock.advance(45min - 1us);
  CHECK(REFUSED(w.rooms.admit(other, meeting.code, kPlain), not_started).retry_after == 1s);
  w.clock.advance(1us);
  OK(w.rooms.join(other, meeting.code, kPlain));
  w.clock.advance(24h);
  OK(w.rooms.join(other, meeting.code, kPlain));
}

void an_ended_meeting_lets_nobody_in() {
  World w;
  const Claims host = w.person("host");
  const Meeting meeting = w.meeting(host, {.title = "Latin", .password = "ablativ"});
  const Claims seat = w.claims(OK(w.rooms.join(host, meeting.code, kPlain)).token);
  OK(w.rooms.end(host, meeting.code));
  REFUSED(w.rooms.join(host, meeting.code, kPlain), ended);
  REFUSED(w.rooms.admit(seat, meeting.code, kPlain), ended);
  REFUSED(w.rooms.join(w.person("other"), meeting.code, kPlain), ended);  // not password-required
  REFUSED(w.rooms.join(host, "bada-bada-bada", kPlain), not_found);
}

void a_full_room_has_room_again() {
  World w;
  const Claims host = w.person("host");
  const Claims a = w.person("a"), b = w.person("b"), c = w.person("c");
  const Meeting meeting = w.meeting(host, {.title = "Latin", .max_participants = 2});
  const Seat first = OK(w.rooms.admit(a, meeting.code, kPlain));
  w.show_up(first);
  OK(w.rooms.join(b, meeting.code, kPlain));
  REFUSED(w.rooms.join(c, meeting.code, kPlain), full);
  CHECK(!OK(w.rooms.details(meeting.code, c)).role);  // who is refused gets no seat
  OK(w.rooms.join(a, meeting.code, kPlain));          // who is in comes again
  OK(w.rooms.join(host, meeting.code, kPlain));       // the host is never locked out
  w.clock.advance(2min);                              // b and the host never came
  OK(w.rooms.join(c, meeting.code, kPlain));
  REFUSED(w.rooms.join(b, meeting.code, kPlain), full);
  w.presence.remove(meeting.id, first.participant_id);
  OK(w.rooms.record_left(meeting.id, first.participant_id, w.clock.wall_now()));
  OK(w.rooms.join(b, meeting.code, kPlain));
}

void leaving_frees_the_place_at_once() {
  World w;
  const Claims host = w.person("host");
  const Claims a = w.person("a"), b = w.person("b"), c = w.person("c");
  const Meeting meeting = w.meeting(host, {.title = "Latin", .max_participants = 2});
  OK(w.rooms.join(a, meeting.code, kPlain));
  OK(w.rooms.join(b, meeting.code, kPlain));
  REFUSED(w.rooms.join(c, meeting.code, kPlain), full);
  OK(w.rooms.leave(b, meeting.code));
  OK(w.rooms.join(c, meeting.code, kPlain));
}

void a_returning_seat_token_waits_for_room_too() {
  World w;
  const Claims host = w.person("host");
  const Claims a = w.person("a"), b = w.person("b"), c = w.person("c");
  const Meeting meeting = w.meeting(host, {.title = "Latin", .max_participants = 2});
  const Claims token = w.claims(OK(w.rooms.join(a, meeting.code, kPlain)).token);
  w.clock.advance(3min);
  w.show_up(OK(w.rooms.admit(b, meeting.code, kPlain)));
  w.show_up(OK(w.rooms.admit(c, meeting.code, kPlain)));
  REFUSED(w.rooms.admit(token, meeting.code, kPlain), full);
}

// The limit holds exactly, however many come at once, and nobody gets two seats.
void many_threads_fill_a_room_exactly() {
  World w;
  const Claims host = w.person("host");
  const Meeting meeting = w.meeting(host, {.title = "Latin", .max_participants = 10});
  std::vector<Claims> people;
  for (int i = 0; i < 24; ++i) people.push_back(w.guest(meeting, "guest " + std::to_string(i)));
  std::mutex mutex;
  std::set<std::string> seats;
  int full = 0, wrong = 0;
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      // Each person is tried by two threads.
      for (std::size_t i = t % 4; i < people.size(); i += 4) {
        // Each from an address of one's own: guests of one address leave some seats to others.
        const auto from = base::IpAddress::v4(192, 0, 2, static_cast<std::uint8_t>(i + 1));
        const auto seat =
            w.rooms.Meetings::admit(people[i], meeting.code, kPlain, from, &w.passwords);
        const std::scoped_lock lock(mutex);
        if (seat) {
          seats.insert(std::get<Seat>(*seat).participant_id.value());
        } else if (seat.error().code == RefusalCode::full) {
          ++full;
        } else {
          ++wrong;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK_EQ(wrong, 0);
  if (lectern_test::each_body_runs_twice() || !lectern_test::store_is_sqlite()) {
    // There the two attempts of a person overlap, so they may hold two places for a moment.
    CHECK(seats.size() >= 8 && seats.size() <= 10 && full >= 28);
    return;
  }
  CHECK_EQ(seats.size(), 10u);
  CHECK_EQ(full, 28);
  CHECK_EQ(OK(w.rooms.participants(host, meeting.code, true)).size(), 10u);
}

// Everybody who is admitted was admitted before the end. After the end nobody is admitted, and no
// stay is open.
void ending_while_people_come() {
  World w;
  const Claims host = w.person("host");
  const Meeting meeting = w.meeting(host, {.title = "Latin", .max_participants = 50});
  std::vector<Claims> people;
  for (int i = 0; i < 30; ++i) people.push_back(w.guest(meeting, "guest"));
  std::atomic<int> in{0}, out{0}, wrong{0};
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < 3; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = t; i < people.size(); i += 3) {
        const auto seat = w.rooms.admit(people[i], meeting.code, kPlain);
        ++(seat ? in : seat.error().code == RefusalCode::ended ? out : wrong);
        if (i == 15 && !w.rooms.end(host, meeting.code)) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK_EQ(wrong.load(), 0);
  CHECK_EQ(in + out, 30);
  const auto history = OK(w.rooms.participants(host, meeting.code, true));
  CHECK_EQ(history.size(), static_cast<std::size_t>(in.load()));
  for (const Participant& person : history) CHECK(person.left_at.has_value());
}

void a_seat_token_lasts_a_day() {
  World w;
  const Claims host = w.person("host");
  const Claims claims = w.claims(OK(w.rooms.join(host, w.meeting(host).code, kPlain)).token);
  CHECK(claims.issued_at == w.clock.wall_now());
  CHECK(claims.expires_at == w.clock.wall_now() + 24h);
}

void a_meeting_says_when_it_opens() {
  World w;
  NewMeeting fields{.title = "Latin", .type = MeetingType::scheduled};
  fields.scheduled_at = w.clock.wall_now() + 1h;
  const Meeting meeting = w.meeting(w.person("host"), fields);
  CHECK_EQ(REFUSED(w.rooms.join(w.person("other"), meeting.code, kPlain), not_started).detail,
           "This meeting opens at " + base::print_iso8601(w.clock.wall_now() + 45min) + ".");
}

void a_password_that_no_meeting_can_have_costs_no_hash() {
  World w;
  const Claims host = w.person("host");
  const Claims other = w.person("other");
  const Meeting meeting = w.meeting(host, {.title = "Latin", .password = "x"});
  const int before = w.passwords.calls;
  REFUSED(w.rooms.join(other, meeting.code, {.password = ""}), password_wrong);
  REFUSED(w.rooms.join(other, meeting.code, {.password = std::string(257, 'x')}), password_wrong);
  CHECK_EQ(w.passwords.calls.load(), before);
  OK(w.rooms.join(other, meeting.code, {.password = "x"}));
  CHECK_EQ(w.passwords.calls.load(), before + 1);
}

void a_stranger_with_a_seat_token_gets_no_seat() {
  World w;
  const Claims host = w.person("host");
  const Meeting meeting = w.meeting(host);
  Claims claims = w.claims(OK(w.rooms.join(host, meeting.code, kPlain)).token);
  claims.user_id = w.person("stranger").user_id;
  REFUSED(w.rooms.admit(claims, meeting.code, kPlain), token_invalid);
}

// Passes everything on to another store, and may fail afterwards, as a full disk does.
class FailingStore final : public Store {
 public:
  explicit FailingStore(Store& store) : store_(store) {}
  Outcome<void> write(const Body& body) override {
    if (!fails) return store_.write(body);
    return store_.write([&](UnitOfWork& work) -> Outcome<void> {
      if (auto done = body(work); !done) return done;
      return refuse(RefusalCode::overloaded, "The disk is full.");
    });
  }
  Outcome<void> read(const Body& body) override {
    return fails_to_read ? Outcome<void>{refuse(RefusalCode::overloaded, "The disk is broken.")}
                         : store_.read(body);
  }
  bool fails = false;
  bool fails_to_read = false;

 private:
  Store& store_;
};

struct FailingWorld : World {
  FailingStore failing{*store};
  Services its{failing, tokens, presence, holds, guesses, events, clock, random};
  lectern_test::LocalAccounts its_accounts{its, World::account_config(Registration::open),
                                           passwords};
  lectern_test::LocalMeetings its_rooms{its, World::meeting_config(), passwords};
};

void what_the_store_did_not_write_did_not_happen() {
  FailingWorld w;
  const TokenPair pair = w.sign_up("host");
  const Claims host = w.claims(pair.access);
  const Claims a = w.person("a"), b = w.person("b"), c = w.person("c");
  const Meeting meeting = w.meeting(host, {.title = "Latin", .max_participants = 2});
  OK(w.rooms.join(a, meeting.code, kPlain));
  w.failing.fails = true;
  REFUSED(w.its_accounts.refresh(pair.refresh), overloaded);
  REFUSED(w.its_accounts.login("host@example.org", "correct horse"), overloaded);
  REFUSED(w.its_rooms.join(b, meeting.code, kPlain), overloaded);
  REFUSED(w.its_rooms.leave(a, meeting.code), overloaded);
  REFUSED(w.its_rooms.end(host, meeting.code), overloaded);
  CHECK(w.events.take().empty());
  OK(w.accounts.refresh(pair.refresh));
  CHECK(!OK(w.rooms.details(meeting.code, b)).role);
  // b holds no place, but a still does.
  OK(w.rooms.join(c, meeting.code, kPlain));
  REFUSED(w.rooms.join(b, meeting.code, kPlain), full);
}

void a_store_that_cannot_be_read_is_not_a_wrong_password() {
  FailingWorld w;
  w.sign_up("host");
  w.failing.fails_to_read = true;
  REFUSED(w.its_accounts.login("host@example.org", "correct horse"), overloaded);
  REFUSED(w.its_accounts.register_user({"a@b", "A", "correct horse", std::nullopt}), overloaded);
  REFUSED(w.its_rooms.details("bada-bada-bada", std::nullopt), overloaded);
}

void what_is_refused_within_a_transaction_is_not_written() {
  World w;
  const auto answer = write(*w.store, [&](UnitOfWork& work) -> Outcome<int> {
    StoredUser user;
    user.user = User{UserId{w.random.uuid()}, "ada@example.org", "Ada", UserRole::user, false,
                     w.clock.wall_now()};
    CHECK(work.users().insert(user));
    return refuse(RefusalCode::full, "no");
  });
  REFUSED(answer, full);
  REFUSED(w.accounts.find_user("ada@example.org"), not_found);
}

void blanks_around_a_meetings_password_do_not_count() {
  World w;
  const Claims other = w.person("other");
  const Claims host = w.person("host");
  const Claims third = w.person("third");
  for (const char* made : {"ablativ", " ablativ\u00a0"}) {
    const Meeting meeting = w.meeting(host, {.password = made});
    for (const char* typed : {"ablativ", "ablativ ", "\u00a0ablativ\u3000"})
      OK(w.rooms.join(other, meeting.code, {.password = typed}));
    REFUSED(w.rooms.join(third, meeting.code, {.password = "abl ativ"}), password_wrong);
  }
}

}  // namespace

int main() {
  return lectern_test::run("admission",
                           {TEST(blanks_around_a_meetings_password_do_not_count),
                            TEST(a_seat_is_ones_own_for_good),
                            TEST(the_token_names_the_seat),
                            TEST(a_password_is_asked_of_everybody_but_the_host),
                            TEST(a_seat_token_is_asked_nothing_again),
                            TEST(a_guest_may_try_the_relay_where_the_door_would_ask_nothing),
                            TEST(a_seat_token_needs_its_seat),
                            TEST(a_guest_enters_its_meeting_only),
                            TEST(a_scheduled_meeting_opens_before_its_time),
                            TEST(an_ended_meeting_lets_nobody_in),
                            TEST(a_full_room_has_room_again),
                            TEST(leaving_frees_the_place_at_once),
                            TEST(a_returning_seat_token_waits_for_room_too),
                            TEST(many_threads_fill_a_room_exactly),
                            TEST(ending_while_people_come),
                            TEST(a_seat_token_lasts_a_day),
                            TEST(a_meeting_says_when_it_opens),
                            TEST(a_password_that_no_meeting_can_have_costs_no_hash),
                            TEST(a_stranger_with_a_seat_token_gets_no_seat),
                            TEST(what_the_store_did_not_write_did_not_happen),
                            TEST(a_store_that_cannot_be_read_is_not_a_wrong_password),
                            TEST(what_is_refused_within_a_transaction_is_not_written)});
}
