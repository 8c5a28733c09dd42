// SPDX-License-Identifier: MIT
// Who waits before a room: told to hosts and co-hosts together and not too often, also to those who
// come late; and what a host tells those who wait.
#include "tests/signaling/hub_fixture.hpp"

using namespace signaling_test;
using namespace std::chrono_literals;
using meetings::Role;

namespace {

const meetings::MeetingId kRoom{kMeeting};

meetings::Lobby lobby_of(const std::vector<std::string>& names) {
  meetings::Lobby lobby;
  for (const std::string& name : names) {
    meetings::Lobby::Waiting one;
    one.request.id = meetings::JoinRequestId{"request-" + name};
    one.request.user_id = meetings::UserId{"user-" + name};
    one.request.name = name;
    lobby.waiting.push_back(std::move(one));
  }
  lobby.count = names.size();
  return lobby;
}

meetings::Notice notice(meetings::NoticeKind kind, const std::string& name) {
  return {kind, {meetings::UserId{"user-ann"}}, kRoom, "Latin", "request-" + name, name, "pending"};
}
void knock(HubTest& t, const std::string& name) {
  t.event(notice(meetings::NoticeKind::join_requested, name));
}
void list(HubTest& t, const std::vector<std::string>& names) {
  CHECK(!t.lobbies.empty());
  t.lobbies.erase(t.lobbies.begin());
  t.run(t.hub.lobby_listed(kRoom, lobby_of(names), t.now()));
}

std::vector<std::string> names(const Json& lobby) {
  std::vector<std::string> out;
  for (const Json& one : lobby["waiting"].items()) out.push_back(text(one, "name"));
  return out;
}
std::vector<Json> lobbies(Client& who) {
  std::vector<Json> out;
  for (const Json& frame : who.hears()) {
    if (text(frame, "type") == "lobby") out.push_back(frame);
  }
  return out;
}

using Names = std::vector<std::string>;

void hosts_and_cohosts_see_who_waits() {
  HubTest t;
  Client ann = t.member("ann", Role::host);
  list(t, {});
  Client bob = t.member("bob", Role::cohost);
  Client cid = t.member("cid");
  for (Client* each : {&ann, &bob, &cid}) (void)each->hears();
  t.pass(2s);
  knock(t, "dan");
  CHECK_EQ(t.lobbies.size(), std::size_t{1});
  list(t, {"dan"});
  for (Client* each : {&ann, &bob}) {
    const auto heard = lobbies(*each);
    CHECK_EQ(heard.size(), std::size_t{1});
    CHECK_EQ(names(heard[0]), Names{"dan"});
    CHECK_EQ(text(heard[0], "meetingId"), kMeeting);
    CHECK(heard[0]["count"] == Json{1});
    CHECK(heard[0].has("seq"));
  }
  CHECK(cid.silent());
  // A list that says nothing new is not told.
  t.pass(2s);
  t.event(meetings::LobbyChanged{kRoom});
  list(t, {"dan"});
  CHECK(ann.silent());
  t.pass(2s);
  t.event(notice(meetings::NoticeKind::join_answered, "dan"));
  list(t, {});
  CHECK_EQ(names(lobbies(bob)[0]), Names{});
}

void a_crowd_is_asked_for_once_a_second() {
  HubTest t;
  Client ann = t.member("ann", Role::host);
  list(t, {});
  t.pass(2s);
  (void)ann.hears();
  for (int i = 0; i < 100; ++i) knock(t, "guest" + std::to_string(i));
  CHECK_EQ(t.lobbies.size(), std::size_t{1});
  t.pass(2s);
  CHECK_EQ(t.lobbies.size(), std::size_t{1});  // the first answer is not there yet
  list(t, {"guest0"});
  t.pass(1s);
  list(t, {"guest0", "guest1"});
  // Of the lists that wait for a client, the newest counts.
  const auto heard = lobbies(ann);
  CHECK_EQ(heard.size(), std::size_t{1});
  CHECK_EQ(names(heard[0]), (Names{"guest0", "guest1"}));
  t.pass(2s);
  CHECK(t.lobbies.empty());
}

void the_notifications_of_a_crowd_are_few_and_end_with_the_newest() {
  HubTest t;
  Client ann = t.connect("ann");
  ann.auth();  // in no room
  for (int i = 0; i < 100; ++i) knock(t, std::to_string(i));
  auto heard = ann.hears();
  CHECK_EQ(heard.size(), std::size_t{5});
  CHECK(t.lobbies.empty());
  heard.clear();
  for (int i = 0; i < 20; ++i) {
    t.pass(1s);
    for (Json& frame : ann.hears()) heard.push_back(std::move(frame));
  }
  CHECK_EQ(heard.size(), std::size_t{1});
  CHECK_EQ(text(heard[0], "name"), "99");
  knock(t, "later");
  CHECK_EQ(text(ann.hears_one(), "name"), "later");
  // Answers have no such rate: each is about another person.
  for (int i = 0; i < 20; ++i)
    t.event(notice(meetings::NoticeKind::join_answered, std::to_string(i)));
  CHECK_EQ(ann.hears().size(), std::size_t{20});
}

void hosts_who_come_late_get_the_list() {
  HubTest t;
  Client ann = t.connect("ann");
  ann.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("ann", Role::host));
  list(t, {"dan", "eve"});
  CHECK_EQ(names(lobbies(ann)[0]), (Names{"dan", "eve"}));
  Client bob = t.connect("bob");
  bob.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("bob", Role::cohost));
  CHECK_EQ(names(lobbies(bob)[0]), (Names{"dan", "eve"}));
  Client cid = t.member("cid");
  CHECK(cid.silent());
  t.event(meetings::RoleChanged{kRoom, meetings::ParticipantId{"seat-cid"}, Role::cohost,
                                std::nullopt});
  CHECK_EQ(names(lobbies(cid)[0]), (Names{"dan", "eve"}));
}

void a_list_with_people_is_looked_at_again() {
  HubTest t;
  Client ann = t.member("ann", Role::host);
  list(t, {"dan"});
  (void)ann.hears();
  for (int i = 0; i < 59; ++i) t.pass(1s);
  CHECK(t.lobbies.empty());
  t.pass(1s);
  list(t, {});  // the request has expired
  CHECK_EQ(lobbies(ann).size(), std::size_t{1});
  for (int i = 0; i < 120; ++i) t.pass(1s);
  CHECK(t.lobbies.empty());
}

// The longest names and messages, of characters that take four bytes.
void a_list_fits_into_a_frame() {
  HubTest t;
  Client ann = t.member("ann", Role::host);
  meetings::Lobby lobby = lobby_of(std::vector<std::string>(50, "x"));
  const auto repeated = [](std::size_t n) {
    std::string out;
    while (n-- > 0) out += "\U0001F600";
    return out;
  };
  for (auto& one : lobby.waiting) {
    one.request.name = repeated(80);
    one.request.message = repeated(300);
  }
  t.run(t.hub.lobby_listed(kRoom, lobby, t.now()));
  const auto frame = t.hub.next_frame(ann.session(), t.now());
  CHECK(frame && frame->size() <= kMaxFrameBytes);
  const Json told = CHECK_OK(Json::parse(*frame, kMaxFrameBytes));
  CHECK(told["count"] == Json{50});
  CHECK_EQ(names(told).size(), std::size_t{25});
}

void a_store_that_fails_is_asked_again() {
  HubTest t;
  Client ann = t.member("ann", Role::host);
  t.lobbies.clear();
  t.run(t.hub.lobby_listed(kRoom, meetings::refuse(meetings::RefusalCode::internal, "x"), t.now()));
  t.pass(1s);
  list(t, {"dan"});
  CHECK_EQ(lobbies(ann).size(), std::size_t{1});
  // Nobody is there to see it.
  ann.disconnects();
  knock(t, "eve");
  t.pass(5s);
  CHECK(t.lobbies.empty());
  t.run(t.hub.lobby_listed(meetings::MeetingId{"no-room"}, lobby_of({"x"}), t.now()));
}

void an_answer_for_an_earlier_room_is_taken() {
  HubTest t;
  Client ann = t.member("ann", Role::host);
  t.event(meetings::MeetingEnded{kRoom, std::nullopt});
  t.pass(1s);
  Client bob = t.member("bob");
  list(t, {"dan"});
  t.pass(1s);
  CHECK(t.lobbies.empty() && bob.silent());
  Client eve = t.connect("eve");
  eve.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("eve", Role::host));
  CHECK_EQ(names(lobbies(eve)[0]), Names{"dan"});
  list(t, {});
}

void a_host_tells_those_who_wait_something() {
  HubTest t;
  Client ann = t.member("ann", Role::host);
  Client dan = t.connect("dan");
  dan.auth();
  Client eve = t.connect("eve");
  eve.auth();
  Client bob = t.member("bob");
  (void)ann.hears();
  ann.says({{"type", "moderate"}, {"action", "tell-waiting"}, {"message", "Soon"}, {"id", "m"}});
  CHECK_EQ(t.acts[0].ask.what.message.value(), "Soon");
  meetings::Moderated told;
  told.told = {meetings::UserId{"user-dan"}, meetings::UserId{"user-bob"},
               meetings::UserId{"user-nobody"}};
  told.message = "Soon";
  t.allow(told);
  const Json heard = dan.hears_one();
  CHECK_EQ(text(heard, "type"), "lobby-message");
  CHECK_EQ(text(heard, "name"), "ann");
  CHECK_EQ(text(heard, "message"), "Soon");
  CHECK_EQ(text(heard, "meetingId"), kMeeting);
  CHECK(heard.has("seq"));
  CHECK(eve.silent() && bob.silent());  // Bob has come in meanwhile
  CHECK_EQ(text(ann.hears_one(), "re"), "m");
}

}  // namespace

int main() {
  return lectern_test::run(
      "hub_lobby",
      {TEST(hosts_and_cohosts_see_who_waits), TEST(a_crowd_is_asked_for_once_a_second),
       TEST(the_notifications_of_a_crowd_are_few_and_end_with_the_newest),
       TEST(hosts_who_come_late_get_the_list), TEST(a_list_with_people_is_looked_at_again),
       TEST(a_list_fits_into_a_frame), TEST(a_store_that_fails_is_asked_again),
       TEST(an_answer_for_an_earlier_room_is_taken), TEST(a_host_tells_those_who_wait_something)});
}
