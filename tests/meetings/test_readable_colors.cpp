// SPDX-License-Identifier: MIT
// test_readable_colors FILE: the colours of tests/vectors/colors.json, with which
// webui/tests/core/readable_colors.test.ts tests the same rules.
#include "meetings/readable_colors.hpp"

#include <cmath>
#include <fstream>
#include <iterator>

#include "base/json.hpp"
#include "tests/support/check.hpp"

using namespace meetings;

namespace {

std::string g_file;

void the_vectors_hold() {
  std::ifstream in{g_file};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  const base::Json rows = CHECK_OK(base::Json::parse(text));
  CHECK(rows.size() >= 20);
  for (const base::Json& row : rows.items()) {
    const auto color = *Color::parse(row["color"].text());
    const Daytime when = row["when"].text() == "day" ? Daytime::day : Daytime::night;
    CHECK_EQ(is_readable(color, when), *row["readable"].as_bool());
    CHECK_EQ(nearest_readable(color, when).print(), row["nearest"].text());
    CHECK(is_readable(nearest_readable(color, when), when));
  }
}

void contrast_is_that_of_the_standard() {
  CHECK(std::abs(contrast({0, 0, 0}, {255, 255, 255}) - 21) < 1e-9);
  CHECK(std::abs(contrast({1, 2, 3}, {1, 2, 3}) - 1) < 1e-9);
  // The example that tools agree on: #777777 on white is 4.48.
  CHECK(std::abs(contrast({0x77, 0x77, 0x77}, {255, 255, 255}) - 4.478) < 0.001);
}

void only_six_digits_are_a_color() {
  CHECK_EQ(Color::parse("#A1b2C3")->print(), "#a1b2c3");
  for (const char* wrong : {"", "#fff", "313d6a", "#313d6", "#313d6g", "#313d6a0", " #313d6a"})
    CHECK(!Color::parse(wrong));
}

}  // namespace

int main(int argc, char** argv) {
  g_file = argc > 1 ? argv[1] : "colors.json";
  return lectern_test::run("readable_colors",
                           {TEST(the_vectors_hold), TEST(contrast_is_that_of_the_standard),
                            TEST(only_six_digits_are_a_color)});
}
