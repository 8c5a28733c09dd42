// SPDX-License-Identifier: MIT
// Nonces that carry their own proof.
#include "turn/nonce.hpp"

#include <array>
#include <set>

#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

namespace {

using namespace std::chrono_literals;
using lectern_test::SeededRandom;

const base::WallTime kNow = base::from_unix_seconds(1'800'000'000);

void are_short_and_good_until_they_age() {
  SeededRandom random;
  const turn::Nonces nonces{random, 3600s};
  const auto nonce = nonces.make(kNow);
  CHECK_EQ(nonce.size(), 16u);
  CHECK_EQ(turn::Nonces::size({}), 16u);
  CHECK_EQ(turn::Nonces::size({true, false}), nonces.make(kNow, {true, false}).size());
  CHECK(nonces.valid(nonce, kNow));
  CHECK(nonces.valid(nonce, kNow + 3600s));
  CHECK(!nonces.valid(nonce, kNow + 3601s));
  CHECK(nonces.valid(nonce, kNow - 60s));  // the clock was set back
}

void change_with_time_and_key() {
  SeededRandom random, other{2};
  const turn::Nonces nonces{random, 3600s}, foreign{other, 3600s};
  CHECK(nonces.make(kNow) != nonces.make(kNow + 1s));
  CHECK(nonces.make(kNow) != foreign.make(kNow));
  CHECK(!nonces.valid(foreign.make(kNow), kNow));
}

void no_altered_one_is_good() {
  SeededRandom random;
  const turn::Nonces nonces{random, 3600s};
  const auto nonce = nonces.make(kNow);
  for (std::size_t i = 0; i < nonce.size(); ++i) {
    auto altered = nonce;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    CHECK(!nonces.valid(altered, kNow));
    CHECK(!nonces.valid(nonce.substr(0, i), kNow));
  }
  CHECK(!nonces.valid(nonce + "A", kNow));
  CHECK(!nonces.valid("", kNow));
}

// RFC 8489 9.2.4: two requests never get the same nonce
void no_two_are_the_same_and_none_can_be_foretold() {
  SeededRandom random;
  const turn::Nonces nonces{random, 3600s};
  std::set<std::string> seen;
  std::array<std::set<char>, 16> letters;
  for (int i = 0; i < 1000; ++i) {
    const auto nonce = nonces.make(kNow);
    CHECK(seen.insert(nonce).second);
    for (std::size_t at = 0; at < nonce.size(); ++at) letters[at].insert(nonce[at]);
  }
  for (const auto& place : letters) CHECK(place.size() > 32);  // a counter would show
}

// RFC 8489 9.2: the nonce cookie and four characters of base64 in front
// RFC 8489 18.1: bit 0 is "Password algorithms", bit 1 "Username anonymity"
void features_stand_in_front_of_it() {
  SeededRandom random;
  const turn::Nonces nonces{random, 3600s};
  const struct {
    turn::SecurityFeatures features;
    std::string_view cookie;
  } rows[] = {{{true, false}, "obMatJos2gAAB"},
              {{false, true}, "obMatJos2QAAC"},
              {{true, true}, "obMatJos2wAAD"}};
  for (const auto& row : rows) {
    const auto nonce = nonces.make(kNow, row.features);
    CHECK_EQ(nonce.substr(0, 13), row.cookie);
    CHECK_EQ(nonce.size(), 29u);
    CHECK(nonces.valid(nonce, kNow));
    CHECK(!nonces.valid(nonce, kNow + 3601s));
    CHECK(!nonces.valid(nonce.substr(13), kNow));  // the cookie taken away
    for (std::size_t at = 0; at < 13; ++at) {
      auto altered = nonce;
      altered[at] = altered[at] == 'A' ? 'B' : 'A';
      CHECK(!nonces.valid(altered, kNow));
    }
  }
  CHECK(!nonces.valid("obMatJos2", kNow));
  CHECK(!nonces.valid("obMatJos2gA", kNow));
}

}  // namespace

int main() {
  return lectern_test::run(
      "nonce", {TEST(are_short_and_good_until_they_age), TEST(change_with_time_and_key),
                TEST(no_altered_one_is_good), TEST(no_two_are_the_same_and_none_can_be_foretold),
                TEST(features_stand_in_front_of_it)});
}
