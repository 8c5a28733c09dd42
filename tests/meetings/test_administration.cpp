// SPDX-License-Identifier: MIT
// What an administrator does to the accounts of others.
#include "meetings/administration.hpp"

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::World;

namespace {

Claims admin(World& w) {
  OK(w.accounts.create_user("root@example.org", "root", "correct horse", UserRole::admin));
  return w.claims(OK(w.accounts.login("root@example.org", "correct horse")).access);
}

void accounts_are_listed_page_by_page() {
  World w;
  const Claims root = admin(w);
  for (const char* name : {"eve", "ada", "bob"}) (void)w.sign_up(name);
  (void)w.guest(w.meeting(root), "G");
  const UserPage first = OK(w.administration.users(root, "", 3));
  CHECK_EQ(first.users.size(), 3u);
  CHECK_EQ(first.users[0].name, "ada");
  const UserPage second = OK(w.administration.users(root, first.next_cursor.value(), 3));
  CHECK_EQ(second.users.size(), 1u);
  CHECK_EQ(second.users[0].name, "root");
  CHECK(!second.next_cursor);
  CHECK(!OK(w.administration.users(root, "", 4)).next_cursor);
  for (const std::size_t limit : {std::size_t{0}, std::size_t{101}})
    CHECK_EQ(REFUSED(w.administration.users(root, "", limit), bad_field).field, "limit");
  for (const std::string& cursor : {std::string{"!"}, std::string{"_w"}, std::string(401, 'A')})
    CHECK_EQ(REFUSED(w.administration.users(root, cursor, 3), bad_field).field, "cursor");
}

void disabling_ends_everything_of_the_person() {
  World w;
  const Claims root = admin(w);
  const TokenPair ada = w.sign_up("ada");
  const User changed = OK(w.administration.change_user(root, ada.user.id, {std::nullopt, true}));
  CHECK(changed.disabled && changed.role == UserRole::user);
  CHECK_EQ(std::get<SessionsEnded>(w.events.take().at(0)).cause, SessionEndCause::disabled);
  REFUSED(w.authentication.authenticate(ada.access), token_invalid);
  CHECK(!OK(w.administration.change_user(root, ada.user.id, {std::nullopt, false})).disabled);
  OK(w.accounts.login("ada@example.org", "correct horse"));
}

// The store decides, not the token: it says `user` until it is renewed, and `admin` likewise.
void a_role_counts_at_once() {
  World w;
  const Claims root = admin(w);
  const TokenPair ada = w.sign_up("ada");
  const Claims claims = w.claims(ada.access);
  REFUSED(w.administration.users(claims, "", 10), forbidden);
  OK(w.administration.change_user(root, ada.user.id, {UserRole::admin, std::nullopt}));
  OK(w.administration.users(claims, "", 10));
  OK(w.administration.change_user(claims, root.user_id, {UserRole::user, std::nullopt}));
  REFUSED(w.administration.users(root, "", 10), forbidden);
}

void an_administrator_is_always_left() {
  World w;
  const Claims root = admin(w);
  REFUSED(w.administration.change_user(root, root.user_id, {UserRole::user, std::nullopt}),
          forbidden);
  REFUSED(w.administration.change_user(root, root.user_id, {std::nullopt, true}), forbidden);
  CHECK(w.stored(root.user_id)->user.role == UserRole::admin);
}

void nobody_else_administers() {
  World w;
  const Claims root = admin(w), ada = w.person("ada");
  const Claims guest = w.guest(w.meeting(root), "G");
  for (const Claims& claims : {ada, guest}) {
    REFUSED(w.administration.users(claims, "", 10), forbidden);
    REFUSED(w.administration.change_user(claims, root.user_id, {std::nullopt, true}), forbidden);
    REFUSED(w.administration.invite(claims, UserRole::admin, std::nullopt), forbidden);
  }
  REFUSED(w.administration.change_user(root, guest.user_id, {std::nullopt, true}), not_found);
  REFUSED(w.administration.change_user(root, UserId{"nobody"}, {std::nullopt, true}), not_found);
  CHECK_EQ(
      REFUSED(w.administration.change_user(root, ada.user_id, {UserRole::guest, {}}), bad_field)
          .field,
      "role");
}

void invitations_let_one_person_register() {
  World w{Registration::invited};
  const Claims root = admin(w);
  const auto end = w.clock.wall_now() + 1h;
  const IssuedInvitation issued = OK(w.administration.invite(root, UserRole::admin, end));
  CHECK(issued.expires_at == end);
  CHECK(OK(w.administration.invite(root, UserRole::user, std::nullopt)).expires_at ==
        w.clock.wall_now() + kInvitationLifetime);
  const NewAccount account{"eve@example.org", "Eve", "correct horse", issued.token};
  CHECK(OK(w.accounts.register_user(account)).user.role == UserRole::admin);
  REFUSED(w.accounts.register_user({"b@example.org", "B", "correct horse", issued.token}),
          invitation_invalid);
  const auto now = w.clock.wall_now();
  for (const auto wrong : {now, now + kLongestInvitationLifetime + 1us})
    CHECK_EQ(REFUSED(w.administration.invite(root, UserRole::user, wrong), bad_field).field,
             "expires_at");
}

}  // namespace

int main() {
  return lectern_test::run(
      "administration",
      {TEST(accounts_are_listed_page_by_page), TEST(disabling_ends_everything_of_the_person),
       TEST(a_role_counts_at_once), TEST(an_administrator_is_always_left),
       TEST(nobody_else_administers), TEST(invitations_let_one_person_register)});
}
