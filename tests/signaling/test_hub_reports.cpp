// SPDX-License-Identifier: MIT
// The messages about the quality of a call: want is relayed and may be lost, stats become metrics
// and the sign of trouble that hosts see.
#include "signaling/call_reports.hpp"
#include "tests/signaling/hub_fixture.hpp"

using namespace signaling_test;
using namespace std::chrono_literals;
using meetings::Role;

namespace {

LinkReport link(LinkState state) {
  LinkReport report;
  report.peer_id = "p";
  report.state = state;
  return report;
}

void a_link_is_bad_where_nobody_can_follow() {
  CHECK(!is_bad(link(LinkState::connected)) && !is_bad(link(LinkState::connecting)));
  CHECK(is_bad(link(LinkState::failed)) && is_bad(link(LinkState::disconnected)));
  CHECK(!is_bad(link(LinkState::closed)));
  LinkReport one = link(LinkState::connected);
  one.rtt_ms = 599;
  one.loss_permille = 79;
  one.freezes = 2;
  CHECK(!is_bad(one));
  for (auto* worse : {&one.rtt_ms, &one.loss_permille, &one.freezes}) {
    ++**worse;
    CHECK(is_bad(one));
    --**worse;
  }
}

void whoever_has_half_of_the_links_bad_is_in_trouble() {
  const LinkReport good = link(LinkState::connected);
  const LinkReport bad = link(LinkState::failed);
  CHECK(!in_trouble({}));
  CHECK(!in_trouble({{good}}) && in_trouble({{bad}}));
  CHECK(in_trouble({{good, bad}}));
  CHECK(!in_trouble({{good, good, bad}}));
}

Client& reports(Client& who, const char* state) {
  return who.says(R"({"type":"stats","peers":[{"peerId":"seat-x","state":")" + std::string{state} +
                  R"(","local":"relay","rtt":48,"loss":12,"frames":298,"freezes":1}]})");
}

void hosts_see_the_trouble_and_nobody_the_report() {
  HubTest t;
  Client ann = t.member("ann", Role::host);
  Client bob = t.member("bob");
  Client cid = t.member("cid");
  for (Client* each : {&ann, &bob, &cid}) (void)each->hears();
  reports(bob, "connected");
  CHECK(ann.silent() && bob.silent() && cid.silent());
  reports(bob, "failed");
  const Json sign = ann.hears_one();
  CHECK_EQ(text(sign, "type"), "peer-updated");
  CHECK_EQ(text(sign["peer"], "peerId"), bob.seat());
  CHECK(sign["peer"]["trouble"] == Json{true});
  CHECK(sign.print().find("relay") == std::string::npos);
  CHECK(bob.silent() && cid.silent());
  t.pass(5s);
  reports(bob, "failed");
  CHECK(ann.silent());
  // A host who comes later sees it, a participant does not.
  Client dan = t.connect("dan");
  dan.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("dan", Role::cohost));
  CHECK(dan.hears()[0]["peers"].at(1)["trouble"] == Json{true});
  Client eve = t.connect("eve");
  eve.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("eve"));
  CHECK(!eve.hears_one()["peers"].at(1).has("trouble"));
  for (Client* each : {&ann, &bob, &cid, &dan}) (void)each->hears();
  t.pass(5s);
  reports(bob, "connected");
  CHECK(!ann.hears_one()["peer"].has("trouble"));
  // Who reports no more has no sign.
  t.pass(5s);
  reports(bob, "failed");
  (void)ann.hears();
  for (int i = 0; i < 34; ++i) {
    t.pass(1s);
    CHECK(ann.silent());
    for (Client* each : {&bob, &cid, &dan, &eve}) (void)each->hears();
  }
  t.pass(1s);
  CHECK(!ann.hears_one()["peer"].has("trouble"));
  const std::string metrics = t.registry.print_prometheus();
  for (const char* line :
       {"lectern_call_reports_total 5", "lectern_call_link_reports_total{state=\"failed\"} 3",
        "lectern_call_paths_total{path=\"relay\"} 2", "lectern_call_freezes_total 5",
        "lectern_call_rtt_seconds_bucket{le=\"0.05\"} 5", "lectern_call_loss_ratio_count 5"}) {
    if (metrics.find(line) == std::string::npos)
      lectern_test::check_failed(std::string{line} + " is not in\n" + metrics, __FILE__, __LINE__);
  }
}

void a_wish_is_passed_on_and_only_the_newest_waits() {
  HubTest t;
  Client ann = t.member("ann");
  Client bob = t.member("bob");
  (void)ann.hears();
  const auto wants = [&](int height, const std::string& whom) {
    bob.says({{"type", "want"}, {"targetId", whom}, {"height", height}, {"rate", 15}});
  };
  wants(180, ann.seat());
  wants(720, ann.seat());
  const Json wish = ann.hears_one();
  CHECK_EQ(text(wish, "type"), "want");
  CHECK_EQ(text(wish, "fromId"), bob.seat());
  CHECK(wish["height"] == Json{720} && wish["rate"] == Json{15});
  CHECK(!wish.has("seq"));
  CHECK(bob.silent());
  bob.says(
      {{"type", "want"}, {"targetId", ann.seat()}, {"height", 90}, {"rate", 15}, {"screen", 0}});
  CHECK(ann.hears_one()["screen"] == Json{0});
  wants(180, "seat-nobody");
  CHECK_EQ(bob.hears_error(), "no-such-peer");
  wants(180, bob.seat());
  CHECK_EQ(bob.hears_error(), "no-such-peer");
  // It does not push the state of the same person out.
  bob.says({{"type", "media-state"}, {"audio", true}});
  wants(90, ann.seat());
  CHECK_EQ(ann.hears().size(), std::size_t{2});
  // Nothing of it is kept for somebody who is away.
  ann.breaks();
  (void)bob.hears();
  wants(90, ann.seat());
  CHECK(bob.silent());
}

void reports_need_a_room() {
  HubTest t;
  Client bob = t.connect("bob");
  bob.auth();
  CHECK_EQ(reports(bob, "failed").hears_error(), "not-joined");
  bob.says({{"type", "want"}, {"targetId", "x"}, {"height", 1}, {"rate", 1}});
  CHECK_EQ(bob.hears_error(), "not-joined");
}

}  // namespace

int main() {
  return lectern_test::run("hub_reports", {TEST(a_link_is_bad_where_nobody_can_follow),
                                           TEST(whoever_has_half_of_the_links_bad_is_in_trouble),
                                           TEST(hosts_see_the_trouble_and_nobody_the_report),
                                           TEST(a_wish_is_passed_on_and_only_the_newest_waits),
                                           TEST(reports_need_a_room)});
}
