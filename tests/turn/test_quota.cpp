// SPDX-License-Identifier: MIT
// Allocations by identity and in total.
#include "turn/quota.hpp"

#include "tests/support/check.hpp"

namespace {

using turn::Quotas;
using Verdict = turn::Quotas::Verdict;

void per_user_and_total() {
  Quotas quotas{2, 3};
  CHECK(quotas.take("alice") == Verdict::taken);
  CHECK(quotas.take("alice") == Verdict::taken);
  CHECK(quotas.take("alice") == Verdict::user_exceeded);
  CHECK(quotas.take("bob") == Verdict::taken);
  CHECK(quotas.take("carol") == Verdict::total_exceeded);
  quotas.give_back("alice");
  CHECK_EQ(quotas.in_use(), 2u);
  CHECK(quotas.take("carol") == Verdict::taken);
  quotas.give_back("nobody");
  CHECK_EQ(quotas.in_use(), 3u);
}

void zero_is_unlimited() {
  Quotas quotas{0, 0};
  for (int i = 0; i < 1000; ++i) CHECK(quotas.take("alice") == Verdict::taken);
  CHECK_EQ(quotas.in_use(), 1000u);
}

}  // namespace

int main() { return lectern_test::run("quota", {TEST(per_user_and_total), TEST(zero_is_unlimited)}); }
