// SPDX-License-Identifier: MIT
// Whether a token is good now: every kind of token, and everything that ends it.
#include "meetings/authentication.hpp"

#include <functional>

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::World;

namespace {

// A host, an account with a seat, and a guest with a seat, in a meeting.
struct School {
  World w;
  TokenPair host = w.sign_up("host");
  Meeting meeting = w.meeting(w.claims(host.access));
  TokenPair ada = w.sign_up("ada");
  std::string ada_seat = OK(w.rooms.join(w.claims(ada.access), meeting.code, {})).token;
  TokenPair guest = OK(w.accounts.guest(meeting.code, "G")).tokens;
  std::string guest_seat = OK(w.rooms.join(w.claims(guest.access), meeting.code, {})).token;

  // The code of the refusal; "" for a good token.
  std::string says(const std::string& token) {
    const auto answer = w.authentication.authenticate(token);
    return answer ? std::string{} : std::string{to_string(answer.error().code)};
  }
  std::vector<std::string> all() {
    return {says(ada.access), says(ada_seat), says(guest.access), says(guest_seat),
            says(host.access)};
  }
};

using Words = std::vector<std::string>;

void a_living_session_has_good_tokens() {
  School s;
  CHECK_EQ(s.all(), (Words{"", "", "", "", ""}));
  CHECK_EQ(OK(s.w.authentication.authenticate(s.ada_seat)).session_id,
           s.w.claims(s.ada.access).session_id);
}

void each_event_ends_what_hangs_on_it_and_nothing_else() {
  const std::string no = "token-invalid";
  struct Row {
    const char* what;
    std::function<void(School&)> happens;
    Words then;  // ada's access and seat tokens, the guest's, the host's access token
  };
  const std::vector<Row> rows{
      {"disabled",
       [](School& s) { OK(s.w.accounts.set_disabled(s.ada.user.id, true)); },
       {no, no, "", "", ""}},
      {"disabled and enabled",
       [](School& s) {
         OK(s.w.accounts.set_disabled(s.ada.user.id, true));
         OK(s.w.accounts.set_disabled(s.ada.user.id, false));
       },
       {no, no, "", "", ""}},
      {"another password",
       [](School& s) { OK(s.w.accounts.set_password(s.ada.user.id, "battery staple")); },
       {no, no, "", "", ""}},
      {"signed out",
       [](School& s) { OK(s.w.accounts.logout(s.ada.refresh)); },
       {no, no, "", "", ""}},
      {"a stolen refresh token",
       [](School& s) {
         OK(s.w.accounts.refresh(s.ada.refresh));
         s.w.clock.advance(11s);
         REFUSED(s.w.accounts.refresh(s.ada.refresh), refresh_invalid);
       },
       {no, no, "", "", ""}},
      {"the guest goes",
       [](School& s) { OK(s.w.accounts.logout(s.guest.refresh)); },
       {"", "", no, no, ""}},
      {"the guest is disabled",
       [](School& s) { OK(s.w.accounts.set_disabled(s.guest.user.id, true)); },
       {"", "", no, no, ""}},
      {"the meeting ends",
       [](School& s) { OK(s.w.rooms.end(s.w.claims(s.host.access), s.meeting.code)); },
       {"", "ended", "ended", "ended", ""}},
      {"the operator ends the meeting",
       [](School& s) { OK(s.w.rooms.end_by_operator(s.meeting.code)); },
       {"", "ended", "ended", "ended", ""}},
      {"renamed",
       [](School& s) {
         OK(s.w.accounts.change_own(s.w.claims(s.ada.access), {.name = "Countess"}));
       },
       {"", "", "", "", ""}},
      {"refreshed",
       [](School& s) { OK(s.w.accounts.refresh(s.ada.refresh)); },
       {"", "", "", "", ""}},
      {"another device signs out",
       [](School& s) {
         OK(s.w.accounts.logout(
             OK(s.w.accounts.login("ada@example.org", "correct horse")).refresh));
       },
       {"", "", "", "", ""}},
      {"left the meeting",
       [](School& s) { OK(s.w.rooms.leave(s.w.claims(s.ada.access), s.meeting.code)); },
       {"", "", "", "", ""}},
      {"fifty newer sessions",
       [](School& s) {
         for (int i = 0; i < 50; ++i) {
           s.w.clock.advance(1s);
           OK(s.w.accounts.login("ada@example.org", "correct horse"));
         }
       },
       {no, no, "", "", ""}},
  };
  for (const Row& row : rows) {
    School s;
    row.happens(s);
    if (s.all() != row.then) {
      std::string got;
      for (const std::string& word : s.all()) got += " '" + word + "'";
      lectern_test::check_failed(std::string{row.what} + ":" + got, __FILE__, __LINE__);
    }
  }
}

// A seat's token lasts a day, but not longer than its session: a guest's is as short.
void a_session_that_expires_takes_its_tokens_along() {
  School s;
  s.w.clock.advance(24h - 1s);
  CHECK_EQ(s.says(s.guest_seat), "");
  s.w.clock.advance(1s);
  CHECK_EQ(s.says(s.guest_seat), "token-expired");
  // The session goes on from its last refresh, and the seat's token with it.
  School refreshed;
  World& w = refreshed.w;
  w.clock.advance(12h);
  const TokenPair next = OK(w.accounts.refresh(refreshed.guest.refresh));
  const Seat seat = OK(w.rooms.join(w.claims(next.access), refreshed.meeting.code, {}));
  w.clock.advance(24h - 1s);
  CHECK_EQ(refreshed.says(seat.token), "");
}

void a_session_is_over_to_the_microsecond() {
  School s;
  const Claims claims = s.w.claims(s.guest_seat);
  s.w.clock.advance(24h - 1us);
  OK(s.w.authentication.confirm(claims));
  s.w.clock.advance(1us);
  REFUSED(s.w.authentication.confirm(claims), token_invalid);
}

// A session id of another person does not lend its life.
void a_session_belongs_to_its_user() {
  School s;
  Claims claims = s.w.claims(s.ada.access);
  claims.session_id = s.w.claims(s.host.access).session_id;
  REFUSED(s.w.authentication.confirm(claims), token_invalid);
  claims.session_id = "none";
  REFUSED(s.w.authentication.confirm(claims), token_invalid);
}

void a_seat_belongs_to_its_person_and_meeting() {
  School s;
  Claims claims = s.w.claims(s.ada_seat);
  claims.participant_id = s.w.claims(s.guest_seat).participant_id;
  REFUSED(s.w.authentication.confirm(claims), token_invalid);
  claims = s.w.claims(s.ada_seat);
  claims.meeting_id = s.w.meeting(s.w.claims(s.host.access)).id;
  REFUSED(s.w.authentication.confirm(claims), token_invalid);
  claims.meeting_id = MeetingId{"none"};
  REFUSED(s.w.authentication.confirm(claims), token_invalid);
}

// The doors of the services ask the store, too, in the transaction that changes something.
void a_call_overtaken_by_the_end_changes_nothing() {
  School s;
  const Claims ada = s.w.claims(s.ada.access), seat = s.w.claims(s.ada_seat);
  OK(s.w.accounts.set_password(s.ada.user.id, "battery staple"));
  REFUSED(s.w.accounts.me(ada), token_invalid);
  REFUSED(s.w.accounts.change_own(ada, {.name = "X"}), token_invalid);
  REFUSED(s.w.rooms.create(ada, {.title = "Latin"}), token_invalid);
  REFUSED(s.w.rooms.join(ada, s.meeting.code, {}), token_invalid);
  REFUSED(s.w.rooms.admit(seat, s.meeting.code, {}), token_invalid);
}

}  // namespace

int main() {
  return lectern_test::run(
      "authentication",
      {TEST(a_living_session_has_good_tokens),
       TEST(each_event_ends_what_hangs_on_it_and_nothing_else),
       TEST(a_session_that_expires_takes_its_tokens_along),
       TEST(a_session_is_over_to_the_microsecond), TEST(a_session_belongs_to_its_user),
       TEST(a_seat_belongs_to_its_person_and_meeting),
       TEST(a_call_overtaken_by_the_end_changes_nothing)});
}
