// SPDX-License-Identifier: MIT
// Nonces that carry their own proof.
#include "turn/nonce.hpp"

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

}  // namespace

int main() {
  return lectern_test::run("nonce",
                           {TEST(are_short_and_good_until_they_age), TEST(change_with_time_and_key), TEST(no_altered_one_is_good)});
}
