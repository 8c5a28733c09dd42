// SPDX-License-Identifier: MIT
#include "meetings/password_rules.hpp"

#include <string>

#include "meetings/common_passwords.hpp"
#include "tests/meetings/world.hpp"

using namespace meetings;
using lectern_test::World;

namespace {

constexpr PasswordOwner kAda{"ada.lovelace@example.org", "Ada Lovelace", "Example School"};

std::string verdict(std::string_view password, const PasswordOwner& owner = kAda) {
  const auto checked = check_new_password(password, owner);
  if (checked) return "accepted";
  CHECK_EQ(checked.error().field, "password");
  CHECK(!checked.error().detail.empty());
  return std::string{to_string(checked.error().code)};
}

void accepts_what_is_not_guessed_at_once() {
  for (const char* password :
       {"correct horse", "  spaces count  ", "tr0ub4dor&3", "kabo-rine-tuda", "Grüße aus Köln",
        "пароль учителя", "x7!x7?x9", "ada went home", "lovelace and babbage"}) {
    CHECK_EQ(verdict(password), "accepted");
  }
}

void keeps_the_lengths() {
  CHECK_EQ(verdict("x7!x7?x"), "bad-field");
  CHECK_EQ(verdict(std::string(86, 'x') + std::string(85, 'y') + std::string(85, 'z') + "!"),
           "bad-field");
  CHECK_EQ(verdict("correct\nhorse"), "bad-field");
}

void refuses_patterns() {
  for (const char* password : {"        ",     "\u00a0\u2003\u200b\u3000\u00a0\u2003\u200b\u3000",
                               "aaaaaaaa",     "aaaabbbb",
                               "abababab",     "12341234",
                               "abcabcabc",    "12345678",
                               "87654321",     "1234567890",
                               "abcdefgh",     "QWERTYUI",
                               "qwertz123456", "asdfghjk",
                               "lkjhgfdsa",    "abcd1234",
                               "aaa11111",     "yxcvbnm123",
                               "azerty7777",   "    aaaa    "}) {
    CHECK_EQ(verdict(password), "password-simple");
  }
}

void refuses_what_many_people_use() {
  for (const char* password : {"password", "Password", " password ", "Password1", "password2026!",
                               "iloveyou", "letmein123", "sunshine", "Sunshine-99", "trustno1"}) {
    CHECK_EQ(verdict(password), "password-common");
  }
}

void refuses_what_belongs_to_the_person() {
  for (const char* password :
       {"ada.lovelace@example.org", "ADA.LOVELACE@EXAMPLE.ORG", "ada.lovelace", "AdaLovelace",
        "Ada Lovelace", "lovelace", "Lovelace1815", "ada_lovelace_1815!", "Example School",
        "exampleschool1"}) {
    CHECK_EQ(verdict(password), "password-personal");
  }
  CHECK_EQ(verdict("lovelace", {"bob@example.org", "Bob", "Example School"}), "accepted");
  CHECK_EQ(verdict("exampleschool", {"bob@example.org", "Bob", ""}), "accepted");
}

void reads_the_list() {
  CHECK(is_common_password("password") && is_common_password("iloveyou"));
  CHECK(!is_common_password("Password") && !is_common_password("") && !is_common_password("#"));
  CHECK(!is_common_password("zxcvbn 4.4.2"));
}

// The rule holds at each door where a password is set.
void every_door_checks() {
  World w;
  REFUSED(w.accounts.register_user({"ada@example.org", "Ada", "password", std::nullopt}),
          password_common);
  REFUSED(w.accounts.register_user({"ada@example.org", "Ada", "ada@example.org", std::nullopt}),
          password_personal);
  REFUSED(w.accounts.create_user("ada@example.org", "Ada", "12345678", UserRole::admin),
          password_simple);
  const User ada =
      OK(w.accounts.create_user("ada@example.org", "Ada Byron", "correct horse", UserRole::user));
  REFUSED(w.accounts.set_password(ada.id, "        "), password_simple);
  REFUSED(w.accounts.set_password(ada.id, "Ada Byron"), password_personal);
  REFUSED(w.accounts.set_password(ada.id, "Lecture hall"), password_personal);
  CHECK_EQ(w.passwords.calls.load(), 1);  // a refused password costs no hash
  OK(w.accounts.set_password(ada.id, "battery staple"));
}

void an_older_password_still_signs_in() {
  World w;
  OK(w.store->write([&](UnitOfWork& work) -> Outcome<void> {
    StoredUser user;
    user.user = User{UserId{"0198c2a0-0000-4000-8000-000000000001"},
                     "ada@example.org",
                     "Ada",
                     UserRole::user,
                     false,
                     w.clock.wall_now()};
    user.password_hash = OK(w.passwords.hash("password"));
    CHECK(work.users().insert(user));
    return {};
  }));
  OK(w.accounts.login("ada@example.org", "password"));
}

// A meeting's password is shared by voice and may be short, but a person must see it.
void a_meetings_password_is_not_blank() {
  World w;
  const Claims host = w.person("host");
  CHECK_EQ(REFUSED(w.rooms.create(host, {.title = "Latin", .password = "   "}), bad_field).field,
           "password");
  CHECK_EQ(REFUSED(w.rooms.create(host, {.title = "Latin", .password = "\u200b"}), bad_field).field,
           "password");
  OK(w.rooms.create(host, {.title = "Latin", .password = "7"}));
}

}  // namespace

int main() {
  return lectern_test::run("password_rules", {
                                                 TEST(accepts_what_is_not_guessed_at_once),
                                                 TEST(keeps_the_lengths),
                                                 TEST(refuses_patterns),
                                                 TEST(refuses_what_many_people_use),
                                                 TEST(refuses_what_belongs_to_the_person),
                                                 TEST(reads_the_list),
                                                 TEST(every_door_checks),
                                                 TEST(an_older_password_still_signs_in),
                                                 TEST(a_meetings_password_is_not_blank),
                                             });
}
