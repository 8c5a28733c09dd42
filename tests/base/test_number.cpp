// SPDX-License-Identifier: MIT
#include "base/number.hpp"

#include "tests/support/check.hpp"

namespace {

using base::parse_number;
using base::parse_port;
using base::take_number;
using namespace std::string_view_literals;

void reads_numbers_up_to_the_ends_of_their_type() {
  CHECK_EQ(parse_number<std::uint8_t>("255"), std::uint8_t{255});
  CHECK(!parse_number<std::uint8_t>("256"));
  CHECK_EQ(parse_number<std::uint64_t>("18446744073709551615"), ~std::uint64_t{0});
  CHECK(!parse_number<std::uint64_t>("18446744073709551616"));
  CHECK_EQ(parse_number<std::int64_t>("-9223372036854775808"),
           std::numeric_limits<std::int64_t>::min());
  CHECK(!parse_number<std::int64_t>("-9223372036854775809"));
  CHECK_EQ(parse_number<int>("-0"), 0);
  CHECK_EQ(parse_number<unsigned>("007"), 7u);
}

void a_number_is_the_whole_text() {
  for (const std::string_view text : {""sv, " 1"sv, "1 "sv, "+1"sv, "1.0"sv, "1e3"sv, "0x10"sv,
                                      "one"sv, "1\0"sv, "-"sv, "--1"sv}) {
    CHECK(!parse_number<int>(text));
  }
  CHECK(!parse_number<unsigned>("-1"));
}

void the_range_includes_its_ends() {
  CHECK_EQ(parse_number<int>("-3", -3, 3), -3);
  CHECK_EQ(parse_number<int>("3", -3, 3), 3);
  CHECK(!parse_number<int>("-4", -3, 3));
  CHECK(!parse_number<int>("4", -3, 3));
}

void takes_a_number_off_the_front() {
  std::string_view text = "12-34";
  CHECK_EQ(take_number<unsigned>(text), 12u);
  CHECK_EQ(text, "-34");
  CHECK(!take_number<unsigned>(text));
  CHECK_EQ(text, "-34");
  CHECK_EQ(take_number<int>(text), -34);
  CHECK_EQ(text, "");
  text = "300 rest";
  CHECK(!take_number<std::uint8_t>(text));
  CHECK_EQ(text, "300 rest");
}

void ports_are_1_to_65535() {
  CHECK_EQ(parse_port("1"), std::uint16_t{1});
  CHECK_EQ(parse_port("65535"), std::uint16_t{65535});
  CHECK_EQ(parse_port("00080"), std::uint16_t{80});
  for (const std::string_view text : {""sv, "0"sv, "65536"sv, "000080"sv, "-1"sv, "80 "sv, "+80"sv})
    CHECK(!parse_port(text));
}

}  // namespace

int main() {
  return lectern_test::run(
      "number", {TEST(reads_numbers_up_to_the_ends_of_their_type), TEST(a_number_is_the_whole_text),
                 TEST(the_range_includes_its_ends), TEST(takes_a_number_off_the_front),
                 TEST(ports_are_1_to_65535)});
}
