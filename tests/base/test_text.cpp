// SPDX-License-Identifier: MIT
#include "base/text.hpp"

#include "tests/support/check.hpp"

namespace {

using base::is_host_name;
using namespace std::string_view_literals;

void trims_blanks_at_both_ends_only() {
  CHECK_EQ(base::trim("  a b\t"), "a b");
  CHECK_EQ(base::trim("a"), "a");
  CHECK_EQ(base::trim(""), "");
  CHECK_EQ(base::trim(" \t "), "");
  CHECK_EQ(base::trim("\r\na\n"), "\r\na\n");
  CHECK_EQ(base::trim("\r\na\n", "\r\n"), "a");
  CHECK_EQ(base::trim("\0 a"sv), "\0 a"sv);
}

void only_ascii_letters_have_a_case() {
  CHECK_EQ(base::to_lower("AZaz@[`{09"), "azaz@[`{09");
  CHECK_EQ(base::to_upper("azAZ`{@[09\xc3\xa4"), "AZAZ`{@[09\xc3\xa4");
  CHECK_EQ(base::to_lower("\xc3\x84"), "\xc3\x84");  // U+00C4
  CHECK(base::equals_ignoring_case("Host", "hOST"));
  CHECK(base::equals_ignoring_case("", ""));
  CHECK(!base::equals_ignoring_case("host", "hosts"));
  CHECK(!base::equals_ignoring_case("hosts", "host"));
  CHECK(!base::equals_ignoring_case("@", "`"));
  CHECK(!base::equals_ignoring_case("[", "{"));
}

void strangers_do_not_steer_a_terminal() {
  CHECK_EQ(base::harmless("a\x1b[2J\nb\x7f"), "a?[2J?b?");
  CHECK_EQ(base::harmless("\xc3\xa4 "), "\xc3\xa4 ");
  CHECK(base::is_control('\0'));
  CHECK(base::is_control('\x1f'));
  CHECK(base::is_control('\x7f'));
  CHECK(!base::is_control('~'));
  CHECK(!base::is_control('\x80'));
  CHECK(!base::is_control(' '));
  CHECK(!base::is_control('\xff'));
}

void long_text_is_cut_between_characters() {
  CHECK_EQ(base::shortened("", 0), "");
  CHECK_EQ(base::shortened("abc", 3), "abc");
  CHECK_EQ(base::shortened("abcd", 3), "abc…");
  CHECK_EQ(base::shortened("a\xc3\xa4z", 2), "a…");
  CHECK_EQ(base::shortened("a\xc3\xa4z", 3), "a\xc3\xa4…");
  CHECK_EQ(base::shortened("\xf0\x9f\x98\x80z", 3), "…");
  CHECK_EQ(base::shortened("\xa4\xa4", 1), "…");
}

void host_names_are_labels_with_dots() {
  for (const std::string_view name :
       {"localhost"sv, "meet.example.org"sv, "MEET.Example.org"sv, "a"sv, "xn--bcher-kva.example"sv,
        "my_host"sv, "192.0.2.1"sv, "a-b.c"sv, "example.org."sv, "az-AZ-09._"sv, "0"sv, "9z"sv}) {
    if (!is_host_name(name)) CHECK_EQ(name, "a host name");
  }
  CHECK(is_host_name(std::string(253, 'a')));
  for (const std::string_view name :
       {""sv, "."sv, ".a"sv, "a..b"sv, "a.."sv, "-a"sv, "a.-b"sv, "a b"sv, "a:1"sv, "a/b"sv,
        "[::1]"sv, "a@b"sv, "a\0"sv, "b\xc3\xbc"sv, "a?"sv, "a#"sv, "a%00"sv}) {
    if (is_host_name(name)) CHECK_EQ(name, "no host name");
  }
  CHECK(!is_host_name(std::string(254, 'a')));
}

void uuids_have_one_spelling() {
  CHECK(base::is_uuid("0f8fad5b-d9cb-469f-a165-70867728950e"));
  for (const std::string_view text :
       {""sv, "0f8fad5b-d9cb-469f-a165-70867728950"sv, "0f8fad5b-d9cb-469f-a165-70867728950ea"sv,
        "0F8fad5b-d9cb-469f-a165-70867728950e"sv, "0f8fad5bad9cb-469f-a165-70867728950e"sv,
        "0f8fad5b-d9cb-469f-a165-7086772-950e"sv, "0f8fad5b-d9cb-469f-a165-70867728950g"sv}) {
    CHECK(!base::is_uuid(text));
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "text", {TEST(trims_blanks_at_both_ends_only), TEST(only_ascii_letters_have_a_case),
               TEST(strangers_do_not_steer_a_terminal), TEST(long_text_is_cut_between_characters),
               TEST(host_names_are_labels_with_dots), TEST(uuids_have_one_spelling)});
}
