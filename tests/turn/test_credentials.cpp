// SPDX-License-Identifier: MIT
// Time-limited credentials and keys.
#include "turn/credentials.hpp"

#include "base/encoding.hpp"
#include "tests/support/check.hpp"

namespace {

using namespace turn;

void a_credential_is_expiry_identity_and_its_hmac() {
  const auto issued =
      issue_credential(base::Secret{"north"}, "u1.m1", base::from_unix_seconds(1800000000));
  CHECK_EQ(issued.username, "1800000000:u1.m1");
  // printf 1800000000:u1.m1 | openssl dgst -sha1 -hmac north -binary | base64
  CHECK_EQ(issued.password, "OM9RmNJ+A1WHBpc+DDH8RK0CNtQ=");
  CHECK(issue_credential(base::Secret{"south"}, "u1.m1", base::from_unix_seconds(1800000000))
            .password != issued.password);
}

void names_are_taken_apart_strictly() {
  const auto timed = parse_timed_name("1800000000:user:with:colons");
  CHECK(timed.has_value());
  CHECK_EQ(base::unix_seconds(timed->expires), 1800000000);
  CHECK_EQ(timed->identity, "user:with:colons");
  for (const std::string_view bad :
       {"", ":", ":user", "user", "18x:user", "user:1800000000", "18000000 00", "-5:user",
        "+5:user", " 5:user", "123456789012:user", "123456789012", "99999999999999999999:user"}) {
    CHECK(!parse_timed_name(bad));
    CHECK_EQ(identity_of(bad), bad);
  }
  CHECK_EQ(identity_of("1800000000:user"), "user");
}

// Prosody's mod_external_services issues EXPIRY; some services issue EXPIRY and an empty user.
void a_timed_name_without_a_user_is_its_own_identity() {
  for (const std::string_view name : {"1800000000", "1800000000:"}) {
    const auto timed = parse_timed_name(name);
    CHECK(timed.has_value());
    CHECK_EQ(base::unix_seconds(timed->expires), 1800000000);
    CHECK_EQ(timed->identity, name);
    CHECK_EQ(identity_of(name), name);
  }
}

// RFC 8489 section 9.2.2's example: user "user", realm "realm", password "pass"
// RFC 8489 9.2.2: the key of MESSAGE-INTEGRITY
void the_long_term_key_is_rfc_8489s() {
  CHECK_EQ(base::encode_hex(long_term_key("user", "realm", "pass")),
           "8493fbc53ba582fb4c044c456bdc40eb");
}

void a_time_has_one_to_eleven_digits() {
  CHECK_EQ(base::unix_seconds(parse_timed_name("0:u")->expires), 0);
  CHECK_EQ(base::unix_seconds(parse_timed_name("99999999999:u")->expires), 99'999'999'999);
  CHECK(!parse_timed_name("100000000000:u"));
}

// printf user:realm:pass | sha256sum; RFC 8489 section 9.2.2 replaces MD5 by SHA-256 alone.
void the_sha256_key_and_the_user_hash() {
  CHECK_EQ(
      base::encode_hex(long_term_key("user", "realm", "pass", stun::PasswordAlgorithm::sha256)),
      "07e934117abd40836e7c6329b54731b2b2d2a5f9a71f544922d75e0730d8251b");
  CHECK_EQ(base::encode_hex(user_hash("user", "realm")),
           "6a3029116b47aa98bcaa325399733dc1a23cd57e26b81bef3ff6531ce624e2da");
}

}  // namespace

int main() {
  return lectern_test::run(
      "credentials",
      {TEST(a_credential_is_expiry_identity_and_its_hmac), TEST(names_are_taken_apart_strictly),
       TEST(a_timed_name_without_a_user_is_its_own_identity), TEST(the_long_term_key_is_rfc_8489s),
       TEST(a_time_has_one_to_eleven_digits), TEST(the_sha256_key_and_the_user_hash)});
}
