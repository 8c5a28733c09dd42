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

void passwords_that_look_the_same_are_the_same() {
  lectern_test::SeededRandom salts;
  const Argon2Hasher hasher{salts, kSmall};
  const std::string composed = "\u00dcbung \u00e9", decomposed = "U\u0308bung e\u0301";
  for (const std::string& made : {composed, decomposed}) {
    const std::string stored = OK(hasher.hash(made));
    CHECK(hasher.verify(stored, composed));
    CHECK(hasher.verify(stored, decomposed));
    CHECK(!hasher.verify(stored, "Ubung e"));
  }
  CHECK(hasher.verify(OK(hasher.hash("a b")), "a\u00a0b"));
  CHECK(!hasher.verify(OK(hasher.hash("a b")), "ab"));
  CHECK(!hasher.verify(OK(hasher.hash("Ada")), "ada"));
}

// Made by an earlier release of the decomposed form, as it was typed.
void a_hash_of_the_old_form_still_fits() {
  lectern_test::SeededRandom salts;
  const Argon2Hasher hasher{salts, kSmall};
  const std::string old =
      "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$/MssUVE7//"
      "LiJdBAKcxYeJZL0r5aAcz63OzAFuMVAUI";
  CHECK(hasher.verify(old, "U\u0308bung e\u0301"));
  CHECK(!hasher.verify(old, "Ubung e"));
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

// RFC 9106 section 4 recommends a salt of 128 bits and a tag of 256 bits.
void a_hash_has_sixteen_bytes_of_salt_and_thirty_two_of_tag() {
  lectern_test::SeededRandom salts;
  const Argon2Hasher hasher{salts, kSmall};
  const std::string stored = OK(hasher.hash("x"));
  const std::size_t tag = stored.rfind('$') + 1;
  const std::size_t salt = stored.rfind('$', tag - 2) + 1;
  CHECK_EQ(tag - 1 - salt, 22u);       // base64 of 16 bytes
  CHECK_EQ(stored.size() - tag, 43u);  // base64 of 32 bytes
}

// libargon2 refuses less than 8 KiB a lane.
void a_cost_that_is_too_small_gives_no_hash() {
  lectern_test::SeededRandom salts;
  const Argon2Hasher hasher{salts, Argon2Cost{1, 1, 1}};
  REFUSED(hasher.hash("x"), internal);
}

// Both made by libargon2 from the password "password", with tags of 154 and 155 bytes.
void at_most_256_characters_are_a_hash() {
  lectern_test::SeededRandom salts;
  const Argon2Hasher hasher{salts, kSmall};
  const std::string longest =
      "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$FDrLDSPKxQ3bxdsm8OpUAafYPbT0XGtvNazcK/"
      "4/OIAYQVKzVhyy/DBhVcF5tLxd5MrsTcepqfBX5Z+1JIhnI07R4w9ypz1GCTfioDe+x3EBr5JZEJYRObh25pS95I6"
      "NHeH8BarIt884hNavEBL5mEy/3RKE07dyxFuQtk0y4a67oRXjC1qV3d3ER6+SA9poyfKawb82gW654w";
  const std::string too_long =
      "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$dzPgEzKra0EIJ2iAFtfTb10m+NAqWgLqFnNi83"
      "fy4QsA5B98jc69rJSpYS+Q65WdZ+seMRvTfMSpxyBb8DMosw8GbbQzPwz81WowuqNj9eubFNOOBsBOikcItTLPXQS"
      "p6cJpOyzunI2jO2ezyI/cnqqv7Cvv0O/KwookXuk0ruTkY+hw5Co3SMU5UF1yIR/esmc76fUTMNoVHV4";
  CHECK_EQ(longest.size(), 256u);
  CHECK_EQ(too_long.size(), 257u);
  CHECK(hasher.verify(longest, "password"));
  CHECK(!hasher.verify(longest, "Password"));
  CHECK(!hasher.verify(too_long, "password"));
}

}  // namespace

int main() {
  return lectern_test::run(
      "passwords",
      {TEST(what_was_hashed_verifies), TEST(the_cost_in_use_is_the_documented_one),
       TEST(verifies_what_others_made), TEST(passwords_that_look_the_same_are_the_same),
       TEST(a_hash_of_the_old_form_still_fits), TEST(what_is_no_hash_verifies_nothing),
       TEST(a_hash_has_sixteen_bytes_of_salt_and_thirty_two_of_tag),
       TEST(a_cost_that_is_too_small_gives_no_hash), TEST(at_most_256_characters_are_a_hash)});
}
