// SPDX-License-Identifier: MIT
// The end of sign-in sessions as an event: each cause tells it once, after its commit, and a daemon
// that dies in between tells it at its next start.
#include "meetings/announcements.hpp"
#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::World;

namespace {

std::string session_of(World& w, const TokenPair& pair) { return w.claims(pair.access).session_id; }

// The only event since the last call.
template <class E>
E only(World& w) {
  const auto events = w.events.take();
  CHECK_EQ(events.size(), 1u);
  const E* event = std::get_if<E>(&events[0]);
  CHECK(event != nullptr);
  return *event;
}

std::size_t left_in_outbox(World& w) {
  std::size_t entries = 0;
  OK(w.store->read([&](UnitOfWork& work) -> Outcome<void> {
    entries = work.outbox().has_due_event(w.clock.wall_now() + std::chrono::hours{1}) ? 1 : 0;
    return {};
  }));
  return entries;
}

TokenPair sign_in(World& w) { return OK(w.accounts.login("ada@example.org", "correct horse")); }

void disabling_names_every_session() {
  World w;
  const TokenPair first = w.sign_up("ada"), second = sign_in(w);
  (void)w.sign_up("bob");
  CHECK(w.events.take().empty());
  OK(w.accounts.set_disabled(first.user.id, true));
  SessionsEnded event = only<SessionsEnded>(w);
  CHECK(event.user_id == first.user.id && event.cause == SessionEndCause::disabled);
  CHECK(event.ends_relaying);
  std::vector<std::string> expected{session_of(w, first), session_of(w, second)};
  std::sort(expected.begin(), expected.end());
  std::sort(event.sessions.begin(), event.sessions.end());
  CHECK_EQ(event.sessions, expected);
  OK(w.accounts.set_disabled(first.user.id, true));  // nothing is left to end
  OK(w.accounts.set_disabled(first.user.id, false));
  CHECK(w.events.take().empty());
  CHECK_EQ(left_in_outbox(w), 0u);
}

void another_password_ends_every_session() {
  World w;
  const TokenPair ada = w.sign_up("ada");
  OK(w.accounts.set_password(ada.user.id, "battery staple"));
  CHECK(
      only<SessionsEnded>(w) ==
      (SessionsEnded{ada.user.id, {session_of(w, ada)}, SessionEndCause::password_changed, true}));
}

// The credentials for the relay are the user's: they go with the last session.
void signing_out_ends_one_session_and_relaying_with_the_last() {
  World w;
  const TokenPair here = w.sign_up("ada"), there = sign_in(w);
  OK(w.accounts.logout(here.refresh));
  CHECK(only<SessionsEnded>(w) ==
        (SessionsEnded{here.user.id, {session_of(w, here)}, SessionEndCause::signed_out, false}));
  OK(w.accounts.logout(here.refresh));
  CHECK(w.events.take().empty());
  OK(w.accounts.logout(there.refresh));
  CHECK(only<SessionsEnded>(w).ends_relaying);
}

void a_stolen_token_ends_its_session_and_all_relaying() {
  World w;
  const TokenPair ada = w.sign_up("ada");
  (void)sign_in(w);
  OK(w.accounts.refresh(ada.refresh));
  w.clock.advance(11s);
  CHECK(w.events.take().empty());
  REFUSED(w.accounts.refresh(ada.refresh), refresh_invalid);
  CHECK(only<SessionsEnded>(w) ==
        (SessionsEnded{ada.user.id, {session_of(w, ada)}, SessionEndCause::token_reused, true}));
}

void the_sessions_that_newer_ones_replace_are_named() {
  World w;
  const TokenPair oldest = w.sign_up("ada");
  const std::string session = session_of(w, oldest);
  for (int i = 0; i < 49; ++i) {
    w.clock.advance(1s);
    (void)sign_in(w);
  }
  CHECK(w.events.take().empty());
  (void)sign_in(w);
  CHECK(only<SessionsEnded>(w) ==
        (SessionsEnded{oldest.user.id, {session}, SessionEndCause::too_many, false}));
}

void expired_sessions_are_ended_user_by_user() {
  World w;
  const TokenPair host = w.sign_up("host");
  const Meeting meeting = w.meeting(w.claims(host.access));
  const TokenPair a = OK(w.accounts.guest(meeting.code, "A")).tokens;
  const TokenPair b = OK(w.accounts.guest(meeting.code, "B")).tokens;
  const std::string sid_a = session_of(w, a), sid_b = session_of(w, b);
  w.clock.advance(24h - 1us);
  OK(w.accounts.end_expired());
  CHECK(w.events.take().empty());
  w.clock.advance(1us);
  OK(w.accounts.end_expired());
  const auto events = w.events.take();
  CHECK_EQ(events.size(), 2u);
  for (const Event& event : events) {
    const auto& ended = std::get<SessionsEnded>(event);
    CHECK(ended.cause == SessionEndCause::expired && ended.ends_relaying);
    CHECK(ended.user_id == a.user.id ? ended.sessions == std::vector{sid_a}
                                     : ended.sessions == std::vector{sid_b});
  }
  OK(w.accounts.end_expired());
  CHECK(w.events.take().empty());
}

// A thousand in one transaction, so that nobody waits long for the store.
void many_expired_sessions_take_several_turns() {
  World w;
  const TokenPair ada = w.sign_up("ada");
  OK(write(*w.store, [&](UnitOfWork& work) -> Outcome<void> {
    for (int i = 0; i < 1001; ++i) {
      Session session;
      session.id = std::to_string(i);
      session.user_id = ada.user.id;
      session.expires_at = w.clock.wall_now() + 1s;
      work.sessions().insert(session, 10'000);
    }
    return {};
  }));
  w.clock.advance(1s);
  OK(w.accounts.end_expired());
  CHECK_EQ(only<SessionsEnded>(w).sessions.size(), 1000u);
  OK(w.accounts.end_expired());
  CHECK_EQ(only<SessionsEnded>(w).sessions.size(), 1u);
  OK(w.accounts.refresh(ada.refresh));
}

void a_meeting_that_ends_ends_its_guests_with_one_event() {
  World w;
  const TokenPair host = w.sign_up("host");
  const Claims claims = w.claims(host.access);
  const Meeting meeting = w.meeting(claims), other = w.meeting(claims);
  const TokenPair guest = OK(w.accounts.guest(meeting.code, "G")).tokens;
  const TokenPair elsewhere = OK(w.accounts.guest(other.code, "E")).tokens;
  OK(w.rooms.end(claims, meeting.code));
  CHECK(only<MeetingEnded>(w).meeting_id == meeting.id);
  REFUSED(w.accounts.refresh(guest.refresh), refresh_invalid);
  OK(w.accounts.refresh(elsewhere.refresh));
  OK(w.accounts.refresh(host.refresh));
  CHECK_EQ(left_in_outbox(w), 0u);
}

// kill -9 between the commit and the emission.
void an_event_that_was_not_emitted_is_emitted_at_the_next_start() {
  World w;
  const TokenPair ada = w.sign_up("ada");
  const Services services = w.services();
  const SessionsEnded event{ada.user.id, {session_of(w, ada)}, SessionEndCause::disabled, true};
  const MeetingEnded ended{MeetingId{"m"}, UserId{"u"}};
  {
    Announcements died{services};
    OK(write(*w.store, [&](UnitOfWork& work) -> Outcome<void> {
      died.put(work, event);
      died.put(work, ended);
      return {};
    }));
  }
  CHECK(w.events.take().empty());
  w.clock.advance(10s - 1us);
  OK(w.accounts.end_expired());  // its own process may still be at it
  CHECK(w.events.take().empty());
  w.clock.advance(1us);
  OK(w.accounts.end_expired());
  CHECK(w.events.take() == (std::vector<Event>{event, ended}));
  CHECK_EQ(left_in_outbox(w), 0u);
  w.clock.advance(1h);
  OK(w.accounts.end_expired());
  CHECK(w.events.take().empty());
}

void a_transaction_that_fails_tells_nothing() {
  World w;
  const Services services = w.services();
  REFUSED(write_and_announce(services,
                             [&](UnitOfWork& work, Announcements& announced) -> Outcome<void> {
                               announced.put(work, MeetingEnded{MeetingId{"m"}, std::nullopt});
                               return refuse(RefusalCode::forbidden, "no");
                             }),
          forbidden);
  CHECK(w.events.take().empty());
  CHECK_EQ(left_in_outbox(w), 0u);
}

void events_are_kept_as_json() {
  const Event events[] = {
      MeetingEnded{MeetingId{"m"}, std::nullopt},
      MeetingEnded{MeetingId{"m"}, UserId{"u"}},
      MeetingChanged{MeetingId{"m"}, 7, "Latin", true, false, {AllowedTo::off}, UserId{"u"}},
      MeetingChanged{MeetingId{"m"}, 1, "", false, true, {}, std::nullopt},
      SeatLeft{MeetingId{"m"}, ParticipantId{"p"}},
      SeatRemoved{MeetingId{"m"}, ParticipantId{"p"}, UserId{"u"}},
      RoleChanged{MeetingId{"m"}, ParticipantId{"p"}, Role::presenter, {}},
      RoleChanged{MeetingId{"m"}, ParticipantId{"p"}, Role::cohost, UserId{"u"}},
      Notice{NoticeKind::join_requested,
             {UserId{"u"}, UserId{"v"}},
             MeetingId{"m"},
             "Latin",
             "r",
             "Zoë",
             "pending"},
      Notice{NoticeKind::join_answered, {}, MeetingId{"m"}, "", "", "", ""},
      SessionsEnded{UserId{"u"}, {"a", "b"}, SessionEndCause::expired, false},
      SessionsEnded{UserId{"u"}, {}, SessionEndCause::token_reused, true}};
  for (const Event& event : events) CHECK(parse_event(print_event(event)) == event);
  for (
      const char* text :
      {"", "[]", "{}", R"({"event":"other"})", R"({"event":"seat-removed","meeting":"m"})",
       R"({"event":"notice","kind":"other","to":[],"meeting":"m"})", R"({"event":"meeting-ended"})",
       R"({"event":"seat-left","meeting":"m"})",
       R"({"event":"meeting-changed","meeting":"m","version":1,"title":"","locked":true,)"
       R"("waiting_room":true,"settings":"off"})",
       R"({"event":"sessions-ended","user":"u"})",
       R"({"event":"sessions-ended","user":"u","sessions":[1],"cause":"expired",)"
       R"("ends_relaying":true})",
       R"({"event":"sessions-ended","user":"u","sessions":[],"cause":"x","ends_relaying":true})"}) {
    CHECK(!parse_event(text));
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "revocation", {TEST(disabling_names_every_session), TEST(another_password_ends_every_session),
                     TEST(signing_out_ends_one_session_and_relaying_with_the_last),
                     TEST(a_stolen_token_ends_its_session_and_all_relaying),
                     TEST(the_sessions_that_newer_ones_replace_are_named),
                     TEST(expired_sessions_are_ended_user_by_user),
                     TEST(many_expired_sessions_take_several_turns),
                     TEST(a_meeting_that_ends_ends_its_guests_with_one_event),
                     TEST(an_event_that_was_not_emitted_is_emitted_at_the_next_start),
                     TEST(a_transaction_that_fails_tells_nothing), TEST(events_are_kept_as_json)});
}
