// SPDX-License-Identifier: MIT
// The message `moderate`: who may do what to whom, the domain's answers (here the test's own), and
// its bounds. What the server then enforces is in test_hub_mutes.cpp.
#include "tests/signaling/moderating.hpp"

using namespace signaling_test;
using namespace std::chrono_literals;
using meetings::Action;
using meetings::Role;

namespace {

constexpr std::array kRoles{Role::host, Role::cohost, Role::presenter, Role::participant,
                            Role::listener};

// Hosts act against everybody but hosts, co-hosts against those who do not moderate.
bool may_act_on(Role actor, Role target) {
  if (actor == Role::host) return target != Role::host;
  return actor == Role::cohost && target != Role::host && target != Role::cohost;
}

void the_table_of_roles_is_obeyed() {
  for (const meetings::ActionRow& row : meetings::kActions) {
    const bool host_only = row.action == Action::end || row.action == Action::hand_over;
    for (const Role actor : kRoles) {
      for (const Role target : kRoles) {
        HubTest t;
        Client ann = t.member("ann", actor);
        Client bob = t.member("bob", target);
        (void)ann.hears();
        const bool about = meetings::is_about_person(row);
        Json frame = Json::object(
            {{"type", "moderate"}, {"action", row.name}, {"message", "x"}, {"id", "m"}});
        if (about) frame.set("targetId", bob.seat());
        else if (row.target != meetings::Target::none) frame.set("targetId", "request-1");
        ann.says(frame.print());
        const bool role =
            host_only ? actor == Role::host : actor == Role::host || actor == Role::cohost;
        const bool rank = !about || row.action == Action::spotlight || may_act_on(actor, target);
        if (role && rank) {
          CHECK(ann.silent());
          CHECK_EQ(t.acts.size(), std::size_t{1});
          CHECK(t.acts[0].ask.what.action == row.action);
          CHECK_EQ(t.acts[0].ask.meeting.value(), kMeeting);
          CHECK_EQ(t.acts[0].ask.claims.user_id.value(), "user-ann");
        } else {
          const Json refused = ann.hears_one();
          CHECK_EQ(text(refused, "code"), "forbidden");
          CHECK_EQ(text(refused, "re"), "m");
          CHECK(t.acts.empty());
        }
        CHECK(bob.silent());
      }
    }
  }
}

void nobody_acts_on_oneself_on_strangers_or_from_outside() {
  HubTest t;
  Client ann = t.member("ann", Role::host);
  Client bob = t.member("bob");
  (void)ann.hears();
  CHECK_EQ(acts(ann, "mute", &ann).hears_error(), "forbidden");
  CHECK_EQ(acts(ann, "remove", &ann).hears_error(), "forbidden");
  for (const char* target : {"seat-nobody", "user-bob", "bob", "seat-bo\\u200bb", "' OR 1=1 --",
                             "../../etc/passwd", "seat-bob "}) {
    ann.says(R"({"type":"moderate","action":"mute","targetId":")" + std::string{target} + "\"}");
    CHECK_EQ(ann.hears_error(), "no-such-peer");
  }
  // Somebody in another meeting.
  Client eve = t.connect("eve");
  eve.auth().says({{"type", "join"}, {"meetingId", "other"}});
  t.answer(seat_of("eve", Role::host, "other"));
  (void)eve.hears();
  CHECK_EQ(acts(ann, "remove", &eve).hears_error(), "no-such-peer");
  CHECK_EQ(acts(eve, "remove", &bob).hears_error(), "no-such-peer");
  // Somebody in no meeting.
  Client dan = t.connect("dan");
  CHECK_EQ(acts(dan, "lock").hears_error(), "not-authenticated");
  dan.auth();
  CHECK_EQ(acts(dan, "end").hears_error(), "not-joined");
  CHECK(t.acts.empty() && bob.silent());
}

void what_the_domain_refuses_does_not_happen_and_may_come_again() {
  HubTest t;
  Client ann = t.member("ann", Role::host);
  Client bob = t.member("bob");
  (void)ann.hears();
  acts(ann, "mute", &bob, "m1");
  t.allow(meetings::refuse(meetings::RefusalCode::overloaded, "Busy."));
  Json refused = ann.hears_one();
  CHECK_EQ(text(refused, "code"), "overloaded");
  CHECK_EQ(text(refused, "re"), "m1");
  CHECK(bob.silent());
  acts(ann, "mute", &bob, "m1");  // not handled yet
  CHECK_EQ(t.acts.size(), std::size_t{1});
  acts(ann, "mute", &bob, "m1");  // the client repeats it: its socket broke, it thinks
  CHECK_EQ(t.acts.size(), std::size_t{1});
  CHECK(ann.silent());
  t.allow();
  CHECK_EQ(text(last(ann, "moderated"), "re"), "m1");
  acts(ann, "mute", &bob, "m1");
  CHECK(t.acts.empty() && ann.silent());
  acts(ann, "admit", nullptr, "m2");
  CHECK_EQ(ann.hears_error(), "bad-field");
  ann.says({{"type", "moderate"}, {"action", "admit"}, {"targetId", "request-9"}, {"id", "m3"}});
  t.allow(meetings::refuse(meetings::RefusalCode::not_found, "Nobody."));
  CHECK_EQ(ann.hears_error(), "no-such-peer");
  acts(ann, "lock");
  t.allow(meetings::refuse(meetings::RefusalCode::forbidden, "No."));
  CHECK_EQ(ann.hears_error(), "forbidden");
}

// An action of the domain is answered to whoever asked; its event tells the others.
void an_action_on_the_meeting_is_answered_to_the_actor_alone() {
  HubTest t;
  Client ann = t.member("ann", Role::host);
  Client bob = t.member("bob");
  (void)ann.hears();
  acts(ann, "lock", nullptr, "m1");
  t.allow();
  const Json answer = ann.hears_one();
  CHECK_EQ(text(answer, "type"), "moderated");
  CHECK_EQ(text(answer, "action"), "lock");
  CHECK_EQ(text(answer, "re"), "m1");
  CHECK(bob.silent());
}

void an_answer_finds_who_has_left_and_what_is_gone() {
  HubTest t;
  Client ann = t.member("ann", Role::host);
  Client bob = t.member("bob");
  Client cid = t.member("cid");
  // The actor's socket breaks, the target leaves: the action holds, and the answer waits.
  acts(ann, "mute", &bob, "m1");
  bob.says({{"type", "leave"}});
  ann.disconnects();
  (void)cid.hears();
  t.allow();
  CHECK_EQ(text(last(cid, "moderated"), "action"), "mute");
  Client back = t.connect("bob");
  back.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("bob"));
  CHECK_EQ(blocked(back.hears_one()), "audio");
  // The room is gone.
  Client dan = t.member("dan", Role::host);
  acts(dan, "mute", &cid);
  t.event(meetings::MeetingEnded{meetings::MeetingId{kMeeting}, std::nullopt});
  t.allow();
  // Nobody answers.
  HubTest u;
  Client eve = u.member("eve", Role::host);
  acts(eve, "lock", nullptr, "m7");
  u.pass(16s);
  CHECK_EQ(text(last(eve, "error"), "code"), "overloaded");
  u.allow();
  CHECK(eve.silent());
}

void who_is_put_out_may_come_back_and_who_is_banned_may_not() {
  HubTest t;
  Client ann = t.member("ann", Role::host);
  Client bob = t.member("bob");
  (void)ann.hears();
  const auto removal = [](bool banned) {
    return meetings::SeatRemoved{meetings::MeetingId{kMeeting}, meetings::ParticipantId{"seat-bob"},
                                 meetings::UserId{"user-bob"}, banned,
                                 meetings::UserId{"user-ann"}};
  };
  t.event(removal(false));
  Json told = bob.hears_one();
  CHECK_EQ(text(told, "type"), "removed");
  CHECK_EQ(text(told, "reason"), "removed");
  CHECK_EQ(text(told, "by"), "user-ann");
  CHECK_EQ(text(ann.hears_one(), "reason"), "removed");
  // An admission from before is void.
  bob.says({{"type", "join"}, {"meetingId", kMeeting}});
  t.event(removal(false));
  t.answer(seat_of("bob"));
  CHECK_EQ(bob.hears_error(), "forbidden");
  t.pass(3s);
  bob.says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("bob"));
  CHECK_EQ(text(bob.hears_one(), "type"), "joined");
}

void actions_have_rates_and_wait_in_bounds() {
  HubTest t;
  Client ann = t.member("ann", Role::host);
  Client bob = t.member("bob");
  (void)ann.hears();
  for (int i = 0; i < 16; ++i) acts(ann, "mute", &bob);
  CHECK(ann.silent());
  CHECK_EQ(acts(ann, "mute", &bob).hears_error(), "overloaded");
  for (int i = 0; i < 16; ++i) t.allow();
  (void)ann.hears();
  acts(ann, "mute", &bob);
  t.allow();
  CHECK_EQ(text(last(ann, "moderated"), "action"), "mute");
  std::size_t refused = 0;
  for (int i = 0; i < 40; ++i) {
    acts(ann, "mute", &bob);
    while (!t.acts.empty()) t.allow();
    for (const Json& frame : ann.hears()) {
      if (text(frame, "code") == "rate-limited") ++refused;
    }
    if (refused > 0) break;
  }
  CHECK_EQ(refused, std::size_t{1});
}

}  // namespace

int main() {
  return lectern_test::run("hub_moderation",
                           {TEST(the_table_of_roles_is_obeyed),
                            TEST(nobody_acts_on_oneself_on_strangers_or_from_outside),
                            TEST(what_the_domain_refuses_does_not_happen_and_may_come_again),
                            TEST(an_action_on_the_meeting_is_answered_to_the_actor_alone),
                            TEST(an_answer_finds_who_has_left_and_what_is_gone),
                            TEST(who_is_put_out_may_come_back_and_who_is_banned_may_not),
                            TEST(actions_have_rates_and_wait_in_bounds)});
}
