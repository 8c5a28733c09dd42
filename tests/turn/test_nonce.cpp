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
const base::IpAddress kClient = base::IpAddress::v4(192, 0, 2, 1);

void are_short_and_good_until_they_age() {
  SeededRandom random;
  const turn::Nonces nonces{random, 3600s};
  const auto nonce = nonces.make(kNow, kClient);
  CHECK_EQ(nonce.size(), 16u);
  CHECK_EQ(turn::Nonces::size({}), 16u);
  CHECK_EQ(turn::Nonces::size({true, false}), nonces.make(kNow, kClient, {true, false}).size());
  CHECK(nonces.valid(nonce, kNow));
  CHECK(nonces.valid(nonce, kNow + 3600s));
  CHECK(!nonces.valid(nonce, kNow + 3601s));
  CHECK(nonces.valid(nonce, kNow - 60s));  // the clock was set back
}

void change_with_time_and_key() {
  SeededRandom random, other{2};
  const turn::Nonces nonces{random, 3600s}, foreign{other, 3600s};
  CHECK(nonces.make(kNow, kClient) != nonces.make(kNow + 1s, kClient));
  CHECK(nonces.make(kNow, kClient) != foreign.make(kNow, kClient));
  CHECK(!nonces.valid(foreign.make(kNow, kClient), kNow));
}

void no_altered_one_is_good() {
  SeededRandom random;
  const turn::Nonces nonces{random, 3600s};
  const auto nonce = nonces.make(kNow, kClient);
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
    const auto nonce = nonces.make(kNow, kClient);
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
    const auto nonce = nonces.make(kNow, kClient, row.features);
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

void one_proves_the_address_that_it_was_made_for() {
  SeededRandom random;
  const turn::Nonces nonces{random, 3600s};
  const auto other = base::IpAddress::v4(192, 0, 2, 2);
  const auto v6 = *base::IpAddress::parse("2001:db8::1"),
             neighbour = *base::IpAddress::parse("2001:db8::2");
  for (const turn::SecurityFeatures features :
       {turn::SecurityFeatures{}, turn::SecurityFeatures{true, false}}) {
    for (int i = 0; i < 1000; ++i) {  // numbers and times do not matter
      const auto nonce = nonces.make(kNow + 1s * (i % 50), kClient, features);
      CHECK(nonces.proves(nonce, kClient));
      CHECK(!nonces.proves(nonce, other));
      CHECK(!nonces.proves(nonce, v6));
      CHECK(nonces.valid(nonce, kNow));  // from any address
    }
    const auto nonce = nonces.make(kNow, v6, features);
    CHECK(nonces.proves(nonce, v6));
    CHECK(!nonces.proves(nonce, neighbour));
    CHECK(!nonces.proves(nonce, kClient));
  }
  CHECK(!nonces.proves("", kClient));
  CHECK(!nonces.proves("obMatJos2gAAB", kClient));
  SeededRandom another{2};
  CHECK(!turn::Nonces(another, 3600s).proves(nonces.make(kNow, kClient), kClient));
}

// The next process has the same keys: it takes the nonces of this one, with what they prove.
void the_same_keys_take_the_nonces_of_before() {
  SeededRandom first, second;
  const turn::Nonces before{first, 3600s}, after{second, 3600s, before.next_number() + 7};
  const auto nonce = before.make(kNow, kClient, {true, false});
  CHECK(after.valid(nonce, kNow));
  CHECK(after.proves(nonce, kClient));
}

// The time is counted modulo 2^24 seconds.
void the_age_is_right_where_the_count_of_seconds_begins_anew() {
  SeededRandom random;
  const turn::Nonces nonces{random, 3600s};
  const base::WallTime wrap = base::from_unix_seconds(std::int64_t{107} << 24);
  const auto nonce = nonces.make(wrap - 10s, kClient);
  CHECK(nonces.valid(nonce, wrap + 3590s));
  CHECK(!nonces.valid(nonce, wrap + 3591s));
  CHECK(nonces.valid(nonces.make(wrap, kClient), wrap - 60s));  // the clock was set back
  CHECK(!nonces.valid(nonce, wrap + std::chrono::hours{24 * 90}));
}

}  // namespace

int main() {
  return lectern_test::run(
      "nonce",
      {TEST(are_short_and_good_until_they_age), TEST(change_with_time_and_key),
       TEST(no_altered_one_is_good), TEST(no_two_are_the_same_and_none_can_be_foretold),
       TEST(features_stand_in_front_of_it), TEST(one_proves_the_address_that_it_was_made_for),
       TEST(the_same_keys_take_the_nonces_of_before),
       TEST(the_age_is_right_where_the_count_of_seconds_begins_anew)});
}
