// SPDX-License-Identifier: MIT
// The store's word on a token, and sign-in sessions that end while their sockets are open.
#include "tests/signaling/hub_fixture.hpp"

using namespace signaling_test;
using namespace std::chrono_literals;

namespace {

auto refusal(meetings::RefusalCode code) { return meetings::refuse(code, "Said by the store."); }

void the_store_is_asked_before_anybody_is_welcome() {
  HubTest t;
  t.hold_tokens = true;
  Client alice = t.connect("alice");
  alice.says({{"type", "auth"}, {"token", t.token("alice")}, {"id", "a"}});
  CHECK(alice.silent());
  CHECK_EQ(t.held.size(), std::size_t{1});
  CHECK_EQ(t.held[0].ask.claims.session_id, "session-alice");
  t.confirm({});
  const Json welcome = alice.hears_one();
  CHECK_EQ(text(welcome, "type"), "welcome");
  CHECK_EQ(text(welcome, "re"), "a");
}

void a_token_that_the_store_refuses_closes() {
  struct Row {
    meetings::RefusalCode code;
    const char* error;
    unsigned close;
  };
  for (const Row& row : {Row{meetings::RefusalCode::token_invalid, "token-invalid", 4401},
                         Row{meetings::RefusalCode::ended, "ended", 4410},
                         Row{meetings::RefusalCode::overloaded, "overloaded", 1013},
                         Row{meetings::RefusalCode::internal, "internal", 1013}}) {
    HubTest t;
    t.hold_tokens = true;
    Client alice = t.connect("alice");
    alice.says({{"type", "auth"}, {"token", t.token("alice")}, {"id", "a"}});
    t.confirm(refusal(row.code));
    const Json error = alice.hears_one();
    CHECK_EQ(text(error, "code"), row.error);
    CHECK_EQ(text(error, "message"), "Said by the store.");
    CHECK_EQ(text(error, "re"), "a");
    CHECK_EQ(t.close_code(alice), row.close);
  }
}

// Only a token with our signature costs a worker's time.
void a_forged_token_asks_nobody() {
  HubTest t;
  t.hold_tokens = true;
  Client eve = t.connect("eve");
  eve.says({{"type", "auth"}, {"token", "x.y.z"}});
  CHECK_EQ(eve.hears_error(), "token-invalid");
  CHECK(t.held.empty());
  CHECK_EQ(t.close_code(eve), 4401u);
}

// Clients of the older stack send join right after auth.
void what_comes_before_the_welcome_is_done_after_it() {
  HubTest t;
  t.hold_tokens = true;
  Client alice = t.connect("alice");
  alice.says({{"type", "auth"}, {"token", t.token("alice")}});
  alice.says({{"type", "join"}, {"meetingId", kMeeting}, {"id", "j"}});
  alice.says({{"type", "ping"}, {"id", "p"}});
  CHECK(t.asked.empty() && alice.silent());
  t.confirm({});
  CHECK_EQ(t.asked.size(), std::size_t{1});
  const auto heard = alice.hears();
  CHECK_EQ(heard.size(), std::size_t{2});
  CHECK_EQ(text(heard[0], "type"), "welcome");
  CHECK_EQ(text(heard[1], "re"), "p");
  t.answer(seat_of("alice"));
  CHECK_EQ(text(alice.hears_one(), "re"), "j");
}

void few_messages_wait_for_the_welcome() {
  HubTest t;
  t.hold_tokens = true;
  Client alice = t.connect("alice");
  alice.says({{"type", "auth"}, {"token", t.token("alice")}});
  for (int i = 0; i < 4; ++i) alice.says({{"type", "ping"}, {"t", i}});
  CHECK(alice.silent());
  alice.says({{"type", "ping"}, {"t", 4}});
  CHECK_EQ(alice.hears_error(), "not-authenticated");
  alice.says({{"type", "auth"}, {"token", t.token("alice")}});
  CHECK_EQ(alice.hears_error(), "already-authenticated");
  t.confirm({});
  CHECK_EQ(alice.hears().size(), std::size_t{5});
}

void what_came_before_a_refusal_is_dropped() {
  HubTest t;
  t.hold_tokens = true;
  Client alice = t.connect("alice");
  alice.says({{"type", "auth"}, {"token", t.token("alice")}});
  alice.says({{"type", "join"}, {"meetingId", kMeeting}});
  t.confirm(refusal(meetings::RefusalCode::token_invalid));
  CHECK_EQ(alice.hears_error(), "token-invalid");
  CHECK(t.asked.empty());
}

void an_answer_that_takes_too_long_is_given_up() {
  HubTest t;
  t.hold_tokens = true;
  Client alice = t.connect("alice");
  t.pass(4s);
  alice.says({{"type", "auth"}, {"token", t.token("alice")}, {"id", "a"}});
  t.pass(14s);
  CHECK(alice.silent());
  t.pass(1s);
  const Json error = alice.hears_one();
  CHECK_EQ(text(error, "code"), "overloaded");
  CHECK_EQ(text(error, "re"), "a");
  CHECK_EQ(t.close_code(alice), 1013u);
  t.confirm({});
  CHECK(alice.silent());
}

void an_answer_for_a_socket_that_is_gone_is_dropped() {
  HubTest t;
  t.hold_tokens = true;
  Client alice = t.connect("alice");
  alice.says({{"type", "auth"}, {"token", t.token("alice")}});
  alice.disconnects();
  t.confirm({});
  CHECK_EQ(t.hub.sessions(), std::size_t{0});
}

void an_ended_session_loses_its_sockets_at_once() {
  HubTest t;
  Client phone = t.member("alice");
  Client idle = t.connect("alice");
  idle.auth();
  Client bob = t.member("bob");
  (void)phone.hears(), (void)bob.hears();
  t.end_sessions({"alice"});
  for (Client* client : {&phone, &idle}) {
    const Json told = client->hears_one();
    CHECK_EQ(text(told, "code"), "session-ended");
    CHECK_EQ(text(told, "message"), "Your session has ended. Please sign in again.");
    CHECK_EQ(t.close_code(*client), 4401u);
  }
  // The others do not wait for alice to come back.
  const Json left = bob.hears_one();
  CHECK_EQ(text(left, "type"), "peer-left");
  CHECK_EQ(text(left, "reason"), "left");
  CHECK_EQ(t.present(), std::vector<std::string>{"bob"});
  CHECK_EQ(t.ended, std::vector<std::string>{"seat-alice"});
  CHECK_EQ(t.close_code(bob), 0u);
  // Nothing that alice sends now is heard.
  phone.says({{"type", "chat"}, {"message", "still here"}});
  phone.says({{"type", "ice-refresh"}});
  CHECK(phone.silent() && bob.silent());
  t.end_sessions({"alice"});
  CHECK_EQ(t.ended.size(), std::size_t{1});
}

void several_sessions_end_with_one_event() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  Client carol = t.member("carol");
  t.end_sessions({"alice", "bob"});
  CHECK_EQ(t.close_code(alice), 4401u);
  CHECK_EQ(t.close_code(bob), 4401u);
  CHECK_EQ(t.close_code(carol), 0u);
  CHECK_EQ(t.present(), std::vector<std::string>{"carol"});
}

// The event comes while the store's answer, which says yes, is on its way.
void a_session_that_ends_while_the_store_is_asked_stays_out() {
  HubTest t;
  t.hold_tokens = true;
  Client alice = t.connect("alice");
  alice.says({{"type", "auth"}, {"token", t.token("alice")}});
  t.end_sessions({"alice"});
  CHECK_EQ(alice.hears_error(), "session-ended");
  CHECK_EQ(t.close_code(alice), 4401u);
  t.confirm({});
  CHECK(alice.silent());
}

void a_session_that_ends_during_its_admission_gives_the_seat_back() {
  HubTest t;
  Client alice = t.connect("alice");
  alice.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.end_sessions({"alice"});
  CHECK_EQ(alice.hears_error(), "session-ended");
  t.answer(seat_of("alice"));
  CHECK(alice.silent());
  CHECK(t.present().empty());
  CHECK_EQ(t.ended, std::vector<std::string>{"seat-alice"});
}

void a_meeting_that_ends_closes_all_that_is_bound_to_it() {
  HubTest t;
  Client waiting = t.connect("waiting"), guest = t.connect("guest"), seat = t.connect("seat"),
         account = t.connect("account");
  guest.says({{"type", "auth"}, {"token", t.guest_token("guest")}});
  seat.says({{"type", "auth"}, {"token", t.seat_token("seat")}});
  account.auth();
  t.hold_tokens = true;
  waiting.says({{"type", "auth"}, {"token", t.guest_token("waiting")}});
  (void)guest.hears(), (void)seat.hears();
  t.run(t.hub.handle_event(meetings::MeetingEnded{meetings::MeetingId{kMeeting}, std::nullopt},
                           t.now()));
  for (Client* client : {&waiting, &guest, &seat}) {
    CHECK_EQ(text(client->hears_one(), "type"), "meeting-ended");
    CHECK_EQ(t.close_code(*client), 4410u);
  }
  CHECK(account.silent());
  CHECK_EQ(t.close_code(account), 0u);
}

// A guest's token alone is good for knocking at the door.
void a_guest_without_a_seat_gets_no_credentials() {
  HubTest t;
  Client guest = t.connect("guest");
  guest.says({{"type", "auth"}, {"token", t.guest_token("guest")}});
  (void)guest.hears();
  for (const char* frame :
       {R"({"type":"ice-refresh"})", R"({"type":"chat","message":"hello"})",
        R"({"type":"media-state","hand":true})", R"({"type":"reaction","emoji":"x"})",
        R"({"type":"offer","targetId":"seat-alice","offer":{"type":"offer","sdp":"v=0"}})",
        R"({"type":"ice-candidate","targetId":"seat-alice","candidate":null})"}) {
    CHECK_EQ(guest.says(frame).hears_error(), "not-joined");
  }
  guest.says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(meetings::refuse(meetings::RefusalCode::password_required, ""));
  CHECK_EQ(guest.hears_error(), "password-required");
  CHECK_EQ(guest.says(R"({"type":"ice-refresh"})").hears_error(), "not-joined");
  guest.says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("guest"));
  CHECK_EQ(text(guest.hears_one(), "type"), "joined");
  guest.says({{"type", "ice-refresh"}});
  CHECK_EQ(text(guest.hears_one(), "type"), "ice-servers");
  guest.says({{"type", "leave"}});
  (void)guest.hears();
  CHECK_EQ(guest.says(R"({"type":"ice-refresh"})").hears_error(), "not-joined");
}

// The door has granted a seat token's seat.
void a_seat_token_gets_credentials_before_it_joins() {
  HubTest t;
  Client alice = t.connect("alice");
  alice.says({{"type", "auth"}, {"token", t.seat_token("alice")}});
  (void)alice.hears();
  alice.says({{"type", "ice-refresh"}});
  CHECK_EQ(text(alice.hears_one()["iceServers"].at(0), "username"), "user-alice." + kMeeting);
}

// The credentials live an hour; people in a room get the next ones after half of it.
void credentials_are_renewed_before_they_expire() {
  HubTest t;
  Client alice = t.member("alice");
  Client idle = t.connect("idle");
  idle.auth();
  t.pass(30min - 1s);
  CHECK(alice.silent());
  t.pass(1s);
  const Json fresh = alice.hears_one();
  CHECK_EQ(text(fresh, "type"), "ice-servers");
  CHECK_EQ(*fresh["ttl"].as_integer(), 3600);
  CHECK(fresh.has("seq"));
  t.pass(1s);
  CHECK(alice.silent() && idle.silent());
  t.pass(10min);
  alice.says({{"type", "ice-refresh"}});
  (void)alice.hears();
  t.pass(30min - 1s);
  CHECK(alice.silent());
  t.pass(1s);
  CHECK_EQ(text(alice.hears_one(), "type"), "ice-servers");
}

}  // namespace

int main() {
  return lectern_test::run(
      "hub sessions",
      {TEST(the_store_is_asked_before_anybody_is_welcome),
       TEST(a_token_that_the_store_refuses_closes), TEST(a_forged_token_asks_nobody),
       TEST(what_comes_before_the_welcome_is_done_after_it),
       TEST(few_messages_wait_for_the_welcome), TEST(what_came_before_a_refusal_is_dropped),
       TEST(an_answer_that_takes_too_long_is_given_up),
       TEST(an_answer_for_a_socket_that_is_gone_is_dropped),
       TEST(an_ended_session_loses_its_sockets_at_once), TEST(several_sessions_end_with_one_event),
       TEST(a_session_that_ends_while_the_store_is_asked_stays_out),
       TEST(a_session_that_ends_during_its_admission_gives_the_seat_back),
       TEST(a_meeting_that_ends_closes_all_that_is_bound_to_it),
       TEST(a_guest_without_a_seat_gets_no_credentials),
       TEST(a_seat_token_gets_credentials_before_it_joins),
       TEST(credentials_are_renewed_before_they_expire)});
}
