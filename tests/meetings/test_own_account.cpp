// SPDX-License-Identifier: MIT
// What a person does to the own account: its sessions, its password.
#include "meetings/own_account.hpp"

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::World;

namespace {

const Client kLaptop{base::IpAddress::v4(192, 0, 2, 77), "Firefox on Linux"};
const Client kPhone{*base::IpAddress::parse("2001:db8:1:2:3::4"), "Safari on iPhone"};

TokenPair sign_in(World& w, const Client& client, const char* password = "correct horse") {
  return OK(w.accounts.login("ada@example.org", password, client));
}

void sessions_tell_device_network_and_times() {
  World w;
  const TokenPair first = w.sign_up("ada");
  const std::string first_id = w.claims(first.access).session_id;
  (void)w.sign_up("bob");
  w.clock.advance(1h);
  const Claims phone = w.claims(sign_in(w, kPhone).access);
  w.clock.advance(1h);
  OK(w.accounts.refresh(first.refresh));
  const auto own = OK(w.own_account.sessions(phone));
  CHECK_EQ(own.size(), 2u);
  CHECK_EQ(own[0].session.id, first_id);  // used last
  CHECK(!own[0].current && own[1].current);
  CHECK_EQ(own[0].session.network, "192.0.2.0/24");
  CHECK_EQ(own[0].session.device, "");
  CHECK_EQ(own[1].session.network, "2001:db8:1::/48");
  CHECK_EQ(own[1].session.device, "Safari on iPhone");
  CHECK(own[0].session.rotated_at == w.clock.wall_now());
  CHECK(own[0].session.created_at == w.clock.wall_now() - 2h);
}

// An expired session that the housekeeping has not met yet is none.
void an_expired_session_is_not_listed() {
  World w;
  (void)w.sign_up("ada");
  w.clock.advance(24h * 29);
  const Claims claims = w.claims(sign_in(w, kPhone).access);
  w.clock.advance(24h);
  const TokenPair again = sign_in(w, kPhone);
  const auto own = OK(w.own_account.sessions(w.claims(again.access)));
  CHECK_EQ(own.size(), 2u);
  CHECK_EQ(own[1].session.id, claims.session_id);
}

void one_session_is_ended() {
  World w;
  const Claims here = w.claims(w.sign_up("ada").access);
  const TokenPair there = sign_in(w, kPhone);
  const std::string id = w.claims(there.access).session_id;
  OK(w.own_account.end_session(here, id));
  CHECK(w.events.take() == (std::vector<Event>{SessionsEnded{
                               here.user_id, {id}, SessionEndCause::signed_out, false}}));
  REFUSED(w.authentication.authenticate(there.access), token_invalid);
  REFUSED(w.accounts.refresh(there.refresh), refresh_invalid);
  REFUSED(w.own_account.end_session(here, id), not_found);
  OK(w.own_account.end_session(here, here.session_id));  // the own one
  REFUSED(w.own_account.sessions(here), token_invalid);
}

void another_persons_session_does_not_exist() {
  World w;
  const Claims ada = w.person("ada"), bob = w.person("bob");
  REFUSED(w.own_account.end_session(ada, bob.session_id), not_found);
  REFUSED(w.own_account.end_session(ada, ""), not_found);
  OK(w.own_account.sessions(bob));
  CHECK(w.events.take().empty());
}

void all_other_sessions_are_ended() {
  World w;
  const TokenPair a = w.sign_up("ada"), b = sign_in(w, kLaptop), c = sign_in(w, kPhone);
  OK(w.own_account.end_other_sessions(w.claims(b.access)));
  const auto events = w.events.take();
  CHECK_EQ(events.size(), 1u);
  CHECK_EQ(std::get<SessionsEnded>(events[0]).sessions.size(), 2u);
  OK(w.authentication.authenticate(b.access));
  for (const TokenPair& ended : {a, c})
    REFUSED(w.authentication.authenticate(ended.access), token_invalid);
  OK(w.own_account.end_other_sessions(w.claims(b.access)));  // nothing is left to end
  CHECK(w.events.take().empty());
}

void a_new_password_ends_the_other_sessions() {
  World w;
  const TokenPair here = w.sign_up("ada"), there = sign_in(w, kPhone);
  const std::string id = w.claims(there.access).session_id;
  OK(w.own_account.change_password(w.claims(here.access), "correct horse", "battery staple"));
  CHECK(w.events.take() == (std::vector<Event>{SessionsEnded{
                               here.user.id, {id}, SessionEndCause::password_changed, true}}));
  OK(w.authentication.authenticate(here.access));
  OK(w.accounts.refresh(here.refresh));
  REFUSED(w.accounts.refresh(there.refresh), refresh_invalid);
  REFUSED(w.accounts.login("ada@example.org", "correct horse"), invalid_credentials);
  (void)sign_in(w, kClient, "battery staple");
}

void what_changes_no_password() {
  World w;
  const TokenPair ada = w.sign_up("ada");
  const Claims claims = w.claims(ada.access);
  const std::string before = w.stored(ada.user.id)->password_hash;
  CHECK_EQ(REFUSED(w.own_account.change_password(claims, "wrong horse", "battery staple"),
                   password_wrong)
               .field,
           "old_password");
  REFUSED(w.own_account.change_password(claims, "", "battery staple"), password_wrong);
  REFUSED(w.own_account.change_password(claims, std::string(300, 'x'), "battery staple"),
          password_wrong);
  REFUSED(w.own_account.change_password(claims, "correct horse", "short"), bad_field);
  REFUSED(w.own_account.change_password(claims, "correct horse", "password1"), password_common);
  REFUSED(w.own_account.change_password(claims, "correct horse", "ada@example.org"),
          password_personal);
  REFUSED(w.own_account.change_password(claims, "correct horse", "Lecture Hall"),
          password_personal);
  CHECK_EQ(w.stored(ada.user.id)->password_hash, before);
  CHECK(w.events.take().empty());
}

// Whoever has found an open browser guesses as slowly as everybody else.
void old_passwords_are_guessed_as_slowly_as_at_the_login() {
  World w;
  const Claims claims = w.person("ada");
  const Client elsewhere{base::IpAddress::v4(198, 51, 100, 1)};
  const auto guess = [&](const char* password, const Client& from) {
    return w.own_account.change_password(claims, password, "battery staple", from);
  };
  for (int i = 0; i < 10; ++i) REFUSED(guess("wrong horse", elsewhere), password_wrong);
  REFUSED(guess("correct horse", elsewhere), rate_limited);
  REFUSED(w.accounts.login("ada@example.org", "correct horse", elsewhere), rate_limited);
  OK(guess("correct horse", kClient));  // the owner, at a known address
}

void guests_and_seats_have_no_account() {
  World w;
  const Claims host = w.person("host");
  const Meeting meeting = w.meeting(host);
  const Claims guest = w.guest(meeting, "G");
  REFUSED(w.own_account.sessions(guest), forbidden);
  REFUSED(w.own_account.end_session(guest, guest.session_id), forbidden);
  REFUSED(w.own_account.end_other_sessions(guest), forbidden);
  REFUSED(w.own_account.change_password(guest, "x", "battery staple"), forbidden);
  const Claims seat = w.claims(OK(w.rooms.join(host, meeting.code, {})).token);
  REFUSED(w.own_account.sessions(seat), token_invalid);
}

}  // namespace

int main() {
  return lectern_test::run(
      "own_account",
      {TEST(sessions_tell_device_network_and_times), TEST(an_expired_session_is_not_listed),
       TEST(one_session_is_ended), TEST(another_persons_session_does_not_exist),
       TEST(all_other_sessions_are_ended), TEST(a_new_password_ends_the_other_sessions),
       TEST(what_changes_no_password), TEST(old_passwords_are_guessed_as_slowly_as_at_the_login),
       TEST(guests_and_seats_have_no_account)});
}
