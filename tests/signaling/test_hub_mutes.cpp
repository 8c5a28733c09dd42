// SPDX-License-Identifier: MIT
// What the server enforces after hosts have decided it, also by the settings of the meeting, and
// that it lasts.
#include "tests/signaling/moderating.hpp"

using namespace signaling_test;
using namespace std::chrono_literals;
using meetings::AllowedTo;
using meetings::Role;

namespace {

void a_mute_is_told_to_all_and_holds_until_it_is_lifted() {
  HubTest t;
  Client ann = t.member("ann", Role::host);
  Client bob = t.member("bob");
  Client cid = t.member("cid");
  bob.says({{"type", "media-state"}, {"audio", true}, {"video", true}});
  for (Client* each : {&ann, &bob, &cid}) (void)each->hears();
  acts(ann, "mute", &bob, "m1");
  CHECK(ann.silent() && bob.silent());
  t.allow();
  for (Client* each : {&ann, &bob, &cid}) {
    const auto heard = each->hears();
    CHECK_EQ(heard.size(), std::size_t{2});
    CHECK_EQ(text(heard[0], "type"), "peer-updated");
    CHECK_EQ(blocked(heard[0]["peer"]), "audio");
    CHECK(heard[0]["peer"]["media"]["audio"] == Json{false});
    CHECK(heard[0]["peer"]["media"]["video"] == Json{true});
    CHECK_EQ(text(heard[1], "type"), "moderated");
    CHECK_EQ(text(heard[1], "action"), "mute");
    CHECK_EQ(text(heard[1], "targetId"), bob.seat());
    CHECK_EQ(text(heard[1], "by"), "user-ann");
    CHECK_EQ(text(heard[1], "re"), each == &ann ? "m1" : "(null)");
    CHECK(heard[1].has("seq"));
  }
  CHECK(!t.presence.members(meetings::MeetingId{kMeeting})[1].media.audio);
  // The others do not hear of what is not permitted; the person learns what the others see.
  bob.says({{"type", "media-state"}, {"audio", true}, {"hand", true}});
  const Json own = bob.hears_one();
  CHECK_EQ(text(own["peer"], "peerId"), bob.seat());
  CHECK(own["peer"]["media"]["audio"] == Json{false});
  CHECK(own["peer"]["media"]["hand"] == Json{true});
  CHECK(last(cid, "peer-updated")["peer"]["media"]["audio"] == Json{false});
  done(t, ann, "unmute-allowed", &bob);
  CHECK_EQ(text(last(bob, "moderated"), "action"), "unmute-allowed");
  (void)cid.hears();
  bob.says({{"type", "media-state"}, {"audio", true}});
  const Json free = last(cid, "peer-updated");
  CHECK(free["peer"]["media"]["audio"] == Json{true});
  CHECK_EQ(blocked(free["peer"]), "");
  CHECK(bob.silent());
}

void camera_and_screen_stop_until_they_are_allowed() {
  HubTest t;
  Client ann = t.member("ann", Role::cohost);
  Client bob = t.member("bob");
  const auto shares = [&] {
    bob.says({{"type", "media-state"}, {"video", true}, {"screen", true}, {"screenStream", "s"}});
    return last(ann, "peer-updated")["peer"];
  };
  CHECK_EQ(text(shares()["media"], "screenStream"), "s");
  done(t, ann, "stop-video", &bob);
  done(t, ann, "stop-share", &bob);
  (void)bob.hears();
  bob.says({{"type", "media-state"}, {"video", true}, {"screen", true}, {"screenStream", "s"}});
  const Json held = last(bob, "peer-updated")["peer"];
  CHECK_EQ(blocked(held), "video screen");
  CHECK(held["media"]["video"] == Json{false} && held["media"]["screen"] == Json{false});
  CHECK_EQ(text(held["media"], "screenStream"), "");
  done(t, ann, "video-allowed", &bob);
  done(t, ann, "share-allowed", &bob);
  CHECK_EQ(text(shares()["media"], "screenStream"), "s");
}

void a_hand_is_lowered_and_may_go_up_again() {
  HubTest t;
  Client ann = t.member("ann", Role::host);
  Client bob = t.member("bob");
  Client cid = t.member("cid", Role::listener);
  t.tell_batches();
  for (Client* each : {&bob, &cid}) each->says({{"type", "media-state"}, {"hand", true}});
  (void)ann.hears();
  acts(ann, "lower-hand", &bob);
  t.allow();
  CHECK(last(ann, "peer-updated")["peer"]["media"]["hand"] == Json{false});
  bob.says({{"type", "media-state"}, {"hand", true}});
  CHECK(last(ann, "peer-updated")["peer"]["media"]["hand"] == Json{true});
  acts(ann, "lower-hand");
  t.allow();
  std::size_t down = 0;
  for (const Json& frame : ann.hears()) {
    if (frame["peer"]["media"]["hand"] == Json{false}) ++down;
  }
  CHECK_EQ(down, std::size_t{2});
}

void chat_is_refused_where_it_is_off() {
  HubTest t;
  Client ann = t.member("ann", Role::host);
  Client bob = t.member("bob");
  Client cid = t.member("cid");
  const auto writes = [&](Client& who, const Client* whom = nullptr) {
    (void)who.hears();
    Json frame = Json::object({{"type", "chat"}, {"message", "x"}});
    if (whom != nullptr) frame.set("targetId", whom->seat());
    who.says(frame.print());
    const Json heard = who.hears_one();
    t.pass(1s);
    return text(heard, "type") == "error" ? text(heard, "code") : text(heard, "type");
  };
  done(t, ann, "chat-off", &bob);
  CHECK_EQ(writes(bob), "forbidden");
  CHECK_EQ(writes(bob, &ann), "forbidden");
  CHECK_EQ(writes(cid), "chat");
  done(t, ann, "chat-on", &bob);
  CHECK_EQ(writes(bob), "chat");
  // For all: the domain changes the setting, and its event comes back.
  acts(ann, "chat-off");
  CHECK(!t.acts[0].ask.what.target);
  meetings::MeetingSettings settings;
  settings.chat = AllowedTo::hosts;
  t.event(settings_event(settings, 2));
  t.allow();
  CHECK_EQ(writes(bob), "forbidden");
  CHECK_EQ(writes(ann), "chat");
  settings.chat = AllowedTo::off;
  t.event(settings_event(settings, 3));
  CHECK_EQ(writes(ann), "forbidden");
}

void settings_hold_for_everybody_but_hosts() {
  HubTest t;
  Client ann = t.member("ann", Role::host);
  Client bob = t.member("bob");
  const auto shows = [&](Client& who) {
    who.says({{"type", "media-state"},
              {"audio", true},
              {"screen", true},
              {"screenStream", "s"},
              {"recording", true}});
    const auto members = t.presence.members(meetings::MeetingId{kMeeting});
    const meetings::MediaState& m = members[&who == &ann ? 0 : 1].media;
    return std::string{m.audio ? "audio " : ""} + (m.screen ? "screen " : "") +
           (m.recording ? "recording" : "");
  };
  CHECK_EQ(shows(bob), "audio screen ");  // recording is for hosts unless the meeting says else
  CHECK_EQ(shows(ann), "audio screen recording");
  meetings::MeetingSettings settings;
  settings.share = AllowedTo::hosts;
  settings.recording = AllowedTo::everyone;
  (void)ann.hears();
  t.event(settings_event(settings, 2));
  const Json stopped = last(ann, "peer-updated");
  CHECK(stopped["peer"]["media"]["screen"] == Json{false});
  CHECK_EQ(shows(bob), "audio recording");
  settings.share = AllowedTo::off;
  settings.recording = AllowedTo::off;
  t.event(settings_event(settings, 3));
  CHECK_EQ(shows(ann), "audio ");
}

void whoever_is_silent_needs_a_leave_where_only_hosts_unmute() {
  HubTest t;
  Client ann = t.member("ann", Role::host);
  Client bob = t.member("bob");
  Client cid = t.member("cid");
  const auto speaks = [&](Client& who, bool on) {
    who.says({{"type", "media-state"}, {"audio", on}});
    const auto members = t.presence.members(meetings::MeetingId{kMeeting});
    for (const auto& member : members) {
      if ("seat-" + member.name == who.seat()) return member.media.audio;
    }
    return false;
  };
  CHECK(speaks(bob, true));
  meetings::MeetingSettings settings;
  settings.unmute = AllowedTo::hosts;
  t.event(settings_event(settings, 2));
  CHECK_EQ(blocked(last(ann, "peer-updated")["peer"]), "audio");  // Cid, who was silent
  CHECK(speaks(bob, true));                                       // spoke before, and goes on
  CHECK(!speaks(cid, true) && speaks(ann, true));
  done(t, ann, "unmute-allowed", &cid);
  CHECK(speaks(cid, true));
  CHECK(!speaks(cid, false));
  CHECK(speaks(cid, true));  // the leave holds
  done(t, ann, "mute");
  CHECK(!speaks(bob, true) && !speaks(cid, true) && speaks(ann, true));
  Client dan = t.member("dan");
  CHECK(!speaks(dan, true));
  settings.unmute = AllowedTo::everyone;
  t.event(settings_event(settings, 3));
  CHECK(speaks(bob, true) && speaks(cid, true) && speaks(dan, true));
  // Then a mute of all is a request: who wants to speak may.
  done(t, ann, "mute");
  CHECK_EQ(t.presence.members(meetings::MeetingId{kMeeting})[1].media.audio, false);
  CHECK(speaks(bob, true));
}

void a_mute_lasts_over_reconnecting_resuming_and_coming_back() {
  HubTest t;
  Client ann = t.member("ann", Role::host);
  Client bob = t.connect("bob");
  bob.says({{"type", "auth"}, {"token", t.token("bob")}});
  const Json welcome = bob.hears_one();
  bob.says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("bob"));
  (void)bob.hears();
  done(t, ann, "mute", &bob);
  done(t, ann, "spotlight", &bob);
  (void)bob.hears();
  // Resumed.
  bob.breaks();
  t.pass(2s);
  Client again = t.connect("bob");
  again.says({{"type", "resume"},
              {"session", text(welcome, "session")},
              {"resumeToken", text(welcome, "resumeToken")},
              {"lastSeq", 0}});
  (void)again.hears();
  again.says({{"type", "media-state"}, {"audio", true}});
  CHECK(last(again, "peer-updated")["peer"]["media"]["audio"] == Json{false});
  // Gone and back, and a newcomer.
  again.says({{"type", "leave"}});
  Client later = t.connect("bob");
  later.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("bob"));
  const Json joined = later.hears_one();
  CHECK_EQ(blocked(joined), "audio");
  CHECK_EQ(text(joined, "spotlight"), "seat-bob");
  Client cid = t.connect("cid");
  cid.auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  t.answer(seat_of("cid"));
  const Json seen = cid.hears_one();
  CHECK_EQ(blocked(seen), "");
  CHECK_EQ(blocked(seen["peers"].at(1)), "audio");
  CHECK_EQ(text(seen, "spotlight"), "seat-bob");
  done(t, ann, "spotlight");
  CHECK_EQ(text(last(cid, "moderated"), "targetId"), "(null)");
  // Whoever moderates is free.
  t.event(meetings::RoleChanged{meetings::MeetingId{kMeeting}, meetings::ParticipantId{"seat-bob"},
                                Role::cohost, meetings::UserId{"user-ann"}});
  later.says({{"type", "media-state"}, {"audio", true}});
  CHECK(last(cid, "peer-updated")["peer"]["media"]["audio"] == Json{true});
}

void a_mute_of_all_spares_those_of_equal_rank() {
  HubTest t;
  Client ann = t.member("ann", Role::cohost);
  Client bob = t.member("bob", Role::cohost);
  Client cid = t.member("cid");
  Client dan = t.member("dan", Role::host);
  for (Client* each : {&ann, &bob, &cid, &dan})
    each->says({{"type", "media-state"}, {"audio", true}});
  done(t, ann, "mute");
  std::vector<std::string> silent;
  for (const auto& member : t.presence.members(meetings::MeetingId{kMeeting})) {
    if (!member.media.audio) silent.push_back(member.name);
  }
  CHECK_EQ(silent, std::vector<std::string>{"cid"});
}

}  // namespace

int main() {
  return lectern_test::run(
      "hub_mutes",
      {TEST(a_mute_is_told_to_all_and_holds_until_it_is_lifted),
       TEST(camera_and_screen_stop_until_they_are_allowed),
       TEST(a_hand_is_lowered_and_may_go_up_again), TEST(chat_is_refused_where_it_is_off),
       TEST(settings_hold_for_everybody_but_hosts),
       TEST(whoever_is_silent_needs_a_leave_where_only_hosts_unmute),
       TEST(a_mute_lasts_over_reconnecting_resuming_and_coming_back),
       TEST(a_mute_of_all_spares_those_of_equal_rank)});
}
