// SPDX-License-Identifier: MIT
// The messages that people in a room get about each other: coming, calling, going.
#include "tests/signaling/hub_fixture.hpp"

using namespace signaling_test;
using namespace std::chrono_literals;

namespace {

Json description(std::string_view type) {
  return Json::object({{"type", type}, {"sdp", "v=0\r\n"}});
}

void welcomes_who_authenticates() {
  HubTest t;
  Client alice = t.connect("alice");
  alice.says({{"type", "auth"}, {"token", t.token("alice")}, {"id", "a1"}});
  const Json welcome = alice.hears_one();
  CHECK_EQ(text(welcome, "type"), "welcome");
  CHECK_EQ(text(welcome, "re"), "a1");
  CHECK_EQ(*welcome["protocol"].as_integer(), 1);
  CHECK_EQ(*welcome["pingSeconds"].as_integer(), 20);
  CHECK_EQ(*welcome["resumeSeconds"].as_integer(), 90);
  CHECK_EQ(welcome["features"].print(), R"(["resume"])");
  CHECK_EQ(text(welcome, "resumeToken").size(), std::size_t{43});  // 256 bits
  CHECK(!welcome.has("seq"));
  CHECK_EQ(text(welcome["user"], "userId"), "user-alice");
  CHECK_EQ(text(welcome["user"], "role"), "user");
  Client bob = t.connect("bob");
  bob.says({{"type", "auth"}, {"token", t.token("bob")}});
  CHECK(text(bob.hears_one(), "session") != text(welcome, "session"));
  alice.says({{"type", "auth"}, {"token", t.token("alice")}});
  CHECK_EQ(alice.hears_error(), "already-authenticated");
  CHECK_EQ(t.close_code(alice), 0u);
}

void a_refused_token_closes() {
  HubTest t;
  Client mallory = t.connect("mallory");
  mallory.says({{"type", "auth"}, {"token", "nonsense"}, {"id", "1"}});
  CHECK_EQ(mallory.hears_error(), "token-invalid");
  CHECK_EQ(t.close_code(mallory), 4401u);
  mallory.says({{"type", "auth"}, {"token", t.token("mallory")}});  // too late
  CHECK(mallory.silent());
  Client late = t.connect("late");
  const std::string token = t.token("late", 60s);
  t.clock.advance(61s);
  late.says({{"type", "auth"}, {"token", token}});
  CHECK_EQ(late.hears_error(), "token-expired");
  CHECK_EQ(t.close_code(late), 4401u);
}

void nothing_is_done_before_auth_and_join() {
  HubTest t;
  Client alice = t.connect("alice");
  for (const char* frame : {R"({"type":"join","meetingId":"x"})", R"({"type":"ping"})",
                            R"({"type":"leave"})", R"({"type":"chat","message":"x"})"}) {
    CHECK_EQ(alice.says(frame).hears_error(), "not-authenticated");
  }
  CHECK(t.asked.empty());
  alice.auth();
  for (const char* frame :
       {R"({"type":"leave"})", R"({"type":"chat","message":"x"})",
        R"({"type":"media-state","audio":true})", R"({"type":"reaction","emoji":"x"})",
        R"({"type":"offer","targetId":"t","offer":{"type":"offer","sdp":"v"}})",
        R"({"type":"ice-candidate","targetId":"t","candidate":null})"}) {
    CHECK_EQ(alice.says(frame).hears_error(), "not-joined");
  }
}

void the_join_goes_through_admission() {
  HubTest t;
  Client alice = t.connect("alice", "203.0.113.9");
  alice.auth().says({{"type", "join"},
                     {"meetingId", "KABO rine tuda"},
                     {"userId", "user-alice"},
                     {"password", "pw"},
                     {"name", "Al"},
                     {"id", "j"}});
  CHECK(alice.silent());
  CHECK_EQ(t.asked.size(), std::size_t{1});
  CHECK_EQ(t.asked[0].ask.meeting, "KABO rine tuda");
  CHECK_EQ(*t.asked[0].ask.options.password, "pw");
  CHECK_EQ(*t.asked[0].ask.options.name, "Al");
  CHECK_EQ(t.asked[0].ask.claims.user_id.value(), "user-alice");
  CHECK_EQ(t.asked[0].ask.client.print(), "203.0.113.9");
  CHECK_EQ(alice.says({{"type", "join"}, {"meetingId", "x"}}).hears_error(), "already-joined");
  t.answer(seat_of("alice", meetings::Role::host));
  const Json joined = alice.hears_one();
  CHECK_EQ(text(joined, "type"), "joined");
  CHECK_EQ(text(joined, "re"), "j");
  CHECK_EQ(*joined["seq"].as_integer(), 1);
  CHECK_EQ(text(joined, "meetingId"), kMeeting);
  CHECK_EQ(text(joined, "peerId"), "seat-alice");
  CHECK_EQ(text(joined, "role"), "host");
  CHECK_EQ(text(joined["meeting"], "code"), "kabo-rine-tuda");
  CHECK_EQ(joined["peers"].size(), std::size_t{0});
  CHECK_EQ(text(joined["iceServers"].at(0), "username"), "user-alice." + kMeeting);
  CHECK_EQ(t.present(), std::vector<std::string>{"alice"});
  CHECK_EQ(alice.says({{"type", "join"}, {"meetingId", "x"}}).hears_error(), "already-joined");
}

void a_foreign_user_id_is_forbidden() {
  HubTest t;
  Client alice = t.connect("alice");
  alice.auth().says({{"type", "join"}, {"meetingId", "x"}, {"userId", "user-bob"}});
  CHECK_EQ(alice.hears_error(), "forbidden");
  CHECK(t.asked.empty());
}

void a_refused_join_says_why_and_may_be_tried_again() {
  HubTest t;
  Client alice = t.connect("alice");
  alice.auth().says({{"type", "join"}, {"meetingId", "x"}, {"id", "j1"}});
  t.answer(base::failure(
      meetings::Refusal{meetings::RefusalCode::not_started, "It opens at nine.", "", 90s}));
  const Json error = alice.hears_one();
  CHECK_EQ(text(error, "code"), "not-started");
  CHECK_EQ(text(error, "message"), "It opens at nine.");
  CHECK_EQ(text(error, "re"), "j1");
  CHECK_EQ(*error["retryAfter"].as_integer(), 90);
  CHECK(!error.has("seq"));
  alice.says({{"type", "join"}, {"meetingId", "x"}});
  t.answer(meetings::refuse(meetings::RefusalCode::password_required, ""));
  CHECK_EQ(alice.hears_error(), "password-required");
  alice.says({{"type", "join"}, {"meetingId", "x"}});
  t.answer(seat_of("alice"));
  CHECK_EQ(text(alice.hears_one(), "type"), "joined");
}

void two_people_call_each_other() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.connect("bob");
  bob.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("bob"));
  // The newcomer is the impolite one and offers; who was there is polite and waits.
  const Json joined = bob.hears_one();
  CHECK_EQ(joined["peers"].size(), std::size_t{1});
  CHECK_EQ(text(joined["peers"].at(0), "peerId"), "seat-alice");
  CHECK(joined["peers"].at(0)["polite"].as_bool() == false);
  const Json came = alice.hears_one();
  CHECK_EQ(text(came, "type"), "peer-joined");
  CHECK_EQ(text(came["peer"], "peerId"), "seat-bob");
  CHECK(came["peer"]["polite"].as_bool() == true);

  bob.says({{"type", "offer"},
            {"targetId", "seat-alice"},
            {"offer", description("offer")},
            {"id", "o"}});
  CHECK(bob.silent());
  const Json offer = alice.hears_one();
  CHECK_EQ(text(offer, "type"), "offer");
  CHECK_EQ(text(offer, "fromId"), "seat-bob");
  CHECK_EQ(text(offer["offer"], "sdp"), "v=0\r\n");
  CHECK(!offer.has("targetId") && !offer.has("re"));
  CHECK_EQ(*offer["seq"].as_integer(), 3);
  alice.says({{"type", "answer"}, {"targetId", "seat-bob"}, {"answer", description("answer")}});
  CHECK_EQ(text(bob.hears_one(), "type"), "answer");
  alice.says(R"({"type":"ice-candidate","targetId":"seat-bob",)"
             R"("candidates":[{"candidate":"c1","sdpMid":"0"},null]})");
  const Json candidates = bob.hears_one();
  CHECK_EQ(text(candidates, "fromId"), "seat-alice");
  CHECK_EQ(text(candidates["candidates"].at(0), "candidate"), "c1");
  CHECK(candidates["candidates"].at(1).is_null());
}

void a_third_sees_both_and_politeness_is_of_the_pair() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  (void)alice.hears();
  Client carol = t.connect("carol");
  carol.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("carol"));
  const Json joined = carol.hears_one();
  CHECK_EQ(joined["peers"].size(), std::size_t{2});
  CHECK_EQ(text(joined["peers"].at(0), "name"), "alice");
  CHECK_EQ(text(joined["peers"].at(1), "name"), "bob");
  CHECK(alice.hears_one()["peer"]["polite"].as_bool() == true);
  CHECK(bob.hears_one()["peer"]["polite"].as_bool() == true);
  // Bob changes: he is impolite towards alice and polite towards carol. The flag tells each
  // receiver whether the receiver is the polite side.
  bob.says({{"type", "media-state"}, {"hand", true}});
  CHECK(alice.hears_one()["peer"]["polite"].as_bool() == true);
  CHECK(carol.hears_one()["peer"]["polite"].as_bool() == false);
  CHECK_EQ(t.present().size(), std::size_t{3});
}

void leaving_is_told_and_answered() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  (void)alice.hears();
  bob.says({{"type", "leave"}, {"id", "l"}});
  const Json left = bob.hears_one();
  CHECK_EQ(text(left, "type"), "left");
  CHECK_EQ(text(left, "re"), "l");
  CHECK_EQ(text(left, "meetingId"), kMeeting);
  const Json gone = alice.hears_one();
  CHECK_EQ(text(gone, "type"), "peer-left");
  CHECK_EQ(text(gone, "reason"), "left");
  CHECK_EQ(text(gone["peer"], "peerId"), "seat-bob");
  CHECK_EQ(t.ended, std::vector<std::string>{"seat-bob"});
  CHECK_EQ(t.present(), std::vector<std::string>{"alice"});
  bob.says({{"type", "join"}, {"meetingId", kMeeting}});  // still authenticated
  t.answer(seat_of("bob"));
  CHECK_EQ(text(bob.hears_one(), "type"), "joined");
}

void a_broken_socket_is_told_as_disconnected() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  (void)alice.hears();
  bob.disconnects();
  CHECK_EQ(text(alice.hears_one(), "reason"), "disconnected");
  CHECK_EQ(t.ended, std::vector<std::string>{"seat-bob"});
  CHECK_EQ(t.hub.sessions(), std::size_t{1});
  bob.says({{"type", "ping"}});  // a frame that was still on its way
  bob.disconnects();
  CHECK(alice.silent());
}

void targets_outside_the_room_are_no_peers() {
  HubTest t;
  Client alice = t.member("alice");
  Client eve = t.connect("eve");
  eve.auth().says({{"type", "join"}, {"meetingId", "other"}});
  t.answer(seat_of("eve", meetings::Role::participant, "another-meeting"));
  (void)eve.hears();
  for (const char* target : {"seat-alice", "seat-eve", "seat-nobody", "user-alice"}) {
    CHECK_EQ(eve.says({{"type", "offer"}, {"targetId", target}, {"offer", description("offer")}})
                 .hears_error(),
             "no-such-peer");
    CHECK_EQ(eve.says({{"type", "ice-candidate"}, {"targetId", target}, {"candidate", nullptr}})
                 .hears_error(),
             "no-such-peer");
    CHECK_EQ(eve.says({{"type", "chat"}, {"targetId", target}, {"message", "x"}}).hears_error(),
             "no-such-peer");
  }
  CHECK(alice.silent());
}

void media_state_is_merged() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  (void)alice.hears();
  bob.says({{"type", "media-state"}, {"audio", true}, {"video", true}});
  CHECK(alice.hears_one()["peer"]["media"]["audio"].as_bool() == true);
  bob.says({{"type", "media-state"}, {"video", false}, {"screen", true}, {"screenStream", "S"}});
  Json media = alice.hears_one()["peer"]["media"];
  CHECK(media["audio"].as_bool() == true && media["video"].as_bool() == false &&
        media["screen"].as_bool() == true);
  CHECK_EQ(text(media, "screenStream"), "S");
  CHECK(bob.silent());
  CHECK(t.presence.members(meetings::MeetingId{kMeeting})[1].media.screen);
  bob.says({{"type", "media-state"}, {"screen", false}});
  media = alice.hears_one()["peer"]["media"];
  CHECK_EQ(text(media, "screenStream"), "");
  bob.says({{"type", "media-state"}, {"screen", false}});  // nothing new, nothing told
  CHECK(alice.silent());
  Client carol = t.connect("carol");
  carol.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("carol"));
  CHECK(carol.hears_one()["peers"].at(1)["media"]["audio"].as_bool() == true);
}

void reactions_pings_and_fresh_credentials() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  (void)alice.hears();
  alice.says({{"type", "reaction"}, {"emoji", "👍"}});
  CHECK(alice.silent());
  const Json reaction = bob.hears_one();
  CHECK_EQ(text(reaction, "emoji"), "👍");
  CHECK_EQ(text(reaction, "fromId"), "seat-alice");
  CHECK(!reaction.has("seq"));
  bob.says({{"type", "ping"}, {"t", 1.5}, {"id", "p"}});
  const Json pong = bob.hears_one();
  CHECK_EQ(*pong["t"].as_number(), 1.5);
  CHECK_EQ(text(pong, "re"), "p");
  bob.says({{"type", "ice-refresh"}, {"id", "i"}});
  const Json ice = bob.hears_one();
  CHECK_EQ(text(ice, "type"), "ice-servers");
  CHECK_EQ(*ice["ttl"].as_integer(), 3600);
  CHECK_EQ(text(ice["iceServers"].at(0), "username"), "user-bob." + kMeeting);
}

void numbers_have_no_gaps() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob");
  std::int64_t expected = 2;  // joined was 1
  for (int i = 0; i < 40; ++i) {
    bob.says({{"type", "media-state"}, {"hand", i % 2 == 0}});
    bob.says({{"type", "reaction"}, {"emoji", "x"}});
    bob.says({{"type", "chat"}, {"message", "x"}});
    alice.says({{"type", "ping"}});
    alice.says({{"type", "ice-refresh"}});
    t.clock.advance(1s);
    for (const Json& frame : alice.hears()) {
      if (!frame.has("seq")) continue;
      CHECK_EQ(*frame["seq"].as_integer(), expected);
      ++expected;
    }
    (void)bob.hears();
  }
  CHECK(expected > 120);
}

// 16 random bytes in base64url.
void a_session_has_an_unguessable_name() {
  HubTest t;
  Client alice = t.connect("alice");
  alice.says({{"type", "auth"}, {"token", t.token("alice")}});
  CHECK_EQ(text(alice.hears_one(), "session").size(), std::size_t{22});
}

void each_part_of_the_media_state_is_kept_by_itself() {
  HubTest t;
  Client alice = t.member("alice");
  Client bob = t.member("bob", meetings::Role::host);  // who may also record
  (void)alice.hears();
  const char* const flags[] = {"audio", "video", "screen", "hand", "recording"};
  for (const char* flag : flags) {
    bob.says({{"type", "media-state"}, {flag, true}});
    const Json on = alice.hears_one()["peer"]["media"];
    for (const char* other : flags)
      CHECK_EQ(on[other].as_bool() == true, std::string_view{other} == flag);
    bob.says({{"type", "media-state"}, {flag, false}});
    const Json off = alice.hears_one()["peer"]["media"];
    CHECK(off[flag].as_bool() == false);
  }
}

void a_refused_join_names_the_field() {
  HubTest t;
  Client alice = t.connect("alice");
  alice.auth().says({{"type", "join"}, {"meetingId", "x"}});
  t.answer(meetings::refuse_field("name", "name takes 1 to 80 characters."));
  const Json error = alice.hears_one();
  CHECK_EQ(text(error, "code"), "bad-field");
  CHECK_EQ(text(error, "message"), "name: name takes 1 to 80 characters.");
  CHECK(!error.has("retryAfter"));
  alice.says({{"type", "leave"}});
  CHECK(!alice.hears_one().has("retryAfter"));
}

void frames_wait_until_they_are_taken() {
  HubTest t;
  Client alice = t.connect("alice");
  CHECK(!t.hub.has_frames(alice.session()));
  alice.says({{"type", "ping"}});
  CHECK(t.hub.has_frames(alice.session()));
  (void)alice.hears();
  CHECK(!t.hub.has_frames(alice.session()));
  alice.disconnects();
  CHECK(!t.hub.has_frames(alice.session()));
  CHECK(!t.hub.next_frame(alice.session(), t.now()));
}

}  // namespace

int main() {
  return lectern_test::run(
      "signaling hub",
      {TEST(welcomes_who_authenticates), TEST(a_refused_token_closes),
       TEST(nothing_is_done_before_auth_and_join), TEST(the_join_goes_through_admission),
       TEST(a_foreign_user_id_is_forbidden), TEST(a_refused_join_says_why_and_may_be_tried_again),
       TEST(two_people_call_each_other), TEST(a_third_sees_both_and_politeness_is_of_the_pair),
       TEST(leaving_is_told_and_answered), TEST(a_broken_socket_is_told_as_disconnected),
       TEST(targets_outside_the_room_are_no_peers), TEST(media_state_is_merged),
       TEST(reactions_pings_and_fresh_credentials), TEST(numbers_have_no_gaps),
       TEST(a_session_has_an_unguessable_name),
       TEST(each_part_of_the_media_state_is_kept_by_itself), TEST(a_refused_join_names_the_field),
       TEST(frames_wait_until_they_are_taken)});
}
