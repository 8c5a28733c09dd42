// SPDX-License-Identifier: MIT
// Seats that change hands: taken over by a newer session, left by REST, ended with the meeting,
// granted too late.
#include "tests/signaling/hub_fixture.hpp"

using namespace signaling_test;
using namespace std::chrono_literals;

namespace {

void the_newer_session_has_the_seat() {
  HubTest t;
  Client phone = t.member("alice");
  Client bob = t.member("bob");
  (void)phone.hears();
  Client laptop = t.connect("alice");
  laptop.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("alice"));
  CHECK_EQ(phone.hears_error(), "replaced");
  CHECK_EQ(t.close_code(phone), 4409u);
  CHECK_EQ(text(laptop.hears_one(), "type"), "joined");
  const auto told = bob.hears();
  CHECK_EQ(told.size(), std::size_t{2});
  CHECK_EQ(text(told[0], "type"), "peer-left");
  CHECK_EQ(text(told[0], "reason"), "replaced");
  CHECK_EQ(text(told[1], "type"), "peer-joined");
  CHECK(t.ended.empty());  // the stay goes on
  CHECK_EQ(t.present(), (std::vector<std::string>{"bob", "alice"}));
  phone.disconnects();
  CHECK_EQ(t.present().size(), std::size_t{2});
  CHECK(t.ended.empty());
  CHECK(bob.silent());
}

void a_person_without_an_account_is_shown_as_a_guest() {
  HubTest t;
  Client alice = t.member("alice");
  Client gus = t.connect("gus");
  gus.says({{"type", "auth"}, {"token", t.guest_token("gus")}});
  CHECK_EQ(text(gus.hears_one(), "type"), "welcome");
  gus.says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("gus"));
  const Json told = alice.hears_one();
  CHECK(told["peer"]["guest"] == Json{true});
  Client bob = t.member("bob");
  CHECK(!alice.hears_one()["peer"].has("guest"));
  Client carol = t.connect("carol");
  carol.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("carol"));
  const Json peers = carol.hears_one()["peers"];
  CHECK_EQ(peers.size(), std::size_t{3});
  CHECK(!peers.at(0).has("guest"));
  CHECK(peers.at(1)["guest"] == Json{true});
}

meetings::SeatRemoved removal_of(const std::string& user) {
  return {meetings::MeetingId{kMeeting}, meetings::ParticipantId{"seat-" + user},
          meetings::UserId{"user-" + user}};
}

void a_removed_person_is_out_at_once() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  (void)alice.hears();
  t.run(t.hub.handle_event(removal_of("bob"), t.now()));
  const Json removed = bob.hears_one();
  CHECK_EQ(text(removed, "type"), "removed");
  CHECK_EQ(text(removed, "meetingId"), kMeeting);
  const Json left = alice.hears_one();
  CHECK_EQ(text(left, "type"), "peer-left");
  CHECK_EQ(text(left, "reason"), "removed");
  CHECK_EQ(t.present(), std::vector<std::string>{"alice"});
  CHECK_EQ(t.ended, std::vector<std::string>{"seat-bob"});
  CHECK_EQ(bob.says({{"type", "chat"}, {"message", "x"}}).hears_error(), "not-joined");
  t.run(t.hub.handle_event(removal_of("nobody"), t.now()));
  CHECK(alice.silent());
}

// The admission was granted before the ban, and its answer comes after it.
void an_admission_from_before_the_ban_is_void() {
  HubTest t;
  Client bob = t.connect("bob");
  bob.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.run(t.hub.handle_event(removal_of("bob"), t.now()));
  t.answer(seat_of("bob"));
  CHECK_EQ(bob.hears_error(), "banned");
  CHECK_EQ(t.ended, std::vector<std::string>{"seat-bob"});
  CHECK(t.present().empty());
  // A later question has a later answer: the ban was lifted.
  t.pass(3s);
  bob.says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("bob"));
  CHECK_EQ(text(bob.hears_one(), "type"), "joined");
}

void who_has_to_wait_is_told_and_joins_again() {
  HubTest t;
  Client bob = t.connect("bob");
  bob.auth().says({{"type", "join"}, {"meetingId", kMeeting}, {"id", "j1"}});
  const meetings::JoinRequestId request{"request-1"};
  t.answer(meetings::Entry{
      meetings::Pending{meetings::MeetingId{kMeeting}, request, meetings::WaitReason::lobby, 2}});
  const Json waiting = bob.hears_one();
  CHECK_EQ(text(waiting, "type"), "waiting");
  CHECK_EQ(text(waiting, "reason"), "lobby");
  CHECK_EQ(text(waiting, "requestId"), "request-1");
  CHECK_EQ(text(waiting, "re"), "j1");
  CHECK(t.present().empty() && t.ended.empty());
  CHECK_EQ(bob.says({{"type", "chat"}, {"message", "x"}}).hears_error(), "not-joined");
  bob.says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("bob"));
  CHECK_EQ(text(bob.hears_one(), "type"), "joined");
}

// In a room or not, on every socket, and to nobody else.
void a_notice_reaches_every_socket_of_its_person() {
  HubTest t;
  Client room = t.member("alice");
  Client outside = t.connect("alice");
  outside.auth();
  Client bob = t.member("bob");
  Client stranger = t.connect("alice");  // has not said who it is
  (void)room.hears();
  const meetings::Notice notice{meetings::NoticeKind::join_requested,
                                {meetings::UserId{"user-alice"}, meetings::UserId{"user-nobody"}},
                                meetings::MeetingId{kMeeting},
                                "Latin",
                                "request-1",
                                "Carol",
                                "pending"};
  t.run(t.hub.handle_event(notice, t.now()));
  for (Client* client : {&room, &outside}) {
    const Json told = client->hears_one();
    CHECK_EQ(text(told, "type"), "notification");
    CHECK_EQ(text(told, "event"), "join-requested");
    CHECK_EQ(text(told, "id"), "request-1");
    CHECK(told.has("seq"));
  }
  CHECK(bob.silent() && stranger.silent());
  outside.disconnects();
  t.run(t.hub.handle_event(notice, t.now()));
  CHECK_EQ(text(room.hears_one(), "event"), "join-requested");
}

meetings::RoleChanged role_of(const std::string& user, meetings::Role role) {
  return {meetings::MeetingId{kMeeting}, meetings::ParticipantId{"seat-" + user}, role,
          meetings::UserId{"user-alice"}};
}

void a_new_role_is_told_to_everybody() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  (void)alice.hears();
  t.run(t.hub.handle_event(role_of("bob", meetings::Role::cohost), t.now()));
  const Json own = bob.hears_one();
  CHECK_EQ(text(own, "type"), "role-changed");
  CHECK_EQ(text(own, "peerId"), "seat-bob");
  CHECK_EQ(text(own, "role"), "cohost");
  CHECK_EQ(text(own, "by"), "user-alice");
  const auto told = alice.hears();
  CHECK_EQ(told.size(), std::size_t{2});
  CHECK_EQ(text(told[0], "type"), "role-changed");
  CHECK_EQ(text(told[1]["peer"], "role"), "cohost");
  for (const auto& member : t.presence.members(meetings::MeetingId{kMeeting}))
    if (member.name == "bob") CHECK_EQ(member.role, meetings::Role::cohost);
  // Nothing new, nobody there, another meeting.
  t.run(t.hub.handle_event(role_of("bob", meetings::Role::cohost), t.now()));
  t.run(t.hub.handle_event(role_of("nobody", meetings::Role::cohost), t.now()));
  CHECK(alice.silent() && bob.silent());
}

meetings::MeetingChanged news(std::int64_t version, meetings::AllowedTo chat) {
  meetings::MeetingChanged event{meetings::MeetingId{kMeeting}, version, "Greek", true, false, {},
                                 meetings::UserId{"user-alice"}};
  event.settings.chat = chat;
  return event;
}

void the_room_is_told_what_changes_about_the_meeting() {
  using meetings::AllowedTo;
  HubTest t;
  Client alice = t.connect("alice");
  alice.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("alice", meetings::Role::host));
  const Json joined = alice.hears_one();
  CHECK_EQ(joined["meeting"]["settings"]["recording"].as_string(), "hosts");
  CHECK_EQ(joined["meeting"]["locked"].as_bool(), false);
  Client bob = t.member("bob");
  (void)alice.hears();
  t.run(t.hub.handle_event(news(3, AllowedTo::off), t.now()));
  for (Client* client : {&alice, &bob}) {
    const Json told = client->hears_one();
    CHECK_EQ(text(told, "type"), "meeting-updated");
    CHECK_EQ(text(told, "by"), "user-alice");
    CHECK_EQ(text(told["meeting"], "title"), "Greek");
    CHECK_EQ(text(told["meeting"], "code"), "kabo-rine-tuda");
    CHECK_EQ(text(told["meeting"]["settings"], "chat"), "off");
    CHECK_EQ(told["meeting"]["locked"].as_bool(), true);
    CHECK(told.has("seq"));
  }
  // The same again, an older one, and another meeting.
  t.run(t.hub.handle_event(news(3, AllowedTo::off), t.now()));
  t.run(t.hub.handle_event(news(2, AllowedTo::hosts), t.now()));
  auto other = news(9, AllowedTo::hosts);
  other.meeting_id = meetings::MeetingId{"another"};
  t.run(t.hub.handle_event(other, t.now()));
  CHECK(alice.silent() && bob.silent());
}

// The store answered the admission before the change, which arrives first.
void an_admission_older_than_the_change_does_not_undo_it() {
  using meetings::AllowedTo;
  HubTest t;
  Client alice = t.connect("alice");
  alice.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.run(t.hub.handle_event(news(2, AllowedTo::off), t.now()));
  t.answer(seat_of("alice"));
  CHECK_EQ(text(alice.hears_one()["meeting"]["settings"], "chat"), "off");
  Client bob = t.connect("bob");
  bob.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("bob"));
  CHECK_EQ(text(bob.hears_one()["meeting"]["settings"], "chat"), "off");
  CHECK_EQ(text(alice.hears_one(), "type"), "peer-joined");
  // A newer admission brings news that no event has brought.
  Client carol = t.connect("carol");
  carol.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  meetings::Seat seat = seat_of("carol");
  seat.meeting.version = 3;
  seat.meeting.settings.share = AllowedTo::off;
  t.answer(seat);
  CHECK_EQ(text(carol.hears_one()["meeting"]["settings"], "share"), "off");
  const auto told = alice.hears();
  CHECK_EQ(told.size(), std::size_t{2});
  CHECK_EQ(text(told[0], "type"), "meeting-updated");
  CHECK(told[0]["by"].is_null());
  CHECK_EQ(text(told[0]["meeting"]["settings"], "chat"), "everyone");
}

void a_listener_has_a_hand_and_no_voice() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob", meetings::Role::listener);
  t.tell_batches();
  (void)alice.hears();
  const std::string everything =
      R"({"type":"media-state","audio":true,"video":true,"screen":true,"hand":true,)"
      R"("screenStream":"s"})";
  bob.says(everything);
  const Json shown = alice.hears_one();
  CHECK_EQ(shown["peer"]["media"]["hand"].as_bool(), true);
  for (const char* kind : {"audio", "video", "screen"})
    CHECK_EQ(shown["peer"]["media"][kind].as_bool(), false);
  t.run(t.hub.handle_event(role_of("bob", meetings::Role::presenter), t.now()));
  (void)alice.hears();
  bob.says(everything);
  CHECK_EQ(alice.hears_one()["peer"]["media"]["audio"].as_bool(), true);
  // The word is taken away, and with it the sound.
  t.run(t.hub.handle_event(role_of("bob", meetings::Role::listener), t.now()));
  const auto told = alice.hears();
  CHECK_EQ(told.back()["peer"]["media"]["audio"].as_bool(), false);
}

void an_ended_meeting_lets_everyone_go() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  Client other = t.connect("other");
  other.auth().says({{"type", "join"}, {"meetingId", "y"}});
  t.answer(seat_of("other", meetings::Role::participant, "another-meeting"));
  (void)alice.hears(), (void)other.hears();
  t.run(t.hub.handle_event(
      meetings::MeetingEnded{meetings::MeetingId{kMeeting}, meetings::UserId{"user-alice"}},
      t.now()));
  for (Client* client : {&alice, &bob}) {
    const Json ended = client->hears_one();
    CHECK_EQ(text(ended, "type"), "meeting-ended");
    CHECK_EQ(text(ended, "by"), "user-alice");
    CHECK_EQ(text(ended, "meetingId"), kMeeting);
    CHECK(ended.has("seq"));
    CHECK_EQ(t.close_code(*client), 4410u);
  }
  CHECK(t.present().empty());
  CHECK(other.silent());
  CHECK_EQ(t.close_code(other), 0u);
  alice.disconnects(), bob.disconnects();
  CHECK_EQ(t.hub.rooms(), std::size_t{1});
}

void an_admission_overtaken_by_the_end_opens_nothing() {
  HubTest t;
  Client alice = t.connect("alice");
  alice.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.run(t.hub.handle_event(meetings::MeetingEnded{meetings::MeetingId{kMeeting}, std::nullopt},
                           t.now()));
  t.answer(seat_of("alice"));  // granted on a worker a moment before
  CHECK_EQ(alice.hears_error(), "ended");
  CHECK(t.present().empty());
  CHECK_EQ(t.ended, std::vector<std::string>{"seat-alice"});
}

void a_seat_left_by_rest_leaves_the_room() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  (void)alice.hears();
  t.run(t.hub.handle_event(
      meetings::SeatLeft{meetings::MeetingId{kMeeting}, meetings::ParticipantId{"seat-bob"}},
      t.now()));
  CHECK_EQ(text(bob.hears_one(), "type"), "left");
  CHECK_EQ(text(alice.hears_one(), "reason"), "left");
  CHECK_EQ(t.close_code(bob), 0u);
  CHECK(t.ended.empty());  // REST has recorded it
  t.run(t.hub.handle_event(
      meetings::SeatLeft{meetings::MeetingId{kMeeting}, meetings::ParticipantId{"seat-bob"}},
      t.now()));
  t.run(t.hub.handle_event(
      meetings::SeatLeft{meetings::MeetingId{"unknown"}, meetings::ParticipantId{"seat-bob"}},
      t.now()));
  CHECK(bob.silent() && alice.silent());
}

void an_answer_for_a_closed_socket_gives_the_seat_back() {
  HubTest t;
  Client alice = t.connect("alice");
  alice.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  alice.disconnects();
  t.answer(seat_of("alice"));
  CHECK_EQ(t.ended, std::vector<std::string>{"seat-alice"});
  CHECK(t.present().empty());
  Client bob = t.connect("bob");
  bob.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  bob.disconnects();
  t.answer(meetings::refuse(meetings::RefusalCode::full, ""));
  CHECK_EQ(t.ended.size(), std::size_t{1});
}

void an_answer_for_one_that_gave_up_gives_the_seat_back() {
  HubTest t;
  Client alice = t.connect("alice");
  alice.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  alice.says({{"type", "leave"}});
  CHECK_EQ(text(alice.hears_one(), "type"), "left");
  alice.says({{"type", "join"},
              {"meetingId", kMeeting}});  // a second question; the first answer is not its answer
  t.answer(seat_of("alice"));
  CHECK(alice.silent());
  CHECK_EQ(t.ended.size(), std::size_t{1});
  t.answer(seat_of("alice"));
  CHECK_EQ(text(alice.hears_one(), "type"), "joined");
  CHECK_EQ(t.ended.size(), std::size_t{1});
}

// A client that leaves does not take its question back, so the next question waits for the answer.
void a_session_has_one_question_at_a_time() {
  HubTest t;
  Client alice = t.connect("alice");
  alice.auth();
  for (int i = 0; i < 4; ++i) {
    alice.says({{"type", "join"}, {"meetingId", "m" + std::to_string(i)}});
    alice.says({{"type", "leave"}});
    CHECK_EQ(text(alice.hears_one(), "meetingId"), "m" + std::to_string(i));
    CHECK_EQ(t.asked.size(), std::size_t{1});
  }
  alice.says({{"type", "join"}, {"meetingId", kMeeting}, {"id", "last"}});
  CHECK_EQ(t.asked.size(), std::size_t{1});
  CHECK_EQ(t.asked[0].ask.meeting, "m0");
  t.answer(seat_of("alice"));
  CHECK_EQ(t.ended, std::vector<std::string>{"seat-alice"});
  CHECK(alice.silent());
  CHECK_EQ(t.asked.size(), std::size_t{1});
  CHECK_EQ(t.asked[0].ask.meeting, kMeeting);
  t.answer(seat_of("alice"));
  CHECK_EQ(text(alice.hears_one(), "re"), "last");
  CHECK_EQ(t.ended.size(), std::size_t{1});
}

void a_join_taken_back_while_it_waits_is_never_asked() {
  HubTest t;
  Client alice = t.connect("alice");
  alice.auth().says({{"type", "join"}, {"meetingId", "a"}});
  alice.says({{"type", "leave"}}).says({{"type", "join"}, {"meetingId", "b"}});
  alice.says({{"type", "leave"}});
  t.answer(seat_of("alice"));
  CHECK(t.asked.empty());
  CHECK_EQ(alice.hears().size(), std::size_t{2});  // both were left
}

void a_question_that_takes_too_long_is_still_the_only_one() {
  HubTest t;
  Client alice = t.connect("alice");
  alice.auth().says({{"type", "join"}, {"meetingId", "a"}});
  t.pass(15s);
  CHECK_EQ(alice.hears_error(), "overloaded");
  alice.says({{"type", "join"}, {"meetingId", "b"}, {"id", "b"}});
  CHECK_EQ(t.asked.size(), std::size_t{1});
  t.pass(15s);
  CHECK_EQ(text(alice.hears_one(), "re"), "b");  // overloaded, too
  t.answer(seat_of("alice"));
  CHECK(t.asked.empty());
  alice.says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("alice"));
  CHECK_EQ(text(alice.hears_one(), "type"), "joined");
}

void a_session_that_is_closed_asks_nothing_more() {
  HubTest t;
  Client alice = t.connect("alice");
  alice.auth().says({{"type", "join"}, {"meetingId", "a"}});
  alice.says({{"type", "leave"}}).says({{"type", "join"}, {"meetingId", "b"}});
  for (int i = 0; i < 40; ++i) alice.says("garbage");
  CHECK_EQ(t.close_code(alice), 4429u);
  t.answer(seat_of("alice"));
  CHECK(t.asked.empty());
  CHECK_EQ(t.ended, std::vector<std::string>{"seat-alice"});
}

void an_unused_answer_does_not_end_another_sessions_stay() {
  HubTest t;
  Client phone = t.connect("alice");
  phone.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  Client laptop = t.connect("alice");
  laptop.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  phone.disconnects();
  std::swap(t.asked[0], t.asked[1]);
  t.answer(seat_of("alice"));  // the laptop's
  t.answer(seat_of("alice"));  // the phone's, too late
  CHECK(t.ended.empty());
  CHECK_EQ(t.present(), std::vector<std::string>{"alice"});
}

void an_admission_that_takes_too_long_is_given_up() {
  HubTest t;
  Client alice = t.connect("alice");
  alice.auth().says({{"type", "join"}, {"meetingId", kMeeting}, {"id", "j"}});
  t.pass(15s);
  const Json error = alice.hears_one();
  CHECK_EQ(text(error, "code"), "overloaded");
  CHECK_EQ(text(error, "re"), "j");
  t.answer(seat_of("alice"));
  CHECK(alice.silent());
  CHECK_EQ(t.ended, std::vector<std::string>{"seat-alice"});
}

void a_seat_given_back_is_told_although_others_are_in_the_room() {
  HubTest t;
  Client bob = t.member("bob");
  Client alice = t.connect("alice");
  alice.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  alice.disconnects();
  t.answer(seat_of("alice"));
  CHECK_EQ(t.ended, std::vector<std::string>{"seat-alice"});
  CHECK(bob.silent());
}

void an_admission_is_waited_for_fifteen_seconds() {
  HubTest t;
  Client bob = t.member("bob");
  Client alice = t.connect("alice");
  alice.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.pass(15s - 1ms);
  CHECK(alice.silent() && bob.silent());
  t.answer(seat_of("alice"));
  CHECK_EQ(text(alice.hears_one(), "type"), "joined");
}

// Twice as long as an admission is waited for.
// A date of a series ends, too: who asks after that may come in, to the next date.
void the_end_refuses_those_who_asked_before_it_only() {
  HubTest t;
  Client bob = t.connect("bob");
  bob.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.pass(1ms);
  t.run(t.hub.handle_event(meetings::MeetingEnded{meetings::MeetingId{kMeeting}, std::nullopt},
                           t.now()));
  t.pass(14s);
  t.answer(seat_of("bob"));
  CHECK_EQ(bob.hears_error(), "ended");
  bob.says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("bob"));
  CHECK_EQ(text(bob.hears_one(), "type"), "joined");
}

// The queue of alice overflows by the very message of the end: the end is the reason, and what
// was queued before is still sent.
void the_end_of_a_meeting_is_the_reason_even_for_a_full_queue() {
  HubTest probe;
  Client first = probe.connect("alice");
  first.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  probe.answer(seat_of("alice"));
  HubLimits limits;
  limits.outbox.bytes = probe.hub.next_frame(first.session(), probe.now())->size() + 30;
  HubTest t{limits};
  Client alice = t.connect("alice");
  alice.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("alice"));
  t.run(t.hub.handle_event(meetings::MeetingEnded{meetings::MeetingId{kMeeting}, std::nullopt},
                           t.now()));
  CHECK_EQ(t.close_code(alice), 4410u);
  CHECK_EQ(text(alice.hears_one(), "type"), "joined");
  CHECK_EQ(t.ended, std::vector<std::string>{"seat-alice"});
}

}  // namespace

int main() {
  return lectern_test::run("signaling hub seats",
                           {TEST(the_newer_session_has_the_seat),
                            TEST(a_person_without_an_account_is_shown_as_a_guest),
                            TEST(a_removed_person_is_out_at_once),
                            TEST(an_admission_from_before_the_ban_is_void),
                            TEST(who_has_to_wait_is_told_and_joins_again),
                            TEST(a_notice_reaches_every_socket_of_its_person),
                            TEST(a_new_role_is_told_to_everybody),
                            TEST(the_room_is_told_what_changes_about_the_meeting),
                            TEST(an_admission_older_than_the_change_does_not_undo_it),
                            TEST(a_listener_has_a_hand_and_no_voice),
                            TEST(an_ended_meeting_lets_everyone_go),
                            TEST(an_admission_overtaken_by_the_end_opens_nothing),
                            TEST(a_seat_left_by_rest_leaves_the_room),
                            TEST(an_answer_for_a_closed_socket_gives_the_seat_back),
                            TEST(an_answer_for_one_that_gave_up_gives_the_seat_back),
                            TEST(a_session_has_one_question_at_a_time),
                            TEST(a_join_taken_back_while_it_waits_is_never_asked),
                            TEST(a_question_that_takes_too_long_is_still_the_only_one),
                            TEST(a_session_that_is_closed_asks_nothing_more),
                            TEST(an_unused_answer_does_not_end_another_sessions_stay),
                            TEST(an_admission_that_takes_too_long_is_given_up),
                            TEST(a_seat_given_back_is_told_although_others_are_in_the_room),
                            TEST(an_admission_is_waited_for_fifteen_seconds),
                            TEST(the_end_refuses_those_who_asked_before_it_only),
                            TEST(the_end_of_a_meeting_is_the_reason_even_for_a_full_queue)});
}
