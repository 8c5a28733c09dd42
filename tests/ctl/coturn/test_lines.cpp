// SPDX-License-Identifier: MIT
// coturn's way of writing options, and what of it cannot be used.
#include "ctl/coturn/lines.hpp"

#include "tests/support/check.hpp"

using namespace ctl::coturn;

namespace {

Line only(std::string_view text) {
  auto lines = CHECK_OK(split_lines(text));
  CHECK_EQ(lines.size(), 1u);
  return lines.front();
}

void check_split(std::string_view text, std::string_view key, std::string_view value) {
  const Line line = only(text);
  CHECK_EQ(line.mistake, "");
  CHECK_EQ(line.key, key);
  CHECK_EQ(line.value, value);
}

}  // namespace

static void key_and_value_are_parted_in_every_way() {
  check_split("realm=example.org", "realm", "example.org");
  check_split("realm example.org", "realm", "example.org");
  check_split("  realm \t = \t example.org \r\n", "realm", "example.org");
  check_split("fingerprint", "fingerprint", "");
  check_split("fingerprint=", "fingerprint", "");
  check_split("static-auth-secret=a=b==", "static-auth-secret", "a=b==");
  check_split("realm=a # no comment for coturn", "realm", "a # no comment for coturn");
  check_split("\xef\xbb\xbfrealm=a", "realm", "a");
}

static void quotes_go() {
  check_split("cipher-list=\"ALL:!NULL\"", "cipher-list", "ALL:!NULL");
  check_split("cipher-list = \" spaced \" ", "cipher-list", " spaced ");
  check_split("cipher-list=\"open", "cipher-list", "open");
  check_split("cipher-list=\"", "cipher-list", "");
  check_split("realm='a'", "realm", "'a'");
}

static void dashes_of_the_command_line_are_counted() {
  CHECK_EQ(only("--realm=a").dashes, 2u);
  CHECK_EQ(only("-r a").dashes, 1u);
  CHECK_EQ(only("realm=a").dashes, 0u);
  CHECK_EQ(only("---realm").key, "-realm");
  CHECK(!only("--").mistake.empty());
  CHECK(!only("=value").mistake.empty());
}

static void blank_lines_and_comments_count_as_lines_only() {
  const auto lines =
      CHECK_OK(split_lines("\n# realm=no\n  \t\n   # indented\nrealm=a\n\nuser=b:c"));
  CHECK_EQ(lines.size(), 2u);
  CHECK_EQ(lines[0].number, 5u);
  CHECK_EQ(lines[1].number, 7u);
  CHECK(CHECK_OK(split_lines("")).empty());
}

static void what_cannot_be_a_line_is_named() {
  using namespace std::string_view_literals;
  for (const std::string_view text :
       {"realm=a\0b"sv, "realm=\x1b[31m"sv, "realm=\xff"sv, "realm=\xc3"sv}) {
    const Line line = only(text);
    CHECK(!line.mistake.empty());
    CHECK_EQ(line.key, "");
    CHECK_EQ(line.value, "");
  }
  CHECK_EQ(only("realm=" + std::string(kMostLineBytes - 6, 'a')).mistake, "");
  CHECK(!only("realm=" + std::string(kMostLineBytes - 5, 'a')).mistake.empty());
  CHECK(!only("realm=" + std::string(1 << 20, 'a')).mistake.empty());
}

static void too_many_lines_are_an_error() {
  std::string text;
  for (std::size_t i = 0; i < kMostLines; ++i) text += "\n";
  CHECK(split_lines(text).has_value());
  text += "realm=a";
  CHECK(!split_lines(text).has_value());
}

int main() {
  return lectern_test::run(
      "coturn_lines", {TEST(key_and_value_are_parted_in_every_way), TEST(quotes_go),
                       TEST(dashes_of_the_command_line_are_counted),
                       TEST(blank_lines_and_comments_count_as_lines_only),
                       TEST(what_cannot_be_a_line_is_named), TEST(too_many_lines_are_an_error)});
}
