// SPDX-License-Identifier: MIT
// Several nodes, as their hubs see it: rooms open where the meeting is owned, sessions and rooms
// move from hub to hub, and a chat line is told when it is kept.
#include "signaling/hub_state.hpp"
#include "signaling/kept_line.hpp"
#include "tests/signaling/hub_fixture.hpp"

using namespace signaling_test;
using namespace std::chrono_literals;
using Where = Hub::PlaceAnswer;

namespace {

const meetings::MeetingId kId{kMeeting};

HubLimits of_site() {
  HubLimits limits;
  limits.site = true;
  return limits;
}

class NodeTest : public HubTest {
 public:
  NodeTest() : HubTest(of_site()) {}

  void place(Where answer) {
    RequestPlace question = std::move(places.front());
    places.erase(places.begin());
    run(hub.placed(question.session, question.request, std::move(question.ask), answer, kId,
                   now()));
  }
  Client enters(const std::string& user, meetings::Role role = meetings::Role::participant) {
    Client client = connect(user);
    client.auth().says({{"type", "join"}, {"meetingId", kMeeting}, {"id", "j"}});
    place(Where::here);
    answer(seat_of(user, role));
    (void)client.hears();
    return client;
  }
  void keep(bool kept = true) {
    const KeepLine line = keeps.front();
    keeps.erase(keeps.begin());
    run(hub.line_kept(line.meeting, line.number, kept, now()));
  }
  // What the node has outside of its process.
  std::string copy() {
    auto state = hub.copy_of(kId, now());
    CHECK(state.has_value());
    return std::string{print(*state, {0, 0}).reveal_text()};
  }
  // This node goes on with what another one has left.
  void take(const std::string& room, const std::vector<std::string>& texts) {
    std::vector<KeptLine> lines;
    for (const std::string& text : texts) lines.push_back(CHECK_OK(parse_kept_line(text)));
    run(hub.take_room(CHECK_OK(parse_hub_state(room)), std::move(lines), now()));
  }
};

std::string type_of(const Json& frame) { return std::string{*frame["type"].as_string()}; }
std::string text_in(const Json& frame, const char* name) {
  return std::string{*frame[name].as_string()};
}

struct Welcomed {
  std::string session, token;
};
Welcomed welcomed(NodeTest& t, Client& client, const std::string& user) {
  client.says({{"type", "auth"}, {"token", t.token(user)}});
  const Json welcome = client.hears_one();
  return {text_in(welcome, "session"), text_in(welcome, "resumeToken")};
}
void resume(Client& client, const Welcomed& who, std::uint64_t seen) {
  client.says({{"type", "resume"},
               {"session", who.session},
               {"resumeToken", who.token},
               {"lastSeq", seen},
               {"id", "r"}});
}

void a_room_opens_where_the_meeting_is_owned() {
  NodeTest t;
  Client ann = t.connect("ann");
  ann.auth().says({{"type", "join"}, {"meetingId", kMeeting}, {"id", "j"}});
  CHECK(ann.silent());
  CHECK(t.asked.empty());
  CHECK_EQ(t.places.at(0).ask.meeting, kMeeting);
  CHECK_EQ(t.places.at(0).join_id.value(), "j");
  t.place(Where::here);
  t.answer(seat_of("ann"));
  CHECK_EQ(type_of(ann.hears_one()), "joined");
}

void nobody_knows_the_owner() {
  NodeTest t;
  Client ann = t.connect("ann");
  ann.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.place(Where::unknown);
  const Json refused = ann.hears_one();
  CHECK_EQ(text_in(refused, "code"), "overloaded");
  CHECK_EQ(refused["retryAfter"].as_integer().value(), 2);
  ann.says({{"type", "join"}, {"meetingId", kMeeting}});  // and again
  t.place(Where::here);
  t.answer(seat_of("ann"));
  CHECK_EQ(type_of(ann.hears_one()), "joined");
}

void the_admission_says_that_there_is_no_such_meeting() {
  NodeTest t;
  Client ann = t.connect("ann");
  ann.auth().says({{"type", "join"}, {"meetingId", "no-such-code"}});
  t.place(Where::no_such_meeting);
  CHECK_EQ(t.asked.size(), std::size_t{1});
  // Should the meeting exist after all, no room opens without an owner.
  t.answer(seat_of("ann"));
  CHECK_EQ(ann.hears_error(), "overloaded");
  CHECK_EQ(t.ended, (std::vector<std::string>{"seat-ann"}));
  CHECK(!t.hub.has_room(kId));
}

void whoever_leaves_does_not_wait_for_the_place() {
  NodeTest t;
  Client ann = t.connect("ann");
  ann.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  ann.says({{"type", "leave"}});
  CHECK_EQ(type_of(ann.hears_one()), "left");
  CHECK(!t.hub.awaits_place(t.places.front().session, t.places.front().request));
  ann.says({{"type", "join"}, {"meetingId", kMeeting}});
  t.place(Where::here);  // the answer to the first join asks for the second
  t.place(Where::here);
  t.answer(seat_of("ann"));
  CHECK_EQ(type_of(ann.hears_one()), "joined");
}

void a_session_goes_to_the_node_of_its_meeting() {
  NodeTest here, there;
  Client ann = here.connect("ann");
  const Welcomed who = welcomed(here, ann, "ann");
  ann.says({{"type", "join"}, {"meetingId", kMeeting}});
  const RequestPlace question = here.places.at(0);
  CHECK(here.hub.awaits_place(question.session, question.request));
  HandedSession session = here.hub.depart(question.session, here.now());
  CHECK_EQ(here.hub.sessions(), std::size_t{0});
  Client same = there.connect("ann", "192.0.2.7");
  CHECK(there.hub.arrive(same.session(), std::move(session), there.now()));
  same.says({{"type", "join"}, {"meetingId", kMeeting}});
  there.place(Where::here);
  there.answer(seat_of("ann"));
  CHECK_EQ(type_of(same.hears_one()), "joined");
  // It is the same session: its token is good there.
  same.breaks();
  Client again = there.connect("ann");
  resume(again, who, 0);
  CHECK_EQ(type_of(again.hears().at(0)), "resumed");
}

void a_session_is_never_twice_in_one_hub() {
  NodeTest here, there;
  Client ann = here.connect("ann");
  ann.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  const HandedSession session = here.hub.depart(here.places.at(0).session, here.now());
  CHECK(there.hub.arrive(there.connect("ann").session(), session, there.now()));
  CHECK(!there.hub.arrive(there.connect("ann").session(), session, there.now()));
  CHECK(!there.hub.arrive(SessionId{999}, session, there.now()));
}

void a_line_is_told_when_it_is_kept() {
  NodeTest t;
  Client ann = t.enters("ann"), ben = t.enters("ben");
  (void)ann.hears();
  ann.says({{"type", "chat"}, {"message", "one"}, {"id", "a"}});
  ben.says({{"type", "chat"}, {"message", "two"}, {"id", "b"}});
  CHECK(ann.silent());
  CHECK(ben.silent());
  const KeepLine second = t.keeps.at(1);
  t.run(t.hub.line_kept(second.meeting, second.number, true, t.now()));
  CHECK(ben.silent());  // lines keep their order
  t.keep();
  const std::vector<Json> heard = ann.hears();
  CHECK_EQ(heard.size(), std::size_t{2});
  CHECK_EQ(text_in(heard[0], "re"), "a");
  CHECK_EQ(text_in(heard[1], "message"), "two");
  CHECK_EQ(text_in(ben.hears().at(1), "re"), "b");
}

void a_line_that_nobody_keeps_is_told_after_a_second() {
  NodeTest t;
  Client ann = t.enters("ann");
  ann.says({{"type", "chat"}, {"message", "one"}, {"id", "a"}});
  t.pass(999ms);
  CHECK(ann.silent());
  t.pass(1ms);
  CHECK_EQ(text_in(ann.hears_one(), "re"), "a");
  t.keep();  // too late
  CHECK(ann.silent());
  ann.says({{"type", "chat"}, {"message", "two"}});
  t.keep(false);  // the server is away
  CHECK_EQ(text_in(ann.hears_one(), "message"), "two");
  CHECK(t.registry.print_prometheus().find("lectern_cluster_lines_not_kept_total 2") !=
        std::string::npos);
}

void the_next_owner_has_the_room_as_it_was() {
  NodeTest first, second;
  Client ann = first.connect("ann");
  const Welcomed who = welcomed(first, ann, "ann");
  ann.says({{"type", "join"}, {"meetingId", kMeeting}});
  first.place(Where::here);
  first.answer(seat_of("ann", meetings::Role::host));
  Client ben = first.enters("ben");
  ben.says({{"type", "media-state"}, {"hand", true}});
  ann.says({{"type", "chat"}, {"message", "before"}, {"id", "x"}});
  const std::string line = print_kept_line(first.keeps.at(0).line);
  const std::string room = first.copy();
  second.take(room, {line});  // the first node is gone, its answer never came
  CHECK_EQ(second.present(), (std::vector<std::string>{"ann", "ben"}));
  Client back = second.connect("ann");
  resume(back, who, 7);
  const std::vector<Json> heard = back.hears();
  CHECK_EQ(type_of(heard.at(0)), "resync");
  const Json& joined = heard.at(1);
  CHECK_EQ(text_in(joined, "role"), "host");
  CHECK_EQ(text_in(joined["chat"].at(0), "message"), "before");
  CHECK(joined["peers"].at(0)["media"]["hand"].as_bool().value());
  CHECK(heard.at(0)["lastSeq"].as_integer().value() >= 1'000'000);
  back.says({{"type", "chat"}, {"message", "before"}, {"id", "x"}});  // it had no answer
  CHECK(second.keeps.empty());
  CHECK(second.ended.empty());
}

std::vector<std::string> messages_of(const std::vector<KeptLine>& lines) {
  std::vector<std::string> out;
  for (const KeptLine& line : lines) out.push_back(line.chat.message);
  return out;
}

// A list that replaces the lines in Redis has those that are there, but that nobody got yet.
void lines_on_their_way_are_among_those_to_keep() {
  NodeTest first, second;
  Client ann = first.enters("ann");
  CHECK(first.hub.lines_to_keep(meetings::MeetingId{"other"}).empty());
  ann.says({{"type", "chat"}, {"message", "told"}, {"id", "a"}});
  first.keep();
  ann.says({{"type", "chat"}, {"message", "held"}, {"id", "b"}});
  const std::vector<KeptLine> lines = first.hub.lines_to_keep(kId);
  CHECK_EQ(messages_of(lines), (std::vector<std::string>{"told", "held"}));
  CHECK_EQ(lines.at(1).id.value(), "b");
  CHECK(!lines.at(1).session.empty());
  first.keep();
  CHECK_EQ(messages_of(first.hub.lines_to_keep(kId)), (std::vector<std::string>{"told", "held"}));
  // A line that was written once more, because its first answer was lost, is one line.
  const std::string held = print_kept_line(lines.at(1));
  second.take(first.copy(), {print_kept_line(lines.at(0)), held, held});
  CHECK_EQ(messages_of(second.hub.lines_to_keep(kId)), (std::vector<std::string>{"told", "held"}));
}

std::vector<std::string> private_lines(const std::vector<Json>& heard) {
  std::vector<std::string> out;
  for (const Json& frame : heard) {
    if (type_of(frame) == "chat" && frame["private"].as_bool().value_or(false))
      out.push_back(text_in(frame, "message"));
  }
  return out;
}
void whispers(Client& from, const std::string& text) {
  from.says({{"type", "chat"}, {"message", text}, {"targetId", "seat-ben"}, {"id", text}});
}
std::int64_t last_seq(const std::vector<Json>& heard) {
  std::int64_t out = 0;
  for (const Json& frame : heard) out = std::max(out, frame["seq"].as_integer().value_or(0));
  return out;
}

void private_lines_come_with_the_resume_at_the_next_owner() {
  NodeTest first, second;
  Client ben = first.connect("ben");
  const Welcomed who = welcomed(first, ben, "ben");
  ben.says({{"type", "join"}, {"meetingId", kMeeting}});
  first.place(Where::here);
  first.answer(seat_of("ben"));
  std::int64_t seen = last_seq(ben.hears());
  Client ann = first.enters("ann");
  whispers(ann, "seen");
  seen = std::max(seen, last_seq(ben.hears()));
  ben.breaks();
  whispers(ann, "missed one");
  whispers(ann, "missed two");
  second.take(first.copy(), {});
  Client back = second.connect("ben");
  resume(back, who, static_cast<std::uint64_t>(seen));
  const std::vector<Json> heard = back.hears();
  CHECK_EQ(type_of(heard.at(0)), "resync");
  CHECK_EQ(private_lines(heard), (std::vector<std::string>{"missed one", "missed two"}));
  // A second move, before the client says that it has seen them, loses and doubles nothing.
  NodeTest third;
  third.take(second.copy(), {});
  Client again = third.connect("ben");
  const std::string token = text_in(heard.at(0), "resumeToken");
  resume(again, {who.session, token}, static_cast<std::uint64_t>(last_seq(heard)));
  CHECK(private_lines(again.hears()).empty());
}

void private_lines_of_the_copy_are_bounded() {
  NodeTest first, second;
  Client ben = first.connect("ben");
  const Welcomed who = welcomed(first, ben, "ben");
  ben.says({{"type", "join"}, {"meetingId", kMeeting}});
  first.place(Where::here);
  first.answer(seat_of("ben"));
  (void)ben.hears();
  Client ann = first.enters("ann");
  ben.breaks();
  for (int i = 0; i < 18; ++i) {
    whispers(ann, std::to_string(i));
    (void)ann.hears();  // whoever does not read is let go
    first.pass(2s);     // below the rate of chat
  }
  second.take(first.copy(), {});
  Client back = second.connect("ben");
  resume(back, who, 0);
  const auto lines = private_lines(back.hears());
  CHECK_EQ(lines.size(), PrivateLines::kMost);
  CHECK_EQ(lines.back(), "17");
}

void whoever_does_not_come_back_leaves_the_next_owners_room() {
  NodeTest first, second;
  (void)first.enters("ann");
  second.take(first.copy(), {});
  second.pass(91s);
  second.pass(1s);
  CHECK_EQ(second.ended, (std::vector<std::string>{"seat-ann"}));
  CHECK(second.present().empty());
}

void a_room_that_another_node_owns_ends_here() {
  NodeTest t;
  Client ann = t.enters("ann"), ben = t.enters("ben");
  ben.breaks();
  t.run(t.hub.give_up(kId, t.now()));
  CHECK_EQ(t.close_code(ann), 1012u);
  CHECK(t.ended.empty());  // their stays go on there
  CHECK(t.present().empty());
  CHECK_EQ(t.hub.rooms(), std::size_t{0});
  CHECK_EQ(t.hub.sessions(), std::size_t{1});  // until its socket has closed
}

void a_session_that_is_not_here_is_looked_for() {
  NodeTest t;
  const Welcomed who{"a-name", "a-token"};
  Client ann = t.connect("ann");
  resume(ann, who, 3);
  CHECK(ann.silent());
  RequestSession question = t.seeks.at(0);
  CHECK_EQ(question.ask.session, "a-name");
  t.run(t.hub.sought(question.session, question.request, question.ask, question.resume_id,
                     Where::here, t.now()));
  CHECK_EQ(ann.hears_error(), "no-such-session");
  ann.auth();  // the client signs in anew on the same socket
  Client ben = t.connect("ben");
  resume(ben, who, 3);
  question = t.seeks.at(1);
  t.run(t.hub.sought(question.session, question.request, question.ask, question.resume_id,
                     Where::unknown, t.now()));
  CHECK_EQ(ben.hears_error(), "overloaded");
  CHECK_EQ(t.close_code(ben), 1013u);
}

void changes_of_a_room_are_noted() {
  NodeTest t;
  Client ann = t.enters("ann");
  CHECK_EQ(t.hub.take_touched(), (std::vector<meetings::MeetingId>{kId}));
  ann.says({{"type", "ping"}});
  CHECK(t.hub.take_touched().empty());
  ann.says({{"type", "media-state"}, {"hand", true}});
  CHECK_EQ(t.hub.take_touched().size(), std::size_t{1});
  HubTest alone;
  (void)alone.member("ann");
  CHECK(alone.hub.take_touched().empty());
}

void a_broken_line_is_refused() {
  CHECK(!parse_kept_line("").has_value());
  CHECK(!parse_kept_line("{}").has_value());
  CHECK(!parse_kept_line(R"({"chat":{"from":"a","user":"b","name":"c"}})").has_value());
  Chat chat{meetings::ParticipantId{"p"}, meetings::UserId{"u"}, "n", "m", "t", false, {}};
  const KeptLine line = CHECK_OK(parse_kept_line(print_kept_line({chat, "s", "i"})));
  CHECK_EQ(line.chat.message, "m");
  CHECK_EQ(line.session, "s");
  CHECK_EQ(line.id.value(), "i");
}

}  // namespace

int main() {
  return lectern_test::run(
      "signaling hub, several nodes",
      {TEST(a_room_opens_where_the_meeting_is_owned), TEST(nobody_knows_the_owner),
       TEST(the_admission_says_that_there_is_no_such_meeting),
       TEST(whoever_leaves_does_not_wait_for_the_place),
       TEST(a_session_goes_to_the_node_of_its_meeting), TEST(a_session_is_never_twice_in_one_hub),
       TEST(a_line_is_told_when_it_is_kept), TEST(a_line_that_nobody_keeps_is_told_after_a_second),
       TEST(the_next_owner_has_the_room_as_it_was),
       TEST(lines_on_their_way_are_among_those_to_keep),
       TEST(private_lines_come_with_the_resume_at_the_next_owner),
       TEST(private_lines_of_the_copy_are_bounded),
       TEST(whoever_does_not_come_back_leaves_the_next_owners_room),
       TEST(a_room_that_another_node_owns_ends_here),
       TEST(a_session_that_is_not_here_is_looked_for), TEST(changes_of_a_room_are_noted),
       TEST(a_broken_line_is_refused)});
}
