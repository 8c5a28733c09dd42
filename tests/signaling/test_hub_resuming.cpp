// SPDX-License-Identifier: MIT
// Sessions that outlive their sockets.
#include "tests/signaling/traveller.hpp"

using namespace signaling_test;
using namespace std::chrono_literals;

namespace {

void a_broken_socket_is_not_a_departure() {
  HubTest t;
  Traveller alice{t, "alice", meetings::Role::host};
  Traveller bob{t, "bob"};
  (void)alice.hears();
  bob.says({{"type", "media-state"}, {"hand", true}});
  (void)alice.hears();
  bob.breaks();
  const auto told = alice.hears();
  CHECK_EQ(types(told), Words{"peer-updated"});
  CHECK_EQ(told[0]["peer"]["reconnecting"].print(), "true");
  CHECK_EQ(t.present(), (Words{"alice", "bob"}));
  CHECK(t.ended.empty());
  t.pass(89s);
  const auto back = bob.resumes();
  CHECK_EQ(types(back), Words{"resumed"});
  const auto seen = alice.hears();
  CHECK_EQ(types(seen), Words{"peer-updated"});
  CHECK(!seen[0]["peer"].has("reconnecting"));
  CHECK_EQ(seen[0]["peer"]["media"]["hand"].print(), "true");
  CHECK_EQ(seen[0]["peer"].print().find("peer-left"), std::string::npos);
  t.pass(200s);
  CHECK_EQ(t.present(), (Words{"alice", "bob"}));
}

void who_does_not_come_back_leaves_after_the_grace() {
  HubTest t;
  Traveller alice{t, "alice"};
  Traveller bob{t, "bob"};
  bob.breaks();
  (void)alice.hears();
  t.pass(89s);
  (void)alice.hears();
  CHECK_EQ(t.hub.sessions(), std::size_t{2});
  t.pass(1s);
  const auto told = alice.hears();
  CHECK_EQ(types(told), Words{"peer-left"});
  CHECK_EQ(text(told[0], "reason"), "disconnected");
  CHECK_EQ(t.ended, Words{"seat-bob"});
  CHECK_EQ(t.hub.sessions(), std::size_t{1});
  CHECK_EQ(types(bob.resumes()), Words{"error"});
  CHECK_EQ(t.registry.counter("lectern_signaling_expired_sessions_total", "").value(), 1u);
}

void a_close_frame_that_says_goodbye_is_a_departure() {
  HubTest t;
  Traveller alice{t, "alice"};
  Traveller bob{t, "bob"};
  (void)alice.hears();
  bob.socket().disconnects();
  CHECK_EQ(types(alice.hears()), Words{"peer-left"});
  CHECK_EQ(types(bob.resumes()), Words{"error"});
}

void what_was_missed_comes_once_and_in_order() {
  HubTest t;
  Traveller alice{t, "alice"};
  Traveller bob{t, "bob"};
  (void)alice.hears();
  for (const char* line : {"seen", "taken but lost"})
    alice.says({{"type", "chat"}, {"message", line}});
  const std::uint64_t before = bob.last_seq;
  CHECK_EQ(bob.hears().size(), std::size_t{2});
  bob.last_seq = before + 1;  // the second one never arrived
  alice.says({{"type", "chat"}, {"message", "waiting"}});
  bob.breaks();
  alice.says({{"type", "chat"}, {"message", "while away"}});
  const auto back = bob.resumes();
  CHECK_EQ(types(back), (Words{"resumed", "chat", "chat", "chat"}));
  CHECK_EQ(text(back[1], "message"), "taken but lost");
  CHECK_EQ(text(back[2], "message"), "waiting");
  CHECK_EQ(text(back[3], "message"), "while away");
  for (std::uint64_t i = 1; i < back.size(); ++i)
    CHECK_EQ(static_cast<std::uint64_t>(*back[i]["seq"].as_integer()), before + 1 + i);
  CHECK_EQ(static_cast<std::uint64_t>(*back[0]["lastSeq"].as_integer()), bob.last_seq);
  bob.breaks();
  CHECK_EQ(types(bob.resumes()), Words{"resumed"});
}

void a_socket_that_breaks_in_the_replay_loses_nothing() {
  HubTest t;
  Traveller alice{t, "alice"};
  Traveller bob{t, "bob"};
  bob.breaks();
  for (int i = 0; i < 5; ++i) alice.says({{"type", "chat"}, {"message", std::to_string(i)}});
  const std::uint64_t seen = bob.last_seq;
  const std::string token = bob.token;
  (void)bob.resumes();
  bob.last_seq = seen + 2;  // the answer and two lines arrived
  bob.breaks();
  alice.says({{"type", "chat"}, {"message", "5"}});
  const auto rest = bob.resumes();
  CHECK_EQ(types(rest), (Words{"resumed", "chat", "chat", "chat", "chat"}));
  CHECK_EQ(text(rest[1], "message"), "2");
  CHECK_EQ(text(rest[4], "message"), "5");
}

void the_answer_to_a_resume_may_be_lost() {
  HubTest t;
  Traveller bob{t, "bob"};
  bob.breaks();
  const std::string token = bob.token;
  for (int i = 0; i < 3; ++i) {
    bob.token = token;
    CHECK_EQ(types(bob.resumes()), Words{"resumed"});
    bob.breaks();
  }
  bob.token = token;
  CHECK_EQ(types(bob.resumes()), Words{"resumed"});
  bob.says({{"type", "ack"}, {"seq", bob.last_seq}});  // now the token is used up
  bob.breaks();
  const std::string next = bob.token;
  bob.token = token;
  CHECK_EQ(types(bob.resumes()), Words{"error"});
  bob.token = next;
  CHECK_EQ(types(bob.resumes()), Words{"resumed"});
}

void a_half_open_socket_gives_way_to_the_new_one() {
  HubTest t;
  Traveller alice{t, "alice"};
  Traveller bob{t, "bob"};
  (void)alice.hears();
  Client old = bob.socket();
  alice.says({{"type", "chat"}, {"message", "into the dead socket"}});
  const auto back = bob.resumes();
  CHECK_EQ(types(back), (Words{"resumed", "chat"}));
  CHECK_EQ(t.close_code(old), 4409u);
  (void)alice.hears();
  old.says({{"type", "chat"}, {"message", "late"}});
  old.breaks();
  CHECK(alice.hears().empty());  // bob was never away
  bob.says({{"type", "chat"}, {"message", "here"}});
  CHECK_EQ(types(alice.hears()), Words{"chat"});
}

void a_client_that_missed_too_much_gets_the_whole_room() {
  HubTest t;
  Traveller alice{t, "alice", meetings::Role::host};
  Traveller bob{t, "bob", meetings::Role::presenter};
  bob.breaks();
  for (int i = 0; i < 260; ++i) {
    alice.says({{"type", "chat"}, {"message", std::to_string(i)}});
    t.clock.advance(550ms);
    (void)alice.hears();
  }
  const auto back = bob.resumes();
  CHECK_EQ(types(back), (Words{"resync", "joined"}));
  CHECK_EQ(text(back[0], "meetingId"), kMeeting);
  CHECK_EQ(text(back[1], "role"), "presenter");
  CHECK_EQ(back[1]["peers"].size(), std::size_t{1});
  CHECK_EQ(back[1]["chat"].size(), std::size_t{50});
  CHECK_EQ(text(back[1]["meeting"], "title"), "Weekly review");
  CHECK_EQ(*back[1]["seq"].as_integer(), *back[0]["lastSeq"].as_integer() + 1);
  CHECK(t.ended.empty());
  bob.breaks();
  CHECK_EQ(types(bob.resumes()), Words{"resumed"});
}

void a_slow_reader_keeps_its_seat() {
  HubTest t;
  Traveller alice{t, "alice"};
  Traveller bob{t, "bob"};
  (void)alice.hears();
  alice.says({{"type", "chat"}, {"message", "unread"}});
  (void)alice.hears();
  t.pass(10s);
  CHECK_EQ(t.close_code(bob.socket()), 4408u);
  CHECK_EQ(types(alice.hears()), Words{"peer-updated"});
  bob.says({{"type", "chat"}, {"message", "over the closing socket"}});
  CHECK(alice.hears().empty());
  CHECK_EQ(types(bob.resumes()), (Words{"resumed", "chat"}));
}

void a_reader_whose_queue_overflowed_gets_a_snapshot() {
  HubLimits limits;
  limits.outbox = {std::size_t{16} * 1024, std::size_t{8} * 1024};
  HubTest t{limits};
  Traveller bob{t, "bob"};
  for (int i = 0; i < 5; ++i)
    t.run(t.hub.handle_event(meetings::Notice{meetings::NoticeKind::invited,
                                              {meetings::UserId{"user-bob"}},
                                              meetings::MeetingId{kMeeting},
                                              std::string(4000, 'x'),
                                              "",
                                              "",
                                              ""},
                             t.now()));
  CHECK_EQ(t.close_code(bob.socket()), 4408u);
  CHECK_EQ(types(bob.resumes()), (Words{"resync", "joined"}));
}

void a_repeated_message_reaches_the_others_once() {
  HubTest t;
  Traveller alice{t, "alice"};
  Traveller bob{t, "bob"};
  (void)alice.hears();
  const Json line = Json::object({{"type", "chat"}, {"message", "once"}, {"id", "c1"}});
  bob.socket().says(line.print());
  bob.breaks();  // the echo is lost
  const auto back = bob.resumes();
  CHECK_EQ(types(back), (Words{"resumed", "chat"}));
  CHECK_EQ(text(back[1], "re"), "c1");
  bob.socket().says(line.print());
  CHECK(bob.hears().empty());
  const auto heard = alice.hears();
  CHECK_EQ(std::count_if(heard.begin(), heard.end(),
                         [](const Json& frame) { return text(frame, "type") == "chat"; }),
           1);
  CHECK_EQ(t.registry.counter("lectern_signaling_repeated_messages_total", "").value(), 1u);
  const Json offer = Json::object({{"type", "offer"},
                                   {"targetId", "seat-alice"},
                                   {"id", "o1"},
                                   {"offer", Json::object({{"type", "offer"}, {"sdp", "v=0"}})}});
  bob.socket().says(offer.print()).says(offer.print());
  CHECK_EQ(types(alice.hears()), Words{"offer"});
}

void a_refused_message_may_come_again_with_its_id() {
  HubTest t;
  Traveller alice{t, "alice", meetings::Role::participant, false};
  alice.says({{"type", "chat"}, {"message", "early"}, {"id", "c1"}});
  CHECK_EQ(alice.socket().hears_error(), "not-joined");
  alice.says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("alice"));
  (void)alice.hears();
  alice.says({{"type", "chat"}, {"message", "early"}, {"id", "c1"}});
  CHECK_EQ(types(alice.hears()), Words{"chat"});
}

void a_stranger_resumes_nothing() {
  HubTest t;
  Traveller alice{t, "alice"};
  Traveller mallory{t, "mallory"};
  (void)alice.hears();
  alice.breaks();
  const std::string own = std::exchange(mallory.session, alice.session);
  CHECK_EQ(types(mallory.resumes()), Words{"error"});  // her token is not this session's
  mallory.token = std::string(43, 'A');
  CHECK_EQ(types(mallory.resumes()), Words{"error"});
  mallory.session = own;
  mallory.token = alice.token;
  CHECK_EQ(types(mallory.resumes()), Words{"error"});
  mallory.session = "no such session";
  CHECK_EQ(types(mallory.resumes()), Words{"error"});
  CHECK_EQ(types(alice.resumes()), Words{"resumed"});
  // The socket is still good for auth.
  Client guest = t.connect("guest");
  guest.says({{"type", "resume"}, {"session", "x"}, {"resumeToken", "y"}, {"lastSeq", 0}});
  CHECK_EQ(guest.hears_error(), "no-such-session");
  guest.auth();
  guest.says({{"type", "resume"}, {"session", "x"}, {"resumeToken", "y"}, {"lastSeq", 0}});
  CHECK_EQ(guest.hears_error(), "already-authenticated");
}

void a_session_that_was_ended_is_not_resumed() {
  const auto away_person = [](HubTest& t) {
    Traveller bob{t, "bob"};
    bob.breaks();
    return bob;
  };
  {
    HubTest t;
    Traveller bob = away_person(t);
    t.end_sessions({"bob"});
    CHECK_EQ(types(bob.resumes()), Words{"error"});
    CHECK_EQ(t.ended, Words{"seat-bob"});
    CHECK_EQ(t.hub.sessions(), std::size_t{1});  // the socket that asked
  }
  {
    HubTest t;
    Traveller bob = away_person(t);
    t.run(t.hub.handle_event(
        meetings::SeatRemoved{meetings::MeetingId{kMeeting}, meetings::ParticipantId{"seat-bob"},
                              meetings::UserId{"user-bob"}},
        t.now()));
    CHECK_EQ(types(bob.resumes()), Words{"error"});
  }
  {
    HubTest t;
    Traveller bob = away_person(t);
    t.run(t.hub.handle_event(meetings::MeetingEnded{meetings::MeetingId{kMeeting}, std::nullopt},
                             t.now()));
    CHECK_EQ(types(bob.resumes()), Words{"error"});
  }
  {
    HubTest t;
    Traveller bob = away_person(t);
    Client phone = t.member("bob");  // the same seat
    CHECK_EQ(types(bob.resumes()), Words{"error"});
    CHECK_EQ(t.present(), Words{"bob"});
    CHECK(t.ended.empty());
  }
}

void who_was_put_out_is_not_resumed_even_if_the_socket_breaks_later() {
  HubTest t;
  Traveller bob{t, "bob"};
  t.run(t.hub.handle_event(
      meetings::SeatRemoved{meetings::MeetingId{kMeeting}, meetings::ParticipantId{"seat-bob"},
                            meetings::UserId{"user-bob"}},
      t.now()));
  CHECK_EQ(types(bob.hears()), Words{"removed"});
  bob.breaks();
  CHECK_EQ(t.hub.sessions(), std::size_t{0});
  CHECK_EQ(types(bob.resumes()), Words{"error"});
}

void an_admission_that_is_granted_while_away_is_kept() {
  HubTest t;
  Traveller alice{t, "alice"};
  Traveller bob{t, "bob", meetings::Role::participant, false};
  bob.says({{"type", "join"}, {"meetingId", kMeeting}, {"id", "j"}});
  bob.breaks();
  t.answer(seat_of("bob"));
  const auto told = alice.hears();
  CHECK_EQ(types(told), Words{"peer-joined"});
  CHECK_EQ(told[0]["peer"]["reconnecting"].print(), "true");
  const auto back = bob.resumes();
  CHECK_EQ(types(back), (Words{"resumed", "joined"}));
  CHECK_EQ(text(back[1], "re"), "j");
}

void acknowledged_messages_take_no_memory() {
  HubTest t;
  Traveller alice{t, "alice"};
  Traveller bob{t, "bob"};
  const auto kept = [&] { return t.registry.gauge("lectern_signaling_replay_bytes", "").value(); };
  for (int i = 0; i < 3; ++i) alice.says({{"type", "chat"}, {"message", std::string(4000, 'x')}});
  (void)alice.hears(), (void)bob.hears();
  CHECK(kept() > 20'000);
  alice.says({{"type", "ack"}, {"seq", alice.last_seq}});
  bob.says({{"type", "ack"}, {"seq", bob.last_seq}});
  CHECK_EQ(kept(), 0);
  bob.says({{"type", "ack"}, {"seq", bob.last_seq + 1}});
  CHECK_EQ(bob.socket().hears_error(), "bad-field");
}

void all_rings_together_have_a_bound() {
  HubLimits limits;
  limits.replay_bytes = std::size_t{16} * 1024;
  HubTest t{limits};
  Traveller alice{t, "alice"};
  Traveller bob{t, "bob"};
  for (int i = 0; i < 5; ++i) {
    alice.says({{"type", "chat"}, {"message", std::string(4000, 'x')}});
    (void)alice.hears(), (void)bob.hears();
  }
  CHECK(t.registry.gauge("lectern_signaling_replay_bytes", "").value() <= 16 * 1024);
}

void one_member_cannot_fill_the_ring_of_another() {
  HubTest t;
  Traveller alice{t, "alice"};
  Traveller bob{t, "bob"};
  Traveller carol{t, "carol"};
  bob.breaks();
  for (int i = 0; i < 8; ++i)
    alice.says({{"type", "offer"},
                {"targetId", "seat-bob"},
                {"offer", Json::object({{"type", "offer"}, {"sdp", std::string(40'000, 'v')}})}});
  const auto told = alice.hears();
  CHECK_EQ(text(told.back(), "code"), "rate-limited");
  const auto back = bob.resumes();
  CHECK_EQ(text(back.front(), "type"), "resumed");
  CHECK_EQ(text(back.back(), "type"), "offer");
}

void a_session_resumes_outside_of_meetings_too() {
  HubTest t;
  Traveller alice{t, "alice", meetings::Role::participant, false};
  alice.breaks();
  t.run(t.hub.handle_event(meetings::Notice{meetings::NoticeKind::invited,
                                            {meetings::UserId{"user-alice"}},
                                            meetings::MeetingId{kMeeting},
                                            "Weekly review",
                                            "",
                                            "Zoe",
                                            "pending"},
                           t.now()));
  CHECK_EQ(types(alice.resumes()), (Words{"resumed", "notification"}));
}

void without_time_to_resume_nothing_is_promised() {
  HubLimits limits;
  limits.resume = 0s;
  HubTest t{limits};
  Client alice = t.connect("alice");
  alice.says({{"type", "auth"}, {"token", t.token("alice")}});
  const Json welcome = alice.hears_one();
  CHECK_EQ(welcome["features"].print(), "[]");
  CHECK_EQ(*welcome["resumeSeconds"].as_integer(), 0);
  CHECK(!welcome.has("resumeToken"));
  alice.breaks();
  CHECK_EQ(t.hub.sessions(), std::size_t{0});
}

void a_stopping_daemon_keeps_nobody() {
  HubTest t;
  Traveller alice{t, "alice"};
  Traveller bob{t, "bob"};
  bob.breaks();
  t.run(t.hub.shut_down(t.now()));
  CHECK_EQ(t.hub.sessions(), std::size_t{1});
  CHECK_EQ(t.ended.size(), std::size_t{2});
  alice.breaks();
  CHECK_EQ(t.hub.sessions(), std::size_t{0});
  CHECK_EQ(t.registry.gauge("lectern_signaling_away_sessions", "").value(), 0);
}

void results_are_counted() {
  HubTest t;
  Traveller alice{t, "alice"};
  alice.breaks();
  CHECK_EQ(t.registry.gauge("lectern_signaling_away_sessions", "").value(), 1);
  (void)alice.resumes("198.51.100.7");
  CHECK_EQ(t.registry.gauge("lectern_signaling_away_sessions", "").value(), 0);
  alice.last_seq = 99;  // a number that was not given yet
  CHECK_EQ(types(alice.resumes()), (Words{"resync", "joined"}));
  alice.token = "nonsense";
  (void)alice.resumes();
  const auto count = [&](const char* result) {
    return t.registry.counter("lectern_signaling_resumes_total", "", {{"result", result}}).value();
  };
  for (const char* result : {"resumed", "resynced", "refused"}) CHECK_EQ(count(result), 1u);
}

}  // namespace

int main() {
  return lectern_test::run("signaling hub resuming",
                           {TEST(a_broken_socket_is_not_a_departure),
                            TEST(who_does_not_come_back_leaves_after_the_grace),
                            TEST(a_close_frame_that_says_goodbye_is_a_departure),
                            TEST(what_was_missed_comes_once_and_in_order),
                            TEST(a_socket_that_breaks_in_the_replay_loses_nothing),
                            TEST(the_answer_to_a_resume_may_be_lost),
                            TEST(a_half_open_socket_gives_way_to_the_new_one),
                            TEST(a_client_that_missed_too_much_gets_the_whole_room),
                            TEST(a_slow_reader_keeps_its_seat),
                            TEST(a_reader_whose_queue_overflowed_gets_a_snapshot),
                            TEST(a_repeated_message_reaches_the_others_once),
                            TEST(a_refused_message_may_come_again_with_its_id),
                            TEST(a_stranger_resumes_nothing),
                            TEST(a_session_that_was_ended_is_not_resumed),
                            TEST(who_was_put_out_is_not_resumed_even_if_the_socket_breaks_later),
                            TEST(an_admission_that_is_granted_while_away_is_kept),
                            TEST(acknowledged_messages_take_no_memory),
                            TEST(all_rings_together_have_a_bound),
                            TEST(one_member_cannot_fill_the_ring_of_another),
                            TEST(a_session_resumes_outside_of_meetings_too),
                            TEST(without_time_to_resume_nothing_is_promised),
                            TEST(a_stopping_daemon_keeps_nobody),
                            TEST(results_are_counted)});
}
