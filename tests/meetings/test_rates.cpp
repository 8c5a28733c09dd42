// SPDX-License-Identifier: MIT
// docs/limits.md names every limit with its numbers.
#include "meetings/rates.hpp"

#include <string>

#include "base/text_file.hpp"
#include "tests/support/check.hpp"

namespace {

using namespace meetings;

std::string print_interval(std::chrono::milliseconds every) {
  using namespace std::chrono_literals;
  if (every < 1s) return std::to_string(every.count()) + " ms";
  if (every % 1min == 0ms) return std::to_string(every / 1min) + " min";
  return std::to_string(every / 1s) + " s";
}

void the_documented_numbers_are_those_of_the_code() {
  const std::string page = CHECK_OK(base::read_text_file(LECTERN_SOURCE_DIR "/docs/limits.md"));
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

}  // namespace

int main() {
  return lectern_test::run("rates", {TEST(the_documented_numbers_are_those_of_the_code)});
}
