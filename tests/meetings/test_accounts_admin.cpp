// SPDX-License-Identifier: MIT
#include "meetings/accounts.hpp"

#include <functional>

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::World;

namespace {

User make(World& w, const std::string& name, UserRole role = UserRole::user) {
  return OK(w.accounts.create_user(name + "@example.org", name, "correct horse", role));
}

void the_first_start_invites_an_administrator() {
  World w{Registration::invited};
  const auto first = OK(w.accounts.first_admin_invitation(72h));
  const auto second = OK(w.accounts.first_admin_invitation(72h));  // restarted before anybody came
  CHECK(first && second && first->token != second->token);
  REFUSED(w.accounts.register_user({"ada@example.org", "Ada", "correct horse", first->token}),
          invitation_invalid);
  CHECK(OK(w.accounts.register_user({"ada@example.org", "Ada", "correct horse", second->token}))
            .user.role == UserRole::admin);
  CHECK(!OK(w.accounts.first_admin_invitation(72h)));
}

// Whichever way the first administrator comes, and also if the link was opened before.
void the_link_of_the_first_administrator_is_void_once_there_is_one() {
  const auto comes_first = [](World& w) { make(w, "bob", UserRole::admin); };
  const auto is_enabled_again = [](World& w) {
    OK(w.accounts.set_disabled(OK(w.accounts.find_user("eve@example.org")).id, false));
  };
  const auto is_invited = [](World& w) {
    const auto other = OK(w.accounts.create_invitation(UserRole::admin, 1h));
    OK(w.accounts.register_user({"cleo@example.org", "Cleo", "correct horse", other.token}));
  };
  const std::vector<std::function<void(World&)>> ways{comes_first, is_enabled_again, is_invited};
  for (const auto& way : ways) {
    World w{Registration::invited};
    OK(w.accounts.set_disabled(make(w, "eve", UserRole::admin).id, true));
    const auto link = OK(w.accounts.first_admin_invitation(24h));
    way(w);
    REFUSED(w.accounts.register_user({"x@example.org", "X", "correct horse", link->token}),
            invitation_invalid);
    // The link does not come back when the administrator goes.
    for (const User& user : OK(w.accounts.list_users("", 10)))
      OK(w.accounts.set_disabled(user.id, true));
    REFUSED(w.accounts.register_user({"x@example.org", "X", "correct horse", link->token}),
            invitation_invalid);
  }
}

// A store in which the invitation is still there, as between two processes.
void the_link_is_checked_in_the_transaction_that_registers() {
  World w{Registration::invited};
  const auto link = OK(w.accounts.first_admin_invitation(24h));
  OK(write(*w.store, [&](UnitOfWork& work) -> Outcome<void> {
    StoredUser admin;
    admin.user = User{UserId{"a"}, "a@example.org", "A", UserRole::admin, false, {}};
    work.users().insert(admin);
    return {};
  }));
  REFUSED(w.accounts.register_user({"x@example.org", "X", "correct horse", link->token}),
          invitation_invalid);
}

void an_invitation_of_the_operator_outlives_the_first_administrator() {
  World w{Registration::invited};
  const auto invited = OK(w.accounts.create_invitation(UserRole::admin, 1h));
  make(w, "bob", UserRole::admin);
  CHECK(OK(w.accounts.register_user({"x@example.org", "X", "correct horse", invited.token}))
            .user.role == UserRole::admin);
}

void a_disabled_administrator_is_none() {
  World w;
  const User admin = make(w, "ada", UserRole::admin);
  OK(w.accounts.set_disabled(admin.id, true));
  CHECK(OK(w.accounts.first_admin_invitation(72h)).has_value());
}

void the_operator_makes_accounts() {
  World w{Registration::closed};
  CHECK(make(w, "ada", UserRole::admin).role == UserRole::admin);
  OK(w.accounts.login("ada@example.org", "correct horse"));
  REFUSED(w.accounts.create_user("ADA@example.org", "Ada", "correct horse", UserRole::user),
          email_taken);
  CHECK_EQ(REFUSED(w.accounts.create_user("g@example.org", "G", "correct horse", UserRole::guest),
                   bad_field)
               .field,
           "role");
  REFUSED(w.accounts.create_invitation(UserRole::guest, 1h), bad_field);
  REFUSED(w.accounts.create_invitation(UserRole::user, 0s), bad_field);
}

void disabling_ends_everything() {
  World w;
  const TokenPair pair = w.sign_up("ada");
  const Claims claims = w.claims(pair.access);
  const Meeting meeting = w.meeting(claims);
  CHECK(OK(w.accounts.set_disabled(pair.user.id, true)).disabled);
  REFUSED(w.accounts.refresh(pair.refresh), refresh_invalid);
  REFUSED(w.accounts.login("ada@example.org", "correct horse"), invalid_credentials);
  // Also what an access token still promises.
  REFUSED(w.accounts.me(claims), token_invalid);
  REFUSED(w.rooms.create(claims, {.title = "Latin"}), token_invalid);
  REFUSED(w.rooms.join(claims, meeting.code, {}), token_invalid);
  REFUSED(w.rooms.end(claims, meeting.code), token_invalid);
  OK(w.accounts.set_disabled(pair.user.id, false));
  OK(w.accounts.login("ada@example.org", "correct horse"));
  REFUSED(w.accounts.set_disabled(UserId{"nobody"}, true), not_found);
}

void a_new_password_signs_everybody_out() {
  World w;
  const TokenPair pair = w.sign_up("ada");
  REFUSED(w.accounts.set_password(pair.user.id, "short"), bad_field);
  OK(w.accounts.set_password(pair.user.id, "battery staple"));
  REFUSED(w.accounts.refresh(pair.refresh), refresh_invalid);
  REFUSED(w.accounts.login("ada@example.org", "correct horse"), invalid_credentials);
  OK(w.accounts.login("ada@example.org", "battery staple"));
  REFUSED(w.accounts.set_password(UserId{"nobody"}, "battery staple"), not_found);
}

void a_guest_gets_no_password() {
  World w;
  const Meeting meeting = w.meeting(w.person("host"));
  const Claims guest = w.guest(meeting, "G");
  REFUSED(w.accounts.set_password(guest.user_id, "battery staple"), forbidden);
}

void users_are_listed_by_address_and_page_by_page() {
  World w;
  for (const char* name : {"cleo", "ada", "bob"}) make(w, name);
  OK(w.accounts.guest(
      w.meeting(w.claims(OK(w.accounts.login("ada@example.org", "correct horse")).access)).code,
      "guest"));
  const auto first = OK(w.accounts.list_users("", 2));
  CHECK_EQ(first.size(), 2u);
  CHECK_EQ(first[0].name, "ada");
  CHECK_EQ(first[1].name, "bob");
  const auto rest = OK(w.accounts.list_users(first[1].email, 2));
  CHECK_EQ(rest.size(), 1u);
  CHECK_EQ(rest[0].name, "cleo");
  REFUSED(w.accounts.list_users("", 0), bad_field);
  REFUSED(w.accounts.list_users("", 1001), bad_field);
  CHECK_EQ(OK(w.accounts.find_user(" BOB@example.org")).name, "bob");
  REFUSED(w.accounts.find_user("dora@example.org"), not_found);
}

void housekeeping_removes_what_is_over_and_nothing_else() {
  World w{Registration::open};
  const TokenPair host = w.sign_up("host");
  const Claims claims = w.claims(host.access);
  const Meeting meeting = w.meeting(claims);
  const Claims idle = w.guest(meeting, "idle");
  const Claims active = w.guest(meeting, "active");
  OK(w.rooms.join(active, meeting.code, {}));
  const auto invitation = OK(w.accounts.create_invitation(UserRole::user, 24h));
  w.clock.advance(24h * 8);
  OK(w.accounts.end_expired());
  OK(w.retention.sweep());
  REFUSED(w.accounts.me(idle), token_invalid);
  CHECK(!w.stored(idle.user_id));
  CHECK_EQ(w.stored(active.user_id)->user.name, "active");
  OK(w.accounts.refresh(host.refresh));
  REFUSED(w.accounts.register_user({"x@example.org", "X", "correct horse", invitation.token}),
          invitation_invalid);
}

// 24 random bytes in base64url.
void an_invitation_cannot_be_guessed() {
  World w;
  const auto invitation = OK(w.accounts.create_invitation(UserRole::user, 1s));
  CHECK_EQ(invitation.token.size(), 32u);
  CHECK(invitation.expires_at == w.clock.wall_now() + 1s);
  REFUSED(w.accounts.create_invitation(UserRole::user, -1s), bad_field);
}

void a_list_has_one_to_a_thousand_users() {
  World w;
  make(w, "ada");
  make(w, "bob");
  CHECK_EQ(OK(w.accounts.list_users("", 1)).size(), 1u);
  CHECK_EQ(OK(w.accounts.list_users("", 1000)).size(), 2u);
}

void disabling_ends_the_sessions_and_enabling_does_not() {
  World w;
  const TokenPair pair = w.sign_up("ada");
  OK(w.accounts.set_disabled(pair.user.id, false));
  const TokenPair next = OK(w.accounts.refresh(pair.refresh));
  OK(w.accounts.set_disabled(pair.user.id, true));
  OK(w.accounts.set_disabled(pair.user.id, false));
  REFUSED(w.accounts.refresh(next.refresh), refresh_invalid);
}

void a_guest_who_never_came_is_kept_for_a_week() {
  World w;
  const Meeting meeting = w.meeting(w.person("host"));
  const GuestEntry entry = OK(w.accounts.guest(meeting.code, "G"));
  const Claims guest = w.claims(entry.tokens.access);
  OK(w.accounts.logout(entry.tokens.refresh));
  OK(w.retention.sweep());
  CHECK_EQ(w.stored(guest.user_id)->user.name, "G");
  w.clock.advance(24h * 7);
  OK(w.retention.sweep());
  CHECK_EQ(w.stored(guest.user_id)->user.name, "G");
  w.clock.advance(1s);
  OK(w.retention.sweep());
  CHECK(!w.stored(guest.user_id));
}

}  // namespace

int main() {
  return lectern_test::run(
      "accounts_admin",
      {TEST(the_first_start_invites_an_administrator),
       TEST(the_link_of_the_first_administrator_is_void_once_there_is_one),
       TEST(the_link_is_checked_in_the_transaction_that_registers),
       TEST(an_invitation_of_the_operator_outlives_the_first_administrator),
       TEST(a_disabled_administrator_is_none), TEST(the_operator_makes_accounts),
       TEST(disabling_ends_everything), TEST(a_new_password_signs_everybody_out),
       TEST(a_guest_gets_no_password), TEST(users_are_listed_by_address_and_page_by_page),
       TEST(housekeeping_removes_what_is_over_and_nothing_else),
       TEST(an_invitation_cannot_be_guessed), TEST(a_list_has_one_to_a_thousand_users),
       TEST(disabling_ends_the_sessions_and_enabling_does_not),
       TEST(a_guest_who_never_came_is_kept_for_a_week)});
}
