// SPDX-License-Identifier: MIT
// docs/limits.md names every limit with its numbers.
#include "meetings/rates.hpp"

#include <string>

#include "base/text_file.hpp"
#include "meetings/limit_words.hpp"
#include "tests/support/check.hpp"
#include "tests/support/source_tree.hpp"

namespace {

using namespace meetings;

std::string print_interval(std::chrono::milliseconds every) {
  using namespace std::chrono_literals;
  if (every < 1s) return std::to_string(every.count()) + " ms";
  if (every % 1min == 0ms) return std::to_string(every / 1min) + " min";
  return std::to_string(every / 1s) + " s";
}

void the_documented_numbers_are_those_of_the_code() {
  const std::string page =
      CHECK_OK(base::read_text_file(lectern_test::in_source_tree("docs/limits.md")));
  const Rates rates;
  for (const LimitRow& row : kLimits) {
    const Rate& rate = rate_of(rates, row.limit);
    const std::string line = "| `" + std::string{row.name} + "` | " + std::to_string(rate.burst) +
                             " | " + print_interval(rate.every) + " |";
    if (page.find(line) == std::string::npos)
      lectern_test::check_failed("docs/limits.md lacks: " + line, __FILE__, __LINE__);
  }
  const std::string share = "has " + std::to_string(kSitesPerNetwork) + " times the tokens";
  CHECK(page.find(share) != std::string::npos);
}

// The default is what the configuration's default sets.
void a_house_behind_one_address_may_come_in() {
  const Rates standard;
  Rates rates;
  for (const std::uint32_t joins : {2000u, 500u}) {
    allow_joins(rates, joins);
    for (const Rate& rate :
         {rates.guest_by_address, rates.join_by_address, rates.change_by_guests}) {
      CHECK_EQ(rate.burst, joins);
      CHECK_EQ(rate.every.count(), 60'000 / joins);
    }
  }
  for (const Limit limit : {Limit::guest_by_address, Limit::join_by_address})
    CHECK_EQ(rate_of(rates, limit).every.count(), rate_of(standard, limit).every.count());
}

// A limit that follows the key follows it in words, too.
void a_refusal_names_the_key_that_raises_the_limit() {
  const Rates standard;
  Rates raised;
  allow_joins(raised, 2000);
  for (const LimitRow& row : kLimits) {
    const bool follows = rate_of(raised, row.limit).burst != rate_of(standard, row.limit).burst;
    const bool named = refusal_of(row.limit).find("joins_per_minute") != std::string_view::npos;
    CHECK_EQ(named, follows);
  }
}

}  // namespace

int main() {
  return lectern_test::run("rates", {TEST(the_documented_numbers_are_those_of_the_code),
                                     TEST(a_house_behind_one_address_may_come_in),
                                     TEST(a_refusal_names_the_key_that_raises_the_limit)});
}
