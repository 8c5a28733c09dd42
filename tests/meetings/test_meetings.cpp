// SPDX-License-Identifier: MIT
#include "meetings/meetings.hpp"

#include <set>

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::World;

namespace {

NewMeeting latin() { return {.title = "Latin, 7b"}; }

NewMeeting at(base::WallTime when) {
  NewMeeting fields = latin();
  fields.type = MeetingType::scheduled;
  fields.scheduled_at = when;
  return fields;
}

std::string refused_field(World& w, const Claims& host, const NewMeeting& fields,
                          RefusalCode code) {
  const auto outcome = w.rooms.create(host, fields);
  CHECK(!outcome);
  CHECK_EQ(to_string(outcome.error().code), to_string(code));
  return outcome.error().field;
}

void a_meeting_is_found_by_id_and_by_code() {
  World w;
  const Claims host = w.person("host");
  const MeetingView made = OK(w.rooms.create(host, latin()));
  CHECK(made.role == Role::host);
  CHECK_EQ(made.meeting.max_participants, 12u);
  CHECK_EQ(made.meeting.host_name, "host");
  CHECK(!made.meeting.has_password && made.meeting.state() == MeetingState::open);
  CHECK(OK(w.rooms.details(made.meeting.id.value(), std::nullopt)).meeting == made.meeting);
  CHECK(OK(w.rooms.details(made.meeting.code, std::nullopt)).meeting == made.meeting);
  REFUSED(w.rooms.details("bada-bada-bada", std::nullopt), not_found);
  REFUSED(w.rooms.details("x", std::nullopt), not_found);
}

void every_field_comes_back() {
  World w;
  const Claims host = w.person("host");
  NewMeeting fields = at(w.clock.wall_now() + 24h);
  fields.title = " Übung 🎓 ";
  fields.password = "ablativ";
  fields.max_participants = 50;
  fields.duration_minutes = 45;
  fields.timezone = "Europe/Berlin";
  const Meeting made = OK(w.rooms.create(host, fields)).meeting;
  const Meeting found = OK(w.rooms.details(made.code, std::nullopt)).meeting;
  CHECK(found == made);
  CHECK_EQ(found.title, "Übung 🎓");
  CHECK(found.has_password && found.max_participants == 50 && found.duration_minutes == 45u);
  CHECK(found.timezone == "Europe/Berlin" && found.scheduled_at == w.clock.wall_now() + 24h);
}

void details_know_the_caller() {
  World w;
  const Claims host = w.person("host");
  const Claims other = w.person("other");
  const Meeting meeting = w.meeting(host);
  CHECK(OK(w.rooms.details(meeting.code, host)).role == Role::host);
  CHECK(!OK(w.rooms.details(meeting.code, other)).role);
  const Seat seat = OK(w.rooms.join(other, meeting.code, {}));
  CHECK(OK(w.rooms.details(meeting.code, other)).role == Role::participant);
  CHECK_EQ(OK(w.rooms.details(meeting.code, other)).present, 0u);
  w.show_up(seat);
  CHECK_EQ(OK(w.rooms.details(meeting.code, other)).present, 1u);
}

void fields_out_of_range_are_named() {
  World w;
  const Claims host = w.person("host");
  const base::WallTime now = w.clock.wall_now();
  const auto bad = [&](const NewMeeting& fields) {
    return refused_field(w, host, fields, RefusalCode::bad_field);
  };
  NewMeeting f = latin();
  f.title = " ";
  CHECK_EQ(bad(f), "title");
  f.title = std::string(121, 'x');
  CHECK_EQ(bad(f), "title");
  for (const std::int64_t most : {-1, 0, 1, 51, 1'000'000}) {
    f = latin();
    f.max_participants = most;
    CHECK_EQ(bad(f), "max_participants");
  }
  for (const std::int64_t minutes : {-5, 0, 4, 1441}) {
    f = latin();
    f.duration_minutes = minutes;
    CHECK_EQ(bad(f), "duration_minutes");
  }
  f = latin();
  f.password = "";
  CHECK_EQ(bad(f), "password");
  f.password = std::string(129, 'x');
  CHECK_EQ(bad(f), "password");
  f = latin();
  f.timezone = "Mars/Olympus";
  CHECK_EQ(bad(f), "timezone");
  f = latin();
  f.type = MeetingType::scheduled;
  CHECK_EQ(bad(f), "scheduled_at");
  f = latin();
  f.scheduled_at = now + 1h;
  CHECK_EQ(bad(f), "scheduled_at");
  CHECK_EQ(bad(at(now - 6min)), "scheduled_at");
  CHECK_EQ(bad(at(now + 24h * 366 * 6)), "scheduled_at");
  CHECK_EQ(w.passwords.calls.load(),
           1);  // the host's own registration; nothing here got as far as a hash
}

void the_limits_themselves_are_taken() {
  World w;
  const Claims host = w.person("host");
  NewMeeting f = at(w.clock.wall_now() - 5min);
  f.title = std::string(120, 'x');
  f.max_participants = 2;
  f.duration_minutes = 5;
  f.password = "x";
  OK(w.rooms.create(host, f));
  f = latin();
  f.max_participants = 50;
  f.duration_minutes = 1440;
  f.password = std::string(128, 'x');
  OK(w.rooms.create(host, f));
}

void guests_and_seats_create_nothing() {
  World w;
  const Claims host = w.person("host");
  const Meeting meeting = w.meeting(host);
  REFUSED(w.rooms.create(w.guest(meeting, "G"), latin()), forbidden);
  REFUSED(w.rooms.create(w.claims(OK(w.rooms.join(host, meeting.code, {})).token), latin()),
          token_invalid);
  Claims stranger = host;
  stranger.user_id = UserId{"99999999-9999-4999-8999-999999999999"};
  REFUSED(w.rooms.create(stranger, latin()), token_invalid);
}

// Random that draws the same code several times, as two of 2.6e11 may.
class Repeating final : public base::Random {
 public:
  void fill(base::MutableBytes out) noexcept override {
    if (out.size() == 16) return seeded_.fill(out);  // ids stay different
    if (letters_++ >= kRepeated) return seeded_.fill(out);
    for (std::byte& b : out) b = std::byte{0xf0};
  }

 private:
  static constexpr int kRepeated = 12 * 4;
  lectern_test::SeededRandom seeded_;
  int letters_ = 0;
};

void a_code_that_is_taken_is_drawn_again() {
  World w;
  const Claims host = w.person("host");
  Repeating repeating;
  Services services = {*w.store,  w.tokens, w.presence, w.holds,
                       w.guesses, w.events, w.clock,    repeating};
  lectern_test::LocalMeetings rooms{services, World::meeting_config(), w.passwords};
  const Meeting first = OK(rooms.create(host, latin())).meeting;
  const Meeting second = OK(rooms.create(host, latin())).meeting;
  CHECK(first.code != second.code);
  CHECK_EQ(OK(rooms.details(second.code, std::nullopt)).meeting.id.value(), second.id.value());
}

class Stuck final : public base::Random {
 public:
  void fill(base::MutableBytes out) noexcept override {
    if (out.size() == 16) return seeded_.fill(out);
    for (std::byte& b : out) b = std::byte{0xf0};
  }

 private:
  lectern_test::SeededRandom seeded_;
};

void without_a_free_code_nothing_is_made() {
  World w;
  const Claims host = w.person("host");
  Stuck stuck;
  Services services = {*w.store,  w.tokens, w.presence, w.holds,
                       w.guesses, w.events, w.clock,    stuck};
  lectern_test::LocalMeetings rooms{services, World::meeting_config(), w.passwords};
  OK(rooms.create(host, latin()));
  REFUSED(rooms.create(host, latin()), internal);
  CHECK_EQ(OK(w.rooms.list(host, {})).meetings.size(), 1u);
}

void the_list_is_ones_own_and_newest_first() {
  World w;
  const Claims host = w.person("host");
  const Claims other = w.person("other");
  const Meeting first = w.meeting(host, {.title = "first"});
  w.clock.advance(1s);
  const Meeting second = w.meeting(host, {.title = "second"});
  w.clock.advance(1s);
  const Meeting foreign = w.meeting(other, {.title = "foreign"});
  const auto titles = [&](const Claims& who, const MeetingFilter& filter) {
    std::string text;
    for (const MeetingView& view : OK(w.rooms.list(who, filter)).meetings)
      text += view.meeting.title + ' ';
    return text;
  };
  CHECK_EQ(titles(host, {}), "second first ");
  OK(w.rooms.join(host, foreign.code, {}));
  CHECK_EQ(titles(host, {}), "foreign second first ");
  OK(w.rooms.end(host, first.code));
  CHECK_EQ(titles(host, {.which = {.state = MeetingState::ended}}), "first ");
  CHECK_EQ(titles(host, {.which = {.state = MeetingState::open}}), "foreign second ");
  const auto roles = OK(w.rooms.list(host, {})).meetings;
  CHECK(roles[0].role == Role::participant && roles[1].role == Role::host);
}

void pages_hold_everything_once() {
  World w;
  const Claims host = w.person("host");
  std::set<std::string> made, seen;
  // Several in the same microsecond: the id decides between them.
  for (int i = 0; i < 25; ++i) made.insert(w.meeting(host).id.value());
  MeetingFilter filter{.limit = 10};
  int pages = 0;
  for (bool more = true; more; ++pages) {
    const MeetingPage page = OK(w.rooms.list(host, filter));
    for (const MeetingView& view : page.meetings)
      CHECK(seen.insert(view.meeting.id.value()).second);
    more = page.next_cursor.has_value();
    if (more) filter.cursor = *page.next_cursor;
  }
  CHECK_EQ(pages, 3);
  CHECK(seen == made);
}

void cursors_and_limits_are_checked() {
  World w;
  const Claims host = w.person("host");
  const auto encoded = [](std::string_view text) {
    return base::encode_base64url(base::as_bytes(text));
  };
  for (const std::string& cursor :
       {std::string{"x"}, std::string{"!"}, encoded("1"), encoded("1/"), encoded("/"),
        encoded("1/bada-bada-bada"), encoded("-1/6f9619ff-8b86-4d01-b42d-00cf4fc964ff"),
        encoded("99999999999999999999/6f9619ff-8b86-4d01-b42d-00cf4fc964ff"),
        std::string(10'000, 'A')}) {
    CHECK_EQ(REFUSED(w.rooms.list(host, {.cursor = cursor}), bad_field).field, "cursor");
  }
  CHECK_EQ(REFUSED(w.rooms.list(host, {.limit = 0}), bad_field).field, "limit");
  CHECK_EQ(REFUSED(w.rooms.list(host, {.limit = 101}), bad_field).field, "limit");
}

void ending_is_the_hosts_and_once() {
  World w;
  const Claims host = w.person("host");
  const Claims other = w.person("other");
  const Meeting meeting = w.meeting(host);
  const Seat seat = OK(w.rooms.admit(other, meeting.code, {}));
  REFUSED(w.rooms.end(other, meeting.code), forbidden);
  REFUSED(w.rooms.end(host, "bada-bada-bada"), not_found);
  CHECK(w.events.take().empty());
  w.clock.advance(45min);
  OK(w.rooms.end(host, meeting.code));
  const auto events = w.events.take();
  CHECK_EQ(events.size(), 1u);
  CHECK((events[0] == Event{MeetingEnded{meeting.id, host.user_id}}));
  OK(w.rooms.end(host, meeting.id.value()));
  CHECK(w.events.take().empty());
  const Meeting ended = OK(w.rooms.details(meeting.code, std::nullopt)).meeting;
  CHECK(ended.state() == MeetingState::ended && ended.ended_at == w.clock.wall_now());
  const auto history = OK(w.rooms.participants(host, meeting.code, true));
  CHECK_EQ(history.size(), 1u);
  CHECK(history[0].id == seat.participant_id && history[0].left_at == w.clock.wall_now());
}

void the_operator_sees_and_ends_everybodys() {
  World w;
  const TokenPair pair = w.sign_up("host");
  const Claims host = w.claims(pair.access);
  const Meeting first = w.meeting(host, {.title = "first"});
  w.clock.advance(1s);
  const Meeting second = w.meeting(w.person("other"), {.title = "second"});
  OK(w.accounts.set_disabled(pair.user.id,
                             true));  // whose meetings go on without anybody who could end them
  (void)w.events.take();
  const auto open = OK(w.rooms.list_open(10));
  CHECK_EQ(open.size(), 2u);
  CHECK(open[0].meeting == second && open[1].meeting == first);
  CHECK_EQ(OK(w.rooms.list_open(1)).size(), 1u);
  REFUSED(w.rooms.list_open(0), bad_field);
  REFUSED(w.rooms.list_open(1001), bad_field);
  OK(w.rooms.end_by_operator(first.code));
  OK(w.rooms.end_by_operator(first.code));
  const auto events = w.events.take();
  CHECK((events.size() == 1 && events[0] == Event{MeetingEnded{first.id, std::nullopt}}));
  CHECK_EQ(OK(w.rooms.list_open(10)).size(), 1u);
  REFUSED(w.rooms.end_by_operator("bada-bada-bada"), not_found);
}

void a_new_meeting_is_empty() {
  World w;
  const MeetingView made = OK(w.rooms.create(w.person("host"), {.title = "x"}));
  CHECK_EQ(made.present, 0u);
  CHECK_EQ(made.meeting.title, "x");
}

// docs/api.md: at most five years ahead, of which each may be a leap year.
void a_time_is_at_most_five_years_ahead_and_five_minutes_ago() {
  World w;
  const Claims host = w.person("host");
  const base::WallTime now = w.clock.wall_now();
  OK(w.rooms.create(host, at(now + 24h * 366 * 5)));
  OK(w.rooms.create(host, at(now - 5min)));
  for (const base::WallTime when : {now + 24h * 366 * 5 + 1us, now - 5min - 1us})
    CHECK_EQ(refused_field(w, host, at(when), RefusalCode::bad_field), "scheduled_at");
}

void a_time_zone_has_a_name_of_1_to_64_bytes() {
  World w;
  const Claims host = w.person("host");
  MeetingsConfig config = World::meeting_config();
  config.is_timezone = [](std::string_view) { return true; };
  lectern_test::LocalMeetings rooms{w.services(), config, w.passwords};
  NewMeeting f = latin();
  f.timezone = std::string(64, 'x');
  OK(rooms.create(host, f));
  f.timezone = std::string(65, 'x');
  CHECK_EQ(REFUSED(rooms.create(host, f), bad_field).field, "timezone");
  f.timezone = "";
  CHECK_EQ(REFUSED(rooms.create(host, f), bad_field).field, "timezone");
  config.is_timezone = nullptr;
  lectern_test::LocalMeetings without{w.services(), config, w.passwords};
  f.timezone = "Europe/Berlin";
  CHECK_EQ(REFUSED(without.create(host, f), bad_field).field, "timezone");
}

// Draws one code for a first meeting and then the same code `again` times.
class Stubborn final : public base::Random {
 public:
  explicit Stubborn(int again) : letters_((1 + again) * 12) {}
  void fill(base::MutableBytes out) noexcept override {
    if (out.size() == 16 || letters_ == 0) return seeded_.fill(out);
    --letters_;
    for (std::byte& b : out) b = std::byte{0xf0};
  }

 private:
  int letters_;
  lectern_test::SeededRandom seeded_;
};

void eight_codes_are_tried() {
  if (lectern_test::each_body_runs_twice()) lectern_test::skip_test("it counts random numbers");
  for (const int again : {7, 8}) {
    World w;
    const Claims host = w.person("host");
    Stubborn stubborn{again};
    lectern_test::LocalMeetings rooms{
        {*w.store, w.tokens, w.presence, w.holds, w.guesses, w.events, w.clock, stubborn},
        World::meeting_config(),
        w.passwords};
    OK(rooms.create(host, latin()));
    const auto second = rooms.create(host, latin());
    CHECK_EQ(second.has_value(), again == 7);
  }
}

void a_page_that_ends_the_list_has_no_cursor() {
  World w;
  const Claims host = w.person("host");
  for (int i = 0; i < 51; ++i) w.meeting(host);
  const MeetingPage page = OK(w.rooms.list(host, {}));
  CHECK_EQ(page.meetings.size(), 50u);
  CHECK(page.next_cursor.has_value());
  const MeetingPage last = OK(w.rooms.list(host, {.limit = 1, .cursor = *page.next_cursor}));
  CHECK_EQ(last.meetings.size(), 1u);
  CHECK(!last.next_cursor);
  CHECK_EQ(OK(w.rooms.list(host, {.limit = 100})).meetings.size(), 51u);
}

void a_cursor_is_read_to_its_last_byte() {
  World w;
  const Claims host = w.person("host");
  const std::string id = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
  const auto list = [&](const std::string& text) {
    return w.rooms.list(host, {.cursor = base::encode_base64url(base::as_bytes(text))});
  };
  OK(list("0/" + id));
  OK(list("1/" + id));
  for (const std::string& text : {"/" + id, "1" + id, "1x" + id, "1//" + id, "1/" + id + "0"})
    REFUSED(list(text), bad_field);
  // 96 bytes are 128 characters, the most that are looked at.
  OK(list(std::string(58, '0') + "1/" + id));
  REFUSED(list(std::string(59, '0') + "1/" + id), bad_field);
}

void the_operators_list_has_one_to_a_thousand_meetings() {
  World w;
  w.meeting(w.person("host"));
  CHECK_EQ(OK(w.rooms.list_open(1000)).size(), 1u);
}

}  // namespace

int main() {
  return lectern_test::run("meetings",
                           {TEST(a_meeting_is_found_by_id_and_by_code),
                            TEST(every_field_comes_back),
                            TEST(details_know_the_caller),
                            TEST(fields_out_of_range_are_named),
                            TEST(the_limits_themselves_are_taken),
                            TEST(guests_and_seats_create_nothing),
                            TEST(a_code_that_is_taken_is_drawn_again),
                            TEST(without_a_free_code_nothing_is_made),
                            TEST(the_list_is_ones_own_and_newest_first),
                            TEST(pages_hold_everything_once),
                            TEST(cursors_and_limits_are_checked),
                            TEST(ending_is_the_hosts_and_once),
                            TEST(the_operator_sees_and_ends_everybodys),
                            TEST(a_new_meeting_is_empty),
                            TEST(a_time_is_at_most_five_years_ahead_and_five_minutes_ago),
                            TEST(a_time_zone_has_a_name_of_1_to_64_bytes),
                            TEST(eight_codes_are_tried),
                            TEST(a_page_that_ends_the_list_has_no_cursor),
                            TEST(a_cursor_is_read_to_its_last_byte),
                            TEST(the_operators_list_has_one_to_a_thousand_meetings)});
}
