// SPDX-License-Identifier: MIT
#include "base/unicode.hpp"

#include <string>

#include "tests/support/check.hpp"

namespace {

using base::shows_something;
using base::to_nfc;
using base::to_opaque_string;
using base::trim_blanks;
using namespace std::string_view_literals;

void a_letter_and_its_accent_are_one_text() {
  CHECK_EQ(to_nfc("U\u0308bung e\u0301"), std::optional<std::string>{"\u00dcbung \u00e9"});
  CHECK_EQ(to_nfc("\u00dcbung \u00e9"), std::optional<std::string>{"\u00dcbung \u00e9"});
  CHECK_EQ(to_nfc(""), std::optional<std::string>{""});
  CHECK_EQ(to_nfc("\u212b"), std::optional<std::string>{"\u00c5"});              // ANGSTROM SIGN
  CHECK_EQ(to_nfc("\u1112\u1161\u11ab"), std::optional<std::string>{"\ud55c"});  // Hangul
  CHECK_EQ(to_nfc("\ufb01"), std::optional<std::string>{"\ufb01"});  // no compatibility form
  CHECK_EQ(to_nfc("a\0b"sv), std::optional<std::string>{"a\0b"sv});
}

void text_that_is_not_utf8_has_no_form() {
  for (const std::string_view text : {"\xff"sv, "a\xc3"sv, "\xed\xa0\x80"sv, "\xc0\xaf"sv}) {
    CHECK(!to_nfc(text));
    CHECK(!to_opaque_string(text));
  }
}

// The examples of RFC 8265 section 4.3, and what mail programs paste.
void an_opaque_string_has_plain_blanks_and_keeps_the_rest() {
  CHECK_EQ(to_opaque_string("correct horse battery staple"),
           std::optional<std::string>{"correct horse battery staple"});
  CHECK_EQ(to_opaque_string("Correct Horse Battery Staple"),
           std::optional<std::string>{"Correct Horse Battery Staple"});
  CHECK_EQ(to_opaque_string("\u03c0\u00df\u00e5"),
           std::optional<std::string>{"\u03c0\u00df\u00e5"});
  CHECK_EQ(to_opaque_string("Jack of \u2666s"), std::optional<std::string>{"Jack of \u2666s"});
  CHECK_EQ(to_opaque_string("foo\u1680bar"), std::optional<std::string>{"foo bar"});
  CHECK_EQ(to_opaque_string("\u00a0Pythagoras\u202f1\u3000"),
           std::optional<std::string>{" Pythagoras 1 "});
  CHECK_EQ(to_opaque_string("\uff21"), std::optional<std::string>{"\uff21"});  // width stays
  CHECK_EQ(to_opaque_string("e\u0301"), std::optional<std::string>{"\u00e9"});
}

void blanks_at_the_ends_go() {
  CHECK_EQ(trim_blanks("  a b\t"), "a b");
  CHECK_EQ(trim_blanks("\u00a0\u3000a\u00a0b\u2003"), "a\u00a0b");
  CHECK_EQ(trim_blanks("\u00e4"), "\u00e4");
  CHECK_EQ(trim_blanks(" \u00a0 "), "");
  CHECK_EQ(trim_blanks(""), "");
}

void a_name_needs_a_character_that_shows() {
  for (const std::string_view text : {"a", "\u00e4", "7", "\u0664", "!", "\u2013", "\u20ac",
                                      "\u2603", "\U0001f468", "\u6f22", "\u200bx", "^"})
    CHECK(shows_something(text));
  // Zero width space, no-break space, Hangul fillers, Mongolian vowel separator, braille blank,
  // soft hyphen, a lone combining accent, a tag character.
  for (const std::string_view text :
       {"", " ", "\u200b\u200b", "\u00a0", "\u3164", "\u115f\u1160", "\uffa0", "\u180e", "\u2800",
        "\u00ad", "\u0301", "\U000e0041", "\u2060"})
    CHECK(!shows_something(text));
}

}  // namespace

int main() {
  return lectern_test::run(
      "unicode",
      {TEST(a_letter_and_its_accent_are_one_text), TEST(text_that_is_not_utf8_has_no_form),
       TEST(an_opaque_string_has_plain_blanks_and_keeps_the_rest), TEST(blanks_at_the_ends_go),
       TEST(a_name_needs_a_character_that_shows)});
}
