// SPDX-License-Identifier: MIT
// Groups of a room: who is told of whom when people are divided, visited and called back; that
// nothing passes from one group to another; who may do what; and that people come back where they
// were.
#include "tests/signaling/grouping.hpp"
#include "tests/signaling/lecture.hpp"
#include "tests/signaling/traveller.hpp"

using namespace signaling_test;
using namespace std::chrono_literals;
using meetings::Role;

namespace {

// The seats of which messages of a type tell.
std::string about(const std::vector<Json>& frames, std::string_view type) {
  std::string out;
  for (const Json& frame : frames) {
    if (text(frame, "type") != type) continue;
    out += (out.empty() ? "" : " ") + text(frame["peer"], "peerId");
  }
  return out;
}

std::string words(const std::vector<Json>& frames) {
  std::string out;
  for (const Json& frame : frames) out += (out.empty() ? "" : " ") + text(frame, "type");
  return out;
}

Json only(const std::vector<Json>& frames, std::string_view type) {
  Json found;
  for (const Json& frame : frames) {
    if (text(frame, "type") != type) continue;
    CHECK(found.is_null());
    found = frame;
  }
  CHECK(!found.is_null());
  return found;
}

void opening_parts_people_and_tells_each_the_new_room() {
  HubTest t;
  Client host = t.member("host", Role::host), ada = t.member("ada"), bob = t.member("bob"),
         cid = t.member("cid");
  for (Client* one : {&host, &ada, &bob, &cid}) (void)one->hears();
  open_two(host, "assigned", 600);

  const auto to_host = host.hears();
  CHECK_EQ(words(to_host), "groups peer-left peer-left peer-left");
  CHECK_EQ(text(to_host[0], "re"), "open");
  CHECK_EQ(to_host[0]["own"].print(), "0");
  CHECK_EQ(seats_of(to_host[0]["groups"].at(0)["members"]), "seat-ada seat-bob");
  CHECK_EQ(seats_of(to_host[0]["groups"].at(1)["members"]), "seat-cid");
  CHECK_EQ(seats_of(to_host[0]["lesson"]["members"]), "seat-host");
  CHECK(!to_host[0]["endsAt"].is_null());

  // A pupil keeps whom the group has, and loses the rest.
  const auto to_ada = ada.hears();
  CHECK_EQ(words(to_ada), "groups peer-left peer-left joined");
  CHECK_EQ(to_ada[0]["own"].print(), "1");
  CHECK_EQ(about(to_ada, "peer-left"), "seat-host seat-cid");
  CHECK_EQ(seats_of(to_ada[3]["peers"]), "seat-bob");
  CHECK_EQ(seats_of(to_ada[0]["groups"].at(0)["members"]), "seat-ada seat-bob");
  CHECK_EQ(to_ada[0]["groups"].at(1)["members"].size(), std::size_t{0});
  CHECK_EQ(to_ada[0]["groups"].at(1)["count"].print(), "1");
  CHECK(!to_ada[0].has("lesson") && !to_ada[0].has("help"));
  CHECK_EQ(to_ada[3]["groups"]["own"].print(), "1");
  CHECK_EQ(about(cid.hears(), "peer-left"), "seat-host seat-ada seat-bob");
}

// Every message of a client in a room: what it does from one group to another, and within one.
void nothing_passes_from_one_group_to_another() {
  struct Row {
    const char* frame;   // with TARGET, or to everybody
    const char* within;  // what the peer of the same group hears; "": nothing
  };
  const Row rows[] = {
      {R"({"type":"offer","targetId":"TARGET","offer":{"type":"offer","sdp":"v=0"}})", "offer"},
      {R"({"type":"answer","targetId":"TARGET","answer":{"type":"answer","sdp":"v=0"}})", "answer"},
      {R"({"type":"ice-candidate","targetId":"TARGET","candidate":null})", "ice-candidate"},
      {R"({"type":"ice-candidate","targetId":"TARGET","candidates":[null]})", "ice-candidate"},
      {R"({"type":"want","targetId":"TARGET","height":90,"rate":15})", "want"},
      {R"({"type":"chat","message":"between us","targetId":"TARGET"})", "chat"},
      {R"({"type":"chat","message":"to all"})", "chat"},
      {R"({"type":"media-state","hand":true})", "peer-updated"},
      {R"({"type":"media-state","screen":true,"screenStream":"s"})", "peer-updated"},
      {R"({"type":"reaction","emoji":"👍"})", "reaction"},
      {R"({"type":"reaction","emoji":"👍","line":1})", "reaction"},
      {R"({"type":"stats","peers":[{"peerId":"seat-bob","state":"failed"}]})", ""},
      {R"({"type":"ice-refresh"})", ""},
      {R"({"type":"ping"})", ""},
      {R"({"type":"ack","seq":1})", ""},
      {R"({"type":"auth","token":"x"})", ""},
      {R"({"type":"resume","session":"s","resumeToken":"x","lastSeq":0})", ""},
      {R"({"type":"join","meetingId":"m"})", ""},
      {R"({"type":"capacity","listeners":3})", ""},
      {R"({"type":"moderate","action":"mute","targetId":"TARGET"})", ""},
      {R"({"type":"groups","action":"help"})", ""},
      {R"({"type":"leave"})", "peer-left"}};
  std::set<std::string> walked;
  const auto with = [](std::string frame, const Client& target) {
    const auto at = frame.find("TARGET");
    return at == std::string::npos ? frame : frame.replace(at, 6, target.seat());
  };
  for (const Row& row : rows) {
    HubTest t;
    TwoGroups g{t};
    g.ada.says({{"type", "chat"}, {"message", "line 1 is one of the room's"}});
    g.read();
    const bool named = std::string_view{row.frame}.find("TARGET") != std::string_view::npos;
    walked.insert(text(CHECK_OK(Json::parse(row.frame)), "type"));
    if (named) {
      for (Client* stranger : {&g.cid, &g.host}) {
        g.ada.says(with(row.frame, *stranger));
        const std::string code = g.ada.hears_error();
        CHECK(code == "no-such-peer" || (code == "forbidden" && *row.within == 0));
        CHECK(stranger->silent());
      }
    }
    g.ada.says(with(row.frame, g.bob));
    const auto heard = g.bob.hears();
    CHECK_EQ(heard.size(), std::size_t{*row.within == 0 ? 0U : 1U});
    if (!heard.empty()) CHECK_EQ(text(heard[0], "type"), row.within);
    CHECK(g.cid.silent());
    CHECK(g.host.silent());
  }
  // A message that is not in the table is a hole in it.
  CHECK_EQ(walked.size(), std::variant_size_v<ClientMessage> + 1);  // offer and answer are one
}

void what_a_host_does_to_all_stays_in_the_group_of_the_host() {
  HubTest t;
  TwoGroups g{t};
  does(g.host, "go", 1);
  g.read();
  g.ada.says({{"type", "media-state"}, {"hand", true}});
  g.cid.says({{"type", "media-state"}, {"hand", true}});
  g.read();
  acts(g.host, "lower-hand");
  t.allow();
  CHECK_EQ(words(g.ada.hears()), "peer-updated moderated");
  CHECK(g.cid.silent());
  g.read();
  acts(g.host, "spotlight", &g.cid);
  CHECK_EQ(last(g.host, "error")["code"].text(), "no-such-peer");
  acts(g.host, "spotlight", &g.ada);
  t.allow();
  CHECK_EQ(words(g.bob.hears()), "moderated");
  CHECK(g.cid.silent());
  // The lesson has its own, and finds it again.
  does(g.host, "go", 0);
  CHECK(only(g.host.hears(), "joined")["spotlight"].is_null());
  does(g.host, "go", 1);
  CHECK_EQ(text(only(g.host.hears(), "joined"), "spotlight"), "seat-ada");
  // One person is reached wherever the person is.
  g.read();
  acts(g.host, "mute", &g.cid);
  t.allow();
  CHECK_EQ(words(g.cid.hears()), "peer-updated moderated");
  CHECK_EQ(words(g.host.hears()), "moderated");
  CHECK(g.ada.silent());
}

void a_new_role_is_no_news_for_another_group() {
  HubTest t;
  TwoGroups g{t};
  give_role(t, "ada", Role::cohost);
  CHECK_EQ(words(g.ada.hears()), "role-changed groups");
  CHECK_EQ(words(g.bob.hears()), "role-changed peer-updated");
  CHECK(g.cid.silent());
  CHECK(g.host.silent());
  t.pass(1s);
  CHECK_EQ(words(g.host.hears()), "groups");
}

void each_group_has_a_chat_and_the_lesson_finds_its_own_again() {
  HubTest t;
  Client host = t.member("host", Role::host), ada = t.member("ada"), bob = t.member("bob"),
         cid = t.member("cid");
  ada.says({{"type", "chat"}, {"message", "in the lesson"}});
  open_two(host);
  ada.says({{"type", "chat"}, {"message", "in Red"}});
  cid.says({{"type", "chat"}, {"message", "in Blue"}});
  for (Client* one : {&host, &ada, &bob, &cid}) (void)one->hears();
  const auto chat_of = [](const Json& joined) {
    std::string out;
    for (const Json& one : joined["chat"].items()) out += text(one, "message") + ';';
    return out;
  };
  does(host, "go", 2);
  CHECK_EQ(chat_of(only(host.hears(), "joined")), "in Blue;");
  does(host, "go", 1);
  CHECK_EQ(chat_of(only(host.hears(), "joined")), "in Red;");
  does(host, "close");
  CHECK_EQ(chat_of(only(host.hears(), "joined")), "in the lesson;");
  (void)ada.hears();
  // The next groups begin empty.
  open_two(host, "assigned", {}, "again");
  CHECK_EQ(chat_of(only(ada.hears(), "joined")), "");
}

void a_host_says_something_to_all_groups() {
  HubTest t;
  TwoGroups g{t};
  g.host.says(
      {{"type", "groups"}, {"action", "broadcast"}, {"message", "Five more minutes"}, {"id", "b"}});
  const Json own = g.host.hears_one();
  CHECK_EQ(text(own, "re"), "b");
  for (Client* one : {&g.ada, &g.cid}) {
    const Json heard = one->hears_one();
    CHECK_EQ(text(heard, "type"), "chat");
    CHECK_EQ(text(heard, "message"), "Five more minutes");
    CHECK_EQ(heard["broadcast"].print(), "true");
  }
  for (const int group : {1, 2}) {
    does(g.host, "go", group);
    CHECK_EQ(only(g.host.hears(), "joined")["chat"].size(), std::size_t{1});
  }
}

void a_visit_is_a_coming_and_a_going() {
  HubTest t;
  TwoGroups g{t};
  does(g.host, "go", 1);
  const auto to_host = g.host.hears();
  CHECK_EQ(words(to_host), "groups joined");
  CHECK_EQ(seats_of(to_host[1]["peers"]), "seat-ada seat-bob");
  CHECK_EQ(words(g.ada.hears()), "peer-joined");
  CHECK(g.cid.silent());
  does(g.host, "go", 2);
  CHECK_EQ(words(g.host.hears()), "groups peer-left peer-left joined");
  CHECK_EQ(words(g.ada.hears()), "peer-left");
  CHECK_EQ(words(g.cid.hears()), "peer-joined");
  // The list follows within a second, to those whom it concerns.
  t.pass(1s);
  CHECK_EQ(words(g.ada.hears()), "groups");
}

void a_person_is_moved() {
  HubTest t;
  TwoGroups g{t};
  does(g.host, "move", 2, &g.bob);
  CHECK_EQ(words(g.bob.hears()), "groups peer-left joined");
  CHECK_EQ(about(g.ada.hears(), "peer-left"), "seat-bob");
  CHECK_EQ(about(g.cid.hears(), "peer-joined"), "seat-bob");
  does(g.host, "move", 0, &g.bob);
  CHECK_EQ(about(g.host.hears(), "peer-joined"), "seat-bob");
  (void)g.bob.hears();
  // Back to the group that is the person's own, and to no other one.
  CHECK_EQ(does(g.bob, "go", 1).hears_error(), "forbidden");
  does(g.bob, "go", 2);
  CHECK_EQ(only(g.bob.hears(), "joined")["groups"]["own"].print(), "2");
  Client stranger = t.connect("stranger");
  CHECK_EQ(text(last(does(g.host, "move", 1, &stranger), "error"), "code"), "no-such-peer");
}

void people_choose_where_they_may() {
  HubTest t;
  TwoGroups g{t, "choice"};
  Client eve = t.member("eve");
  g.read();
  does(eve, "go", 2);
  const auto heard = eve.hears();
  CHECK_EQ(seats_of(only(heard, "joined")["peers"]), "seat-cid");
  CHECK_EQ(seats_of(only(heard, "groups")["groups"].at(0)["members"]), "seat-ada seat-bob");
  does(eve, "go", 0);
  CHECK_EQ(seats_of(only(eve.hears(), "joined")["peers"]), "seat-host");
  CHECK_EQ(does(eve, "go", 3).hears_error(), "no-such-group");
}

void only_hosts_lead_and_only_where_there_are_groups() {
  HubTest t;
  TwoGroups g{t};
  for (const char* frame :
       {R"({"type":"groups","action":"open","groups":[{"name":"x","members":[]}]})",
        R"({"type":"groups","action":"move","targetId":"seat-cid","group":1})",
        R"({"type":"groups","action":"go","group":2})",
        R"({"type":"groups","action":"go","group":0})",
        R"({"type":"groups","action":"broadcast","message":"x"})",
        R"({"type":"groups","action":"call-back"})", R"({"type":"groups","action":"close"})"}) {
    g.ada.says(frame);
    CHECK_EQ(g.ada.hears_error(), "forbidden");
    CHECK(g.bob.silent() && g.cid.silent() && g.host.silent());
  }
  g.host.says(R"({"type":"groups","action":"open","groups":[{"name":"x","members":["a","a"]}]})");
  CHECK_EQ(g.host.hears_error(), "bad-field");
  does(g.host, "close");
  (void)g.host.hears();
  for (const char* action : {"broadcast", "call-back", "close", "help"}) {
    g.host.says({{"type", "groups"}, {"action", action}, {"message", "x"}});
    CHECK_EQ(g.host.hears_error(), "no-such-group");
  }
  CHECK_EQ(does(g.host, "go", 1).hears_error(), "no-such-group");
  Client outside = t.connect("outside");
  outside.auth();
  CHECK_EQ(does(outside, "help").hears_error(), "not-joined");
}

void a_lecture_has_no_groups() {
  HubTest t;
  Client host = attend(t, "host", Role::host);
  open_two(host);
  CHECK_EQ(host.hears_error(), "not-in-lectures");
}

void help_is_asked_of_the_hosts_wherever_they_are() {
  HubTest t;
  TwoGroups g{t};
  does(g.host, "go", 2);
  g.read();
  t.pass(1s);
  g.read();
  does(g.ada, "help");
  CHECK_EQ(words(g.ada.hears()), "groups");
  t.pass(1s);
  const Json list = last(g.host, "groups");
  CHECK_EQ(text(list["help"].at(0), "peerId"), "seat-ada");
  CHECK_EQ(list["help"].at(0)["group"].print(), "1");
  CHECK(!last(g.bob, "groups").has("help"));
  does(g.ada, "help");
  CHECK_EQ(text(last(g.ada, "error"), "code"), "rate-limited");
  // Who comes has heard it.
  does(g.host, "go", 1);
  CHECK_EQ(last(g.host, "groups")["help"].size(), std::size_t{0});
}

void everybody_is_called_back() {
  HubTest t;
  TwoGroups g{t};
  does(g.host, "call-back");
  CHECK(!last(g.ada, "groups")["callBackAt"].is_null());
  CHECK_EQ(words(g.host.hears()), "groups");
  t.pass(59s);
  g.read();
  t.pass(1s);
  const auto heard = g.ada.hears();
  CHECK_EQ(words(heard), "groups joined");
  CHECK_EQ(heard[0]["groups"].size(), std::size_t{0});
  CHECK_EQ(seats_of(heard[1]["peers"]), "seat-host seat-bob seat-cid");
  CHECK_EQ(about(g.host.hears(), "peer-joined"), "seat-ada seat-bob seat-cid");
  t.pass(60s);
  CHECK(g.ada.silent());
}

void the_groups_end_by_themselves_also_without_a_host() {
  HubTest t;
  TwoGroups g{t, "assigned", 60};
  g.host.says({{"type", "leave"}});
  t.pass(59s);
  g.read();
  t.pass(1s);
  CHECK_EQ(seats_of(only(g.ada.hears(), "joined")["peers"]), "seat-bob seat-cid");
}

void who_comes_back_is_where_they_were() {
  HubLimits limits;
  limits.replay.messages = 2;
  HubTest t{limits};
  Traveller host{t, "host", Role::host}, ada{t, "ada"}, bob{t, "bob"}, cid{t, "cid"};
  open_two(host.socket());
  for (Traveller* one : {&host, &ada, &bob, &cid}) (void)one->hears();
  // Resumed.
  ada.breaks();
  CHECK_EQ(words(bob.hears()), "peer-updated");
  CHECK(cid.hears().empty() && host.hears().empty());
  CHECK_EQ(words(ada.resumes()), "resumed");
  (void)bob.hears();
  // A snapshot.
  ada.breaks();
  for (const char* word : {"one", "two", "three"}) bob.says({{"type", "chat"}, {"message", word}});
  const auto back = ada.resumes();
  CHECK_EQ(text(back.at(0), "type"), "resync");
  CHECK_EQ(seats_of(only(back, "joined")["peers"]), "seat-bob");
  CHECK_EQ(only(back, "joined")["chat"].size(), std::size_t{3});
  // A page that is loaded anew.
  ada.socket().disconnects();
  Client again = t.connect("ada");
  again.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("ada"));
  const Json joined = again.hears_one();
  CHECK_EQ(joined["groups"]["own"].print(), "1");
  CHECK_EQ(seats_of(joined["peers"]), "seat-bob");
  // Somebody new comes into the lesson.
  Client eve = t.connect("eve");
  eve.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("eve"));
  CHECK_EQ(seats_of(eve.hears_one()["peers"]), "seat-host");
}

void groups_last_over_a_restart() {
  HubTest t;
  Traveller host{t, "host", Role::host}, ada{t, "ada"}, bob{t, "bob"}, cid{t, "cid"};
  host.says({{"type", "chat"}, {"message", "lesson"}});
  open_two(host.socket(), "assigned", 600);
  bob.says({{"type", "chat"}, {"message", "Red"}});
  host.says({{"type", "groups"}, {"action", "broadcast"}, {"message", "all"}});
  for (Traveller* one : {&host, &ada, &bob, &cid}) (void)one->hears();
  t.restart();
  CHECK_EQ(words(ada.resumes()), "resumed");
  (void)bob.resumes();
  (void)cid.resumes();
  (void)host.resumes();
  ada.says({{"type", "chat"}, {"message", "still in Red"}});
  CHECK_EQ(text(bob.hears().at(0), "message"), "still in Red");
  CHECK(cid.hears().empty());
  host.says({{"type", "groups"}, {"action", "go"}, {"group", 1}});
  const Json joined = only(host.hears(), "joined");
  CHECK_EQ(joined["chat"].size(), std::size_t{3});
  CHECK_EQ(text(joined["chat"].at(1), "message"), "all");
  CHECK_EQ(text(joined["groups"]["groups"].at(1), "name"), "Blue");
  host.says({{"type", "groups"}, {"action", "go"}, {"group", 0}});
  CHECK_EQ(only(host.hears(), "joined")["chat"].size(), std::size_t{2});
  for (Traveller* one : {&host, &ada, &bob, &cid}) (void)one->hears();
  t.pass(600s);
  CHECK_EQ(seats_of(only(ada.hears(), "joined")["peers"]), "seat-host seat-bob seat-cid");
}

// A hundred people into twenty groups: nobody gets more than at a join of the room, and no queue
// overflows.
void a_hundred_people_are_divided() {
  HubTest t;
  Client host = t.member("host", Role::host);
  std::vector<Client> people;
  Json list = Json::array();
  for (int group = 0; group < 20; ++group) {
    Json members = Json::array();
    for (int i = 0; i < 5; ++i) {
      const std::string name = "p" + std::to_string(group * 5 + i);
      people.push_back(
          t.member(name, Role::participant, "10.0.0." + std::to_string(people.size() + 1)));
      members.push("seat-" + name);
    }
    list.push(Json::object({{"name", "Group"}}).set("members", members));
  }
  for (Client& one : people) (void)one.hears();
  (void)host.hears();
  host.says(Json::object({{"type", "groups"}, {"action", "open"}}).set("groups", list).print());
  std::size_t most = 0, bytes = 0, frames = 0;
  for (Client& one : people) {
    const auto heard = one.hears();
    CHECK_EQ(heard.size(), std::size_t{98});  // groups, 96 who are elsewhere, joined
    std::size_t own = 0;
    for (const Json& frame : heard) own += frame.print().size();
    most = std::max(most, own);
    bytes += own;
    frames += heard.size();
  }
  std::printf("100 people into 20 groups: %zu messages, %zu kB, %zu kB of one\n", frames,
              bytes / 1000, most / 1000);
  CHECK(most < std::size_t{64} * 1024);
  CHECK_EQ(host.hears().size(), std::size_t{101});
  does(host, "close");
  for (Client& one : people) CHECK_EQ(one.hears().size(), std::size_t{2});
  CHECK_EQ(host.hears().size(), std::size_t{101});
  CHECK(t.closes.empty());
}

}  // namespace

int main() {
  return lectern_test::run(
      "signaling hub groups",
      {TEST(opening_parts_people_and_tells_each_the_new_room),
       TEST(nothing_passes_from_one_group_to_another),
       TEST(what_a_host_does_to_all_stays_in_the_group_of_the_host),
       TEST(a_new_role_is_no_news_for_another_group),
       TEST(each_group_has_a_chat_and_the_lesson_finds_its_own_again),
       TEST(a_host_says_something_to_all_groups), TEST(a_visit_is_a_coming_and_a_going),
       TEST(a_person_is_moved), TEST(people_choose_where_they_may),
       TEST(only_hosts_lead_and_only_where_there_are_groups), TEST(a_lecture_has_no_groups),
       TEST(help_is_asked_of_the_hosts_wherever_they_are), TEST(everybody_is_called_back),
       TEST(the_groups_end_by_themselves_also_without_a_host),
       TEST(who_comes_back_is_where_they_were), TEST(groups_last_over_a_restart),
       TEST(a_hundred_people_are_divided)});
}
