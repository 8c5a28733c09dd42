// SPDX-License-Identifier: MIT
#include "meetings/accounts.hpp"

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::World;

namespace {

constexpr std::string_view kPassword = "correct horse";

NewAccount ada() {
  return {"Ada@Example.org", " Ada Lovelace ", std::string{kPassword}, std::nullopt};
}

void registering_signs_in() {
  World w;
  const TokenPair pair = OK(w.accounts.register_user(ada()));
  CHECK_EQ(pair.user.email, "ada@example.org");
  CHECK_EQ(pair.user.name, "Ada Lovelace");
  CHECK(pair.user.role == UserRole::user);
  CHECK(pair.expires_in == 900s);
  const Claims claims = w.claims(pair.access);
  CHECK(claims.kind == TokenKind::access && claims.user_id == pair.user.id && !claims.meeting_id);
  CHECK(OK(w.accounts.me(claims)) == pair.user);
}

void an_address_belongs_to_one() {
  World w;
  OK(w.accounts.register_user(ada()));
  NewAccount again = ada();
  again.email = "ADA@example.ORG";
  CHECK_EQ(REFUSED(w.accounts.register_user(again), email_taken).field, "email");
}

void fields_are_checked_before_anything_is_done() {
  World w;
  NewAccount bad = ada();
  bad.email = "ada";
  CHECK_EQ(REFUSED(w.accounts.register_user(bad), bad_field).field, "email");
  bad = ada();
  bad.name = "a\nb";
  CHECK_EQ(REFUSED(w.accounts.register_user(bad), bad_field).field, "name");
  bad = ada();
  bad.password = "short";
  CHECK_EQ(REFUSED(w.accounts.register_user(bad), bad_field).field, "password");
  CHECK_EQ(w.passwords.calls.load(), 0);
}

void doors_that_are_not_open() {
  World invited{Registration::invited};
  REFUSED(invited.accounts.register_user(ada()), registration_closed);
  World closed{Registration::closed};
  REFUSED(closed.accounts.register_user(ada()), registration_closed);
  CHECK_EQ(closed.passwords.calls.load(), 0);  // a stranger buys no hash
}

void an_invitation_works_once_and_gives_its_role() {
  World w{Registration::closed};
  const IssuedInvitation invitation = OK(w.accounts.create_invitation(UserRole::admin, 72h));
  NewAccount account = ada();
  account.invitation = invitation.token;
  CHECK(OK(w.accounts.register_user(account)).user.role == UserRole::admin);
  account.email = "eve@example.org";
  CHECK_EQ(REFUSED(w.accounts.register_user(account), invitation_invalid).field, "invitation");
  account.invitation = "made up";
  REFUSED(w.accounts.register_user(account), invitation_invalid);
  account.invitation = "";
  REFUSED(w.accounts.register_user(account), invitation_invalid);
}

void a_failed_registration_keeps_the_invitation() {
  World w{Registration::invited};
  OK(w.accounts.create_user("ada@example.org", "Ada", kPassword, UserRole::user));
  NewAccount account = ada();
  account.invitation = OK(w.accounts.create_invitation(UserRole::user, 1h)).token;
  REFUSED(w.accounts.register_user(account), email_taken);
  account.email = "new@example.org";
  OK(w.accounts.register_user(account));
}

void an_invitation_ends() {
  World w{Registration::invited};
  NewAccount account = ada();
  account.invitation = OK(w.accounts.create_invitation(UserRole::user, 1h)).token;
  w.clock.advance(1h);
  REFUSED(w.accounts.register_user(account), invitation_invalid);
}

void signing_in() {
  World w;
  OK(w.accounts.register_user(ada()));
  CHECK_EQ(OK(w.accounts.login(" ADA@example.org", kPassword)).user.name, "Ada Lovelace");
  REFUSED(w.accounts.login("ada@example.org", "correct horsf"), invalid_credentials);
  REFUSED(w.accounts.login("ada@example.org", ""), invalid_credentials);
  REFUSED(w.accounts.login("nobody@example.org", kPassword), invalid_credentials);
  REFUSED(w.accounts.login("' OR 1=1 --", kPassword), invalid_credentials);
  REFUSED(w.accounts.login("ada@example.org", std::string(100'000, 'x')), invalid_credentials);
}

// The answers are the same, so the times must not differ either: each attempt costs one hash.
void an_unknown_address_costs_as_much_as_a_known_one() {
  World w;
  OK(w.accounts.register_user(ada()));
  for (const char* email : {"ada@example.org", "nobody@example.org", "no address at all"}) {
    const int before = w.passwords.calls;
    REFUSED(w.accounts.login(email, "wrong password"), invalid_credentials);
    CHECK_EQ(w.passwords.calls - before, 1);
  }
}

void refreshing_goes_on_and_on() {
  World w;
  TokenPair pair = w.sign_up("ada");
  for (int day = 0; day < 100; ++day) {
    w.clock.advance(24h);
    const TokenPair next = OK(w.accounts.refresh(pair.refresh));
    CHECK(next.refresh != pair.refresh);
    CHECK(w.claims(next.access).user_id == pair.user.id);
    pair = next;
  }
}

void refreshing_sees_the_new_name() {
  World w;
  const TokenPair pair = w.sign_up("ada");
  CHECK_EQ(OK(w.accounts.rename(w.claims(pair.access), " Countess ")).name, "Countess");
  const TokenPair next = OK(w.accounts.refresh(pair.refresh));
  CHECK_EQ(next.user.name, "Countess");
  CHECK_EQ(w.claims(next.access).name, "Countess");
  REFUSED(w.accounts.rename(w.claims(pair.access), ""), bad_field);
}

// A stolen token is noticed: when the second of thief and owner uses it, the session ends for both.
void a_second_use_ends_the_session() {
  World w;
  const TokenPair first = w.sign_up("ada");
  const TokenPair second = OK(w.accounts.refresh(first.refresh));
  w.clock.advance(11s);
  REFUSED(w.accounts.refresh(first.refresh), refresh_invalid);
  REFUSED(w.accounts.refresh(second.refresh), refresh_invalid);
  OK(w.accounts.login("ada@example.org", kPassword));
}

// A lost answer, or two tabs at once: the same token within ten seconds gives the same next one,
// which goes on to work.
void a_retry_gives_the_same_token_again() {
  World w;
  const TokenPair first = w.sign_up("ada");
  const TokenPair lost = OK(w.accounts.refresh(first.refresh));
  w.clock.advance(10s);
  const TokenPair retried = OK(w.accounts.refresh(first.refresh));
  CHECK_EQ(retried.refresh, lost.refresh);
  w.clock.advance(1h);
  OK(w.accounts.refresh(retried.refresh));
}

// But not once the next one has been used: then its answer did arrive.
void no_retry_after_the_next_was_used() {
  World w;
  const TokenPair first = w.sign_up("ada");
  const TokenPair second = OK(w.accounts.refresh(first.refresh));
  const TokenPair third = OK(w.accounts.refresh(second.refresh));
  REFUSED(w.accounts.refresh(first.refresh), refresh_invalid);
  REFUSED(w.accounts.refresh(third.refresh), refresh_invalid);
}

void refresh_tokens_end() {
  World w;
  const TokenPair pair = w.sign_up("ada");
  w.clock.advance(24h * 30);
  REFUSED(w.accounts.refresh(pair.refresh), refresh_invalid);
}

void refuses_what_is_no_refresh_token() {
  World w;
  const TokenPair pair = w.sign_up("ada");
  for (const std::string& text :
       {std::string{}, std::string{"x"}, std::string(64, 'A'), std::string(63, 'A'),
        std::string(65, 'A'), std::string(64, '*'), pair.access, std::string(1'000'000, 'A')}) {
    REFUSED(w.accounts.refresh(text), refresh_invalid);
    OK(w.accounts.logout(text));
  }
  OK(w.accounts.refresh(pair.refresh));
}

void signing_out_ends_one_session() {
  World w;
  const TokenPair here = w.sign_up("ada");
  const TokenPair there = OK(w.accounts.login("ada@example.org", kPassword));
  OK(w.accounts.logout(here.refresh));
  OK(w.accounts.logout(here.refresh));
  REFUSED(w.accounts.refresh(here.refresh), refresh_invalid);
  OK(w.accounts.refresh(there.refresh));
}

void sessions_are_bounded() {
  World w;
  const TokenPair oldest = w.sign_up("ada");
  TokenPair newest;
  for (int i = 0; i < 50; ++i) {
    w.clock.advance(1s);
    newest = OK(w.accounts.login("ada@example.org", kPassword));
    if (i == 0) OK(w.accounts.refresh(newest.refresh));
  }
  REFUSED(w.accounts.refresh(oldest.refresh), refresh_invalid);
  OK(w.accounts.refresh(newest.refresh));
}

void a_guest_belongs_to_one_meeting() {
  World w;
  const Meeting meeting = w.meeting(w.person("host"));
  const GuestEntry entry = OK(w.accounts.guest(meeting.code, " Grandma "));
  CHECK_EQ(entry.meeting.title, "Latin");
  CHECK_EQ(entry.tokens.user.name, "Grandma");
  CHECK_EQ(entry.tokens.user.email, "");
  CHECK(entry.tokens.user.role == UserRole::guest);
  const Claims claims = w.claims(entry.tokens.access);
  CHECK(claims.kind == TokenKind::guest && claims.meeting_id == meeting.id);
  const TokenPair next = OK(w.accounts.refresh(entry.tokens.refresh));
  CHECK(w.claims(next.access).meeting_id == meeting.id);
  CHECK_EQ(OK(w.accounts.me(claims)).name, "Grandma");
  w.clock.advance(24h);
  REFUSED(w.accounts.refresh(next.refresh), refresh_invalid);
}

void guests_need_an_open_meeting() {
  World w;
  const Claims host = w.person("host");
  const Meeting meeting = w.meeting(host);
  REFUSED(w.accounts.guest("bada-bada-bada", "G"), not_found);
  REFUSED(w.accounts.guest("../../etc/passwd", "G"), not_found);
  REFUSED(w.accounts.guest(meeting.code, ""), bad_field);
  OK(w.rooms.end(host, meeting.code));
  REFUSED(w.accounts.guest(meeting.id.value(), "G"), ended);
}

void a_seat_token_is_no_account() {
  World w;
  const Claims host = w.person("host");
  const Seat seat = OK(w.rooms.join(host, w.meeting(host).code, {}));
  REFUSED(w.accounts.me(w.claims(seat.token)), token_invalid);
  REFUSED(w.accounts.rename(w.claims(seat.token), "X"), token_invalid);
}

void registration_names_round_trip() {
  for (const Registration r : {Registration::open, Registration::invited, Registration::closed}) {
    CHECK(parse_registration(to_string(r)) == r);
  }
  CHECK(!parse_registration("ajar"));
}

}  // namespace

int main() {
  return lectern_test::run("accounts", {TEST(registering_signs_in),
                                        TEST(an_address_belongs_to_one),
                                        TEST(fields_are_checked_before_anything_is_done),
                                        TEST(doors_that_are_not_open),
                                        TEST(an_invitation_works_once_and_gives_its_role),
                                        TEST(a_failed_registration_keeps_the_invitation),
                                        TEST(an_invitation_ends),
                                        TEST(signing_in),
                                        TEST(an_unknown_address_costs_as_much_as_a_known_one),
                                        TEST(refreshing_goes_on_and_on),
                                        TEST(refreshing_sees_the_new_name),
                                        TEST(a_second_use_ends_the_session),
                                        TEST(a_retry_gives_the_same_token_again),
                                        TEST(no_retry_after_the_next_was_used),
                                        TEST(refresh_tokens_end),
                                        TEST(refuses_what_is_no_refresh_token),
                                        TEST(signing_out_ends_one_session),
                                        TEST(sessions_are_bounded),
                                        TEST(a_guest_belongs_to_one_meeting),
                                        TEST(guests_need_an_open_meeting),
                                        TEST(a_seat_token_is_no_account),
                                        TEST(registration_names_round_trip)});
}
