// SPDX-License-Identifier: MIT
// What hosts and co-hosts do from within the room: who may, what it does, and that each act is in
// the audit log.
#include "meetings/moderation.hpp"

#include "base/text_file.hpp"
#include "tests/meetings/world.hpp"
#include "tests/support/source_tree.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::World;

namespace {

struct Room : World {
  Claims host = person("host"), cohost = person("cohost"), pupil = person("pupil");
  Meeting room;
  Seat of_host, of_cohost, of_pupil;
  Moderation moderation{services(), rooms, bans, requests, roles};

  explicit Room(NewMeeting fields = {}) : room(meeting(host, std::move(fields))) {
    of_host = OK(rooms.admit(host, room.code, {}));
    of_cohost = OK(rooms.admit(cohost, room.code, {}));
    of_pupil = OK(rooms.admit(pupil, room.code, {}));
    OK(roles.set(host, room.code, {.participant_id = of_cohost.participant_id.value()}, kClient));
    (void)events.take();
  }
  Outcome<Moderated> act(const Claims& by, const Moderate& what) {
    return moderation.act(by, room.id, what, kClient);
  }
  Outcome<Moderated> act(const Claims& by, Action action, const Seat& whom) {
    return act(by, {.action = action, .target = whom.participant_id.value()});
  }
  Meeting now() { return OK(rooms.details(room.code, host)).meeting; }
  Role role_of(const Seat& seat) {
    Role role = Role::listener;
    OK(store->read([&](UnitOfWork& work) -> Outcome<void> {
      role = work.participants().by_id(seat.participant_id)->role;
      return {};
    }));
    return role;
  }
  // The events of one kind since the last call.
  template <class E>
  std::vector<E> told() {
    std::vector<E> found;
    for (const Event& event : events.take()) {
      if (const auto* one = std::get_if<E>(&event)) found.push_back(*one);
    }
    return found;
  }
};

std::string_view word(Target target) {
  switch (target) {
    case Target::none: return "nobody";
    case Target::person: return "a person";
    case Target::person_or_all: return "a person, or all";
    case Target::person_or_none: return "a person, or nobody";
    case Target::request: return "a request";
    case Target::request_or_all: return "a request, or all";
  }
  return "";
}

void the_page_has_the_same_actions() {
  const std::string page =
      CHECK_OK(base::read_text_file(lectern_test::in_source_tree("docs/meetings.md")));
  std::size_t rows = 0;
  for (const ActionRow& row : kActions) {
    const std::string line = "| `" + std::string{row.name} + "` | " +
                             std::string{word(row.target)} + " | " +
                             std::string{kActs[static_cast<std::size_t>(row.act)].name} + " |";
    if (page.find(line) == std::string::npos)
      lectern_test::check_failed("docs/meetings.md lacks: " + line, __FILE__, __LINE__);
    CHECK(parse_action(row.name) == row.action);
  }
  for (std::size_t at = page.find("| `mute` |"); page[at] == '|'; at = page.find('\n', at) + 1)
    ++rows;
  CHECK_EQ(rows, kActions.size());
  CHECK(!parse_action("") && !parse_action("Mute"));
}

// Each act by host, co-host, pupil and stranger, against each of them.
void each_act_asks_for_role_and_rank_and_is_recorded() {
  for (const ActionRow& row : kActions) {
    // With nobody who waits there is nothing to do (the_lobby_is_listed_answered_and_told).
    if (row.act == Act::answer_requests) continue;
    Room w;
    const Claims stranger = w.person("stranger");
    const struct {
      const Claims& claims;
      int rank;  // 3: host
      const Seat* seat;
    } people[] = {{w.host, 3, &w.of_host},
                  {w.cohost, 2, &w.of_cohost},
                  {w.pupil, 1, &w.of_pupil},
                  {stranger, 0, nullptr}};
    const bool host_only = row.action == Action::end || row.action == Action::hand_over;
    for (const auto& by : people) {
      for (const auto& whom : people) {
        const bool about = is_about_person(row);
        if (about ? whom.seat == nullptr : whom.rank != 0) continue;
        Moderate what{.action = row.action};
        if (about) what.target = whom.seat->participant_id.value();
        const bool rank = !about || !row.outranks ||
                          (by.claims.user_id != whom.claims.user_id && by.rank > whom.rank);
        const bool allowed = by.rank >= (host_only ? 3 : 2) && rank;
        if (allowed) continue;
        const auto before = w.audit().size();
        const auto refused = w.act(by.claims, what);
        CHECK(!refused && refused.error().code == RefusalCode::forbidden);
        CHECK_EQ(w.audit().size(), before);
      }
    }
    Moderate what{.action = row.action};
    if (is_about_person(row)) what.target = w.of_pupil.participant_id.value();
    if (row.action == Action::demote) OK(w.act(w.host, Action::promote, w.of_pupil));
    if (row.action == Action::unlock) OK(w.act(w.host, {.action = Action::lock}));
    const auto before = w.audit().size();
    OK(w.act(w.host, what));
    const auto log = w.audit();
    CHECK_EQ(log.size(), before + 1);
    CHECK_EQ(log[0].actor.user.value().value(), w.host.user_id.value());
    CHECK_EQ(log[0].meeting.value().value(), w.room.id.value());
    if (is_about_person(row)) CHECK_EQ(log[0].whom.value().value(), w.pupil.user_id.value());
  }
}

void an_act_of_the_room_is_only_recorded() {
  Room w;
  OK(w.act(w.cohost, Action::mute, w.of_pupil));
  const AuditEntry one = w.audit()[0];
  CHECK(one.kind == AuditKind::participant_moderated);
  CHECK_EQ(one.detail, "action=mute");
  CHECK_EQ(one.object, w.of_pupil.participant_id.value());
  OK(w.act(w.host, {.action = Action::mute}));
  CHECK_EQ(w.audit()[0].detail, "action=mute all");
  CHECK(!w.audit()[0].whom);
  OK(w.act(w.host, {.action = Action::spotlight}));
  CHECK(w.events.take().empty());
  OK(w.rooms.end(w.host, w.room.code));
  REFUSED(w.act(w.host, {.action = Action::mute}), ended);
}

void unknown_and_foreign_targets_are_nobody() {
  Room w;
  const Meeting other = w.meeting(w.host);
  const Seat elsewhere = OK(w.rooms.admit(w.person("eve"), other.code, {}));
  for (const Action action : {Action::mute, Action::remove, Action::hand_over})
    REFUSED(w.act(w.host, action, elsewhere), not_found);
  REFUSED(w.act(w.host, Action::ban, elsewhere), bad_field);
  REFUSED(w.act(w.host, {.action = Action::mute, .target = "' OR 1=1 --"}), not_found);
  REFUSED(w.act(w.host, {.action = Action::remove}), bad_field);
  REFUSED(w.act(w.host, {.action = Action::admit, .target = "nobody"}), not_found);
  REFUSED(w.act(w.host, {.action = Action::tell_waiting, .target = "x", .message = "x"}),
          not_found);
  REFUSED(w.act(w.host, {.action = Action::tell_waiting}), bad_field);
}

void a_seats_token_acts_in_its_own_meeting() {
  Room w;
  const Claims seat = w.claims(w.of_host.token);
  CHECK(seat.kind == TokenKind::seat);
  OK(w.act(seat, Action::mute, w.of_pupil));
  OK(w.act(seat, {.action = Action::lock}));
  const Meeting other = w.meeting(w.host);
  REFUSED(w.moderation.act(seat, other.id, {.action = Action::lock}, kClient), forbidden);
}

void who_is_put_out_is_a_newcomer() {
  Room w;
  OK(w.act(w.host, Action::remove, w.of_pupil));
  const auto removed = w.told<SeatRemoved>();
  CHECK_EQ(removed.size(), 1u);
  CHECK(!removed[0].banned && removed[0].by == w.host.user_id &&
        removed[0].participant_id == w.of_pupil.participant_id);
  CHECK(w.audit()[0].kind == AuditKind::participant_removed);
  REFUSED(w.rooms.participants(w.pupil, w.room.code, false), forbidden);
  // The lock holds for this person now, also with the token of the seat.
  OK(w.act(w.host, {.action = Action::lock}));
  REFUSED(w.rooms.admit(w.pupil, w.room.code, {}), locked);
  REFUSED(w.rooms.admit(w.claims(w.of_pupil.token), w.room.code, {}), locked);
  OK(w.act(w.host, {.action = Action::unlock}));
  // The same seat again.
  const Seat again = OK(w.rooms.admit(w.pupil, w.room.code, {}));
  CHECK_EQ(again.participant_id, w.of_pupil.participant_id);
  OK(w.rooms.participants(w.pupil, w.room.code, false));
  OK(w.act(w.host, {.action = Action::lock}));
  OK(w.rooms.admit(w.pupil, w.room.code, {}));
}

void who_was_approved_and_put_out_asks_again() {
  Room w{{.title = "Exam"}};
  OK(w.rooms.change(w.host, w.room.code, {.waiting_room = true}, {}, kClient, nullptr));
  const Claims guest = w.person("late");
  const Pending asked = OK(w.rooms.ask(guest, w.room.code));
  OK(w.act(w.cohost, {.action = Action::admit, .target = asked.request_id.value()}));
  const Seat seat = OK(w.rooms.admit(guest, w.room.code, {}));
  OK(w.act(w.host, Action::remove, seat));
  (void)OK(w.rooms.ask(guest, w.room.code));
}

void a_cohost_who_is_put_out_is_none_any_more() {
  Room w;
  OK(w.act(w.host, Action::remove, w.of_cohost));
  CHECK(w.role_of(w.of_cohost) == Role::participant);
  OK(w.rooms.admit(w.cohost, w.room.code, {}));
  REFUSED(w.act(w.cohost, {.action = Action::lock}), forbidden);
  // Appointing somebody who is out lets the person in.
  OK(w.act(w.host, Action::remove, w.of_pupil));
  OK(w.roles.set(w.host, w.room.code, {.user_id = w.pupil.user_id.value()}, kClient));
  OK(w.act(w.host, {.action = Action::lock}));
  OK(w.rooms.admit(w.pupil, w.room.code, {}));
}

void a_ban_from_the_room_has_a_time() {
  Room w;
  const base::WallTime until = w.clock.wall_now() + 1h;
  OK(w.act(w.cohost, {.action = Action::ban,
                      .target = w.of_pupil.participant_id.value(),
                      .until = until,
                      .reason = "Shouting"}));
  const auto removed = w.told<SeatRemoved>();
  CHECK(removed.size() == 1 && removed[0].banned && removed[0].by == w.cohost.user_id);
  REFUSED(w.rooms.admit(w.pupil, w.room.code, {}), banned);
  const auto bans = OK(w.bans.list(w.host, w.room.code, kClient));
  CHECK(bans.size() == 1 && bans[0].until == until && bans[0].reason == "Shouting");
  const Claims guest = w.guest(w.room, "Gus");
  const Seat seat = OK(w.rooms.admit(guest, w.room.code, {}));
  OK(w.act(w.host, Action::ban, seat));
  REFUSED(w.rooms.admit(guest, w.room.code, {}), banned);
}

void roles_go_up_and_down() {
  Room w;
  OK(w.act(w.host, Action::promote, w.of_pupil));
  CHECK(w.role_of(w.of_pupil) == Role::cohost);
  REFUSED(w.act(w.cohost, Action::demote, w.of_pupil), forbidden);
  OK(w.act(w.host, Action::demote, w.of_pupil));
  CHECK(w.role_of(w.of_pupil) == Role::participant);
  REFUSED(w.act(w.cohost, Action::promote, w.of_pupil), forbidden);
  Room lecture{{.title = "Talk", .type = MeetingType::lecture}};
  OK(lecture.act(lecture.cohost, Action::promote, lecture.of_pupil));
  CHECK(lecture.role_of(lecture.of_pupil) == Role::presenter);
  OK(lecture.act(lecture.cohost, Action::demote, lecture.of_pupil));
  CHECK(lecture.role_of(lecture.of_pupil) == Role::listener);
  OK(lecture.act(lecture.host, {.action = Action::promote,
                                .target = lecture.of_pupil.participant_id.value(),
                                .role = Role::cohost}));
  CHECK(lecture.role_of(lecture.of_pupil) == Role::cohost);
}

void a_meeting_is_handed_over() {
  Room w;
  const Seat guest = OK(w.rooms.admit(w.guest(w.room, "Gus"), w.room.code, {}));
  REFUSED(w.act(w.host, Action::hand_over, guest), forbidden);
  REFUSED(w.act(w.host, Action::hand_over, w.of_host), forbidden);
  OK(w.act(w.host, Action::hand_over, w.of_pupil));
  CHECK_EQ(w.now().host_id, w.pupil.user_id);
  CHECK(w.role_of(w.of_pupil) == Role::host && w.role_of(w.of_host) == Role::cohost);
  bool told = false;
  for (const Event& event : w.events.take()) {
    if (const auto* changed = std::get_if<MeetingChanged>(&event)) {
      told = changed->host == w.pupil.user_id && changed->version == w.now().version;
      CHECK(parse_event(print_event(event)) == event);
    }
  }
  CHECK(told);
  CHECK(w.audit()[0].kind == AuditKind::meeting_handed_over);
  REFUSED(w.act(w.host, {.action = Action::end}), forbidden);
  OK(w.act(w.pupil, Action::demote, w.of_host));
  OK(w.act(w.pupil, {.action = Action::end}));
}

void chat_off_for_all_is_a_setting() {
  Room w;
  OK(w.act(w.cohost, {.action = Action::chat_off}));
  CHECK(w.now().settings.chat == AllowedTo::hosts);
  const auto changed = w.told<MeetingChanged>();
  CHECK(changed.size() == 1 && changed[0].settings.chat == AllowedTo::hosts);
  OK(w.act(w.cohost, {.action = Action::chat_on}));
  CHECK(w.now().settings.chat == AllowedTo::everyone);
}

void the_lobby_is_listed_answered_and_told() {
  Room w;
  OK(w.rooms.change(w.host, w.room.code, {.waiting_room = true}, {}, kClient, nullptr));
  const Claims dan = w.person("dan"), eve = w.guest(w.room, "eve"), fay = w.person("fay");
  const Pending first = OK(w.rooms.ask(dan, w.room.code, {.message = "It is me"}));
  w.clock.advance(1s);
  const Pending second = OK(w.rooms.ask(eve, w.room.code));
  w.clock.advance(1s);
  (void)OK(w.rooms.ask(fay, w.room.code));
  Lobby lobby = OK(w.requests.lobby(w.room.id));
  CHECK(lobby.count == 3 && lobby.waiting.size() == 3);
  CHECK(lobby.waiting[0].request.name == "dan" && !lobby.waiting[0].guest);
  CHECK(lobby.waiting[0].request.message == "It is me" && lobby.waiting[1].guest);
  const auto all =
      OK(w.act(w.cohost, {.action = Action::tell_waiting, .message = "  Five minutes  "}));
  CHECK_EQ(all.told.size(), 3u);
  CHECK_EQ(all.message, "Five minutes");
  const auto one = OK(w.act(w.host, {.action = Action::tell_waiting,
                                     .target = second.request_id.value(),
                                     .message = "You are next"}));
  CHECK(one.told == std::vector<UserId>{eve.user_id});
  REFUSED(w.act(w.host, {.action = Action::tell_waiting, .message = "a\nb"}), bad_field);
  OK(w.act(w.cohost, {.action = Action::deny, .target = first.request_id.value()}));
  REFUSED(w.act(w.cohost, {.action = Action::deny, .target = first.request_id.value()}), not_found);
  (void)w.events.take();
  OK(w.requests.withdraw(eve, w.room.code, second.request_id.value(), kClient));
  CHECK_EQ(w.told<LobbyChanged>().size(), 1u);
  CHECK(w.audit()[0].kind == AuditKind::join_request_answered);
  OK(w.act(w.host, {.action = Action::admit_all}));
  CHECK_EQ(OK(w.requests.lobby(w.room.id)).count, 0u);
  OK(w.rooms.admit(fay, w.room.code, {}));
  const Event event = LobbyChanged{w.room.id};
  CHECK(parse_event(print_event(event)) == event);
}

void what_a_person_leaves_empties_the_lobby() {
  Room w;
  OK(w.rooms.change(w.host, w.room.code, {.waiting_room = true}, {}, kClient, nullptr));
  const Claims dan = w.person("dan"), eve = w.person("eve"), fay = w.person("fay");
  for (const Claims* each : {&dan, &eve, &fay}) (void)OK(w.rooms.ask(*each, w.room.code));
  (void)w.events.take();
  OK(w.rooms.leave(dan, w.room.code));
  CHECK_EQ(w.told<LobbyChanged>().size(), 1u);
  OK(w.bans.put(w.host, w.room.code, {.user_id = eve.user_id.value()}, kClient));
  CHECK_EQ(w.told<LobbyChanged>().size(), 1u);
  OK(w.rooms.change(w.host, w.room.code, {.waiting_room = false}, {}, kClient, nullptr));
  (void)w.events.take();
  OK(w.rooms.join(fay, w.room.code, {}));
  CHECK_EQ(w.told<LobbyChanged>().size(), 1u);
  CHECK_EQ(OK(w.requests.lobby(w.room.id)).count, 0u);
}

void an_older_event_of_a_seat_is_a_ban() {
  const auto event =
      parse_event(R"({"event":"seat-removed","meeting":"m","participant":"p","user":"u"})");
  CHECK((event == Event{SeatRemoved{MeetingId{"m"}, ParticipantId{"p"}, UserId{"u"}}}));
  const Event put_out =
      SeatRemoved{MeetingId{"m"}, ParticipantId{"p"}, UserId{"u"}, false, UserId{"h"}};
  CHECK(parse_event(print_event(put_out)) == put_out);
}

}  // namespace

int main() {
  return lectern_test::run(
      "moderation",
      {TEST(the_page_has_the_same_actions), TEST(each_act_asks_for_role_and_rank_and_is_recorded),
       TEST(an_act_of_the_room_is_only_recorded), TEST(unknown_and_foreign_targets_are_nobody),
       TEST(a_seats_token_acts_in_its_own_meeting), TEST(who_is_put_out_is_a_newcomer),
       TEST(who_was_approved_and_put_out_asks_again),
       TEST(a_cohost_who_is_put_out_is_none_any_more), TEST(a_ban_from_the_room_has_a_time),
       TEST(roles_go_up_and_down), TEST(a_meeting_is_handed_over),
       TEST(chat_off_for_all_is_a_setting), TEST(the_lobby_is_listed_answered_and_told),
       TEST(what_a_person_leaves_empties_the_lobby), TEST(an_older_event_of_a_seat_is_a_ban)});
}
