// SPDX-License-Identifier: MIT
// The real hasher, with its real cost once and a small one else.
#include "meetings/passwords.hpp"

#include "tests/meetings/world.hpp"

using namespace meetings;

namespace {

constexpr Argon2Cost kSmall{1, 8, 1};

void what_was_hashed_verifies() {
  lectern_test::SeededRandom salts;
  const Argon2Hasher hasher{salts, kSmall};
  const std::string stored = OK(hasher.hash("correct horse"));
  CHECK(stored.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
  CHECK(hasher.verify(stored, "correct horse"));
  CHECK(!hasher.verify(stored, "correct horsf"));
  CHECK(!hasher.verify(stored, ""));
  CHECK(stored != OK(hasher.hash("correct horse")));  // another salt
}

void the_cost_in_use_is_the_documented_one() {
  lectern_test::SeededRandom salts;
  const Argon2Hasher hasher{salts};
  const std::string stored = OK(hasher.hash("пароль"));
  CHECK(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
  CHECK(hasher.verify(stored, "пароль"));
}

// Made by the reference program: echo -n password | argon2 somesalt -id -t 2 -m 8 -p 1 -l 32 -e
void verifies_what_others_made() {
  lectern_test::SeededRandom salts;
  const Argon2Hasher hasher{salts};
  constexpr std::string_view stored =
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
  CHECK(hasher.verify(stored, "password"));
  CHECK(!hasher.verify(stored, "Password"));
}

void what_is_no_hash_verifies_nothing() {
  lectern_test::SeededRandom salts;
  const Argon2Hasher hasher{salts, kSmall};
  const std::string good = OK(hasher.hash("x"));
  for (const std::string& stored :
       {std::string{}, std::string{"x"}, std::string{"$argon2id$"},
        std::string{"$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AA"}, good.substr(0, good.size() - 30),
        std::string(5000, '$'), "$argon2id$" + std::string(200, 'A')}) {
    CHECK(!hasher.verify(stored, "x"));
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "passwords", {TEST(what_was_hashed_verifies), TEST(the_cost_in_use_is_the_documented_one),
                    TEST(verifies_what_others_made), TEST(what_is_no_hash_verifies_nothing)});
}
