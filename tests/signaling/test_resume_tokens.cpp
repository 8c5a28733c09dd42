// SPDX-License-Identifier: MIT
#include "signaling/resume_tokens.hpp"

#include "signaling/handled_ids.hpp"
#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

using namespace signaling;

namespace {

lectern_test::SeededRandom random_source{7};

void a_token_has_256_bits_and_is_for_its_session() {
  ResumeTokens ours;
  ResumeTokens theirs;
  const std::string token = ours.issue(random_source);
  CHECK_EQ(token.size(), std::size_t{43});  // 32 bytes in base64url
  (void)theirs.issue(random_source);
  CHECK(!theirs.use(token));
  CHECK(!ours.use(""));
  CHECK(!ours.use(token.substr(1)));
  CHECK(ours.use(token));
}

void a_token_is_used_up_when_the_client_has_the_next_one() {
  ResumeTokens tokens;
  const std::string first = tokens.issue(random_source);
  CHECK(tokens.use(first));
  const std::string second = tokens.issue(random_source);
  tokens.confirm();
  CHECK(!tokens.use(first));
  CHECK(tokens.use(second));
}

void a_token_stays_good_while_the_answer_may_be_lost() {
  ResumeTokens tokens;
  const std::string first = tokens.issue(random_source);
  for (int lost = 0; lost < 20; ++lost) {
    CHECK(tokens.use(first));
    (void)tokens.issue(random_source);
  }
  CHECK(tokens.use(first));
}

void whoever_uses_a_newer_token_gives_the_older_ones_up() {
  ResumeTokens tokens;
  const std::string first = tokens.issue(random_source);
  CHECK(tokens.use(first));
  const std::string second = tokens.issue(random_source);
  CHECK(tokens.use(first));  // a late frame of a socket that the client gave up
  const std::string third = tokens.issue(random_source);
  CHECK(tokens.use(second));  // the client's own
  CHECK(!tokens.use(first));
  CHECK(tokens.use(third));
  CHECK(!tokens.use(second));
}

void no_token_survives_its_revocation() {
  ResumeTokens tokens;
  CHECK(tokens.empty());
  const std::string token = tokens.issue(random_source);
  CHECK(!tokens.empty());
  tokens.revoke();
  CHECK(tokens.empty());
  CHECK(!tokens.use(token));
}

void the_last_64_ids_are_remembered() {
  HandledIds ids;
  CHECK(!ids.has("0"));
  for (int i = 0; i < 64; ++i) ids.add(std::to_string(i));
  for (int i = 0; i < 64; ++i) CHECK(ids.has(std::to_string(i)));
  ids.add("64");
  CHECK(!ids.has("0"));
  CHECK(ids.has("1") && ids.has("64"));
  ids.forget("64");
  CHECK(!ids.has("64"));
}

}  // namespace

int main() {
  return lectern_test::run(
      "signaling resume tokens",
      {TEST(a_token_has_256_bits_and_is_for_its_session),
       TEST(a_token_is_used_up_when_the_client_has_the_next_one),
       TEST(a_token_stays_good_while_the_answer_may_be_lost),
       TEST(whoever_uses_a_newer_token_gives_the_older_ones_up),
       TEST(no_token_survives_its_revocation), TEST(the_last_64_ids_are_remembered)});
}
