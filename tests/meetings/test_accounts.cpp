// SPDX-License-Identifier: MIT
#include "meetings/accounts.hpp"

#include <functional>

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
  CHECK_EQ(OK(w.accounts.change_own(w.claims(pair.access), {.name = " Countess "})).name,
           "Countess");
  const TokenPair next = OK(w.accounts.refresh(pair.refresh));
  CHECK_EQ(next.user.name, "Countess");
  CHECK_EQ(w.claims(next.access).name, "Countess");
  REFUSED(w.accounts.change_own(w.claims(pair.access), {.name = ""}), bad_field);
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
  REFUSED(w.accounts.change_own(w.claims(seat.token), {.name = "X"}), token_invalid);
}

void registration_names_round_trip() {
  for (const Registration r : {Registration::open, Registration::invited, Registration::closed}) {
    CHECK(parse_registration(to_string(r)) == r);
  }
  CHECK(!parse_registration("ajar"));
}

// docs/api.md: `name` 1–80, `password` 8–256 characters.
void names_and_passwords_have_their_documented_lengths() {
  World w;
  int number = 0;
  const auto sign_up = [&](const std::string& name, const std::string& password) {
    const std::string email = "user" + std::to_string(++number) + "@example.org";
    const auto pair = w.accounts.register_user({email, name, password, std::nullopt});
    if (!pair) return pair.error().field;
    OK(w.accounts.login(email, password));
    return std::string{"ok"};
  };
  CHECK_EQ(sign_up("", "x7!x7?x9"), "name");
  CHECK_EQ(sign_up("A", "x7!x7?x9"), "ok");
  CHECK_EQ(sign_up(std::string(80, 'x'), "x7!x7?x9"), "ok");
  CHECK_EQ(sign_up(std::string(81, 'x'), "x7!x7?x9"), "name");
  CHECK_EQ(sign_up("A", "1234567"), "password");
  std::string longest;
  while (longest.size() < 256) longest += "x7!y8?z9";
  CHECK_EQ(sign_up("A", longest), "ok");
  CHECK_EQ(sign_up("A", longest + "x"), "password");
  const Claims claims = w.person("renamed");
  CHECK_EQ(OK(w.accounts.change_own(claims, {.name = "B"})).name, "B");
  REFUSED(w.accounts.change_own(claims, {.name = std::string(81, 'x')}), bad_field);
}

void a_refusal_for_good_names_no_time() {
  World w;
  OK(w.accounts.register_user(ada()));
  CHECK(REFUSED(w.accounts.register_user(ada()), email_taken).retry_after == 0s);
  NewAccount invited = ada();
  invited.invitation = "made up";
  CHECK(REFUSED(w.accounts.register_user(invited), invitation_invalid).retry_after == 0s);
}

void an_address_that_is_taken_costs_no_hash() {
  World w;
  OK(w.accounts.register_user(ada()));
  const int before = w.passwords.calls;
  REFUSED(w.accounts.register_user(ada()), email_taken);
  CHECK_EQ(w.passwords.calls.load(), before);
}

void a_password_that_no_account_can_have_costs_no_hash() {
  World w;
  OK(w.accounts.register_user(ada()));
  const int before = w.passwords.calls;
  REFUSED(w.accounts.login("ada@example.org", ""), invalid_credentials);
  REFUSED(w.accounts.login("ada@example.org", std::string(257, 'x')), invalid_credentials);
  CHECK_EQ(w.passwords.calls.load(), before);
  REFUSED(w.accounts.login("ada@example.org", "x"), invalid_credentials);
  REFUSED(w.accounts.login("ada@example.org", std::string(256, 'x')), invalid_credentials);
  CHECK_EQ(w.passwords.calls.load(), before + 2);
}

// Something happens while a password is being hashed, which takes a while.
class SlowHasher final : public PasswordHasher {
 public:
  Outcome<std::string> hash(std::string_view password) const override {
    run();
    return fast_.hash(password);
  }
  bool verify(std::string_view stored, std::string_view password) const override {
    run();
    return fast_.verify(stored, password);
  }
  mutable std::function<void()> meanwhile;

 private:
  void run() const {
    if (const auto once = std::exchange(meanwhile, nullptr)) once();
  }
  lectern_test::CheapHasher fast_;
};

struct SlowWorld : World {
  SlowHasher slow;
  Services slow_services{*store, tokens, presence, holds, guesses, events, clock, random};
  lectern_test::LocalAccounts slowly{slow_services, World::account_config(Registration::open),
                                     slow};
};

void of_two_registrations_at_once_one_gets_the_address() {
  SlowWorld w;
  w.slow.meanwhile = [&] { OK(w.accounts.register_user(ada())); };
  REFUSED(w.slowly.register_user(ada()), email_taken);
  OK(w.accounts.login("ada@example.org", kPassword));
}

void an_account_that_changes_during_the_check_of_its_password_is_not_opened() {
  SlowWorld w;
  const User user = OK(w.accounts.register_user(ada())).user;
  w.slow.meanwhile = [&] { OK(w.accounts.set_disabled(user.id, true)); };
  REFUSED(w.slowly.login("ada@example.org", kPassword), invalid_credentials);
  OK(w.accounts.set_disabled(user.id, false));
  w.slow.meanwhile = [&] { OK(w.accounts.set_password(user.id, "battery staple")); };
  REFUSED(w.slowly.login("ada@example.org", kPassword), invalid_credentials);
  OK(w.slowly.login("ada@example.org", "battery staple"));
}

void a_session_of_a_disabled_account_ends_at_the_next_refresh() {
  World w;
  const TokenPair pair = w.sign_up("ada");
  const auto set_disabled = [&](bool disabled) {  // keeps the sessions
    return write(*w.store, [&](UnitOfWork& work) -> Outcome<void> {
      StoredUser user = *work.users().by_id(pair.user.id);
      user.user.disabled = disabled;
      work.users().update(user);
      return {};
    });
  };
  OK(set_disabled(true));
  REFUSED(w.accounts.refresh(pair.refresh), refresh_invalid);
  OK(set_disabled(false));
  REFUSED(w.accounts.refresh(pair.refresh), refresh_invalid);
}

// 30 days for an account and one day for a guest, from the last refresh on.
void refresh_tokens_work_until_their_last_second() {
  World w;
  const TokenPair account = w.sign_up("ada");
  const Meeting meeting = w.meeting(w.claims(account.access));
  const TokenPair guest = OK(w.accounts.guest(meeting.code, "G")).tokens;
  w.clock.advance(24h - 1s);
  const TokenPair next_guest = OK(w.accounts.refresh(guest.refresh));
  w.clock.advance(24h);
  REFUSED(w.accounts.refresh(next_guest.refresh), refresh_invalid);
  w.clock.advance(24h * 28);
  const TokenPair next = OK(w.accounts.refresh(account.refresh));
  w.clock.advance(24h * 30 - 1s);
  OK(w.accounts.refresh(next.refresh));
}

void the_fifty_sessions_used_last_are_kept() {
  World w;
  std::vector<TokenPair> sessions{w.sign_up("ada")};
  while (sessions.size() < 51) {
    w.clock.advance(1s);
    sessions.push_back(OK(w.accounts.login("ada@example.org", kPassword)));
  }
  REFUSED(w.accounts.refresh(sessions[0].refresh), refresh_invalid);
  for (std::size_t i = 1; i < sessions.size(); ++i) OK(w.accounts.refresh(sessions[i].refresh));
}

}  // namespace

int main() {
  return lectern_test::run(
      "accounts", {TEST(registering_signs_in),
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
                   TEST(registration_names_round_trip),
                   TEST(names_and_passwords_have_their_documented_lengths),
                   TEST(a_refusal_for_good_names_no_time),
                   TEST(an_address_that_is_taken_costs_no_hash),
                   TEST(a_password_that_no_account_can_have_costs_no_hash),
                   TEST(of_two_registrations_at_once_one_gets_the_address),
                   TEST(an_account_that_changes_during_the_check_of_its_password_is_not_opened),
                   TEST(a_session_of_a_disabled_account_ends_at_the_next_refresh),
                   TEST(refresh_tokens_work_until_their_last_second),
                   TEST(the_fifty_sessions_used_last_are_kept)});
}
