// SPDX-License-Identifier: MIT
#include "meetings/text_rules.hpp"

#include "tests/meetings/world.hpp"

using namespace meetings;

namespace {

std::string repeat(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

void lengths_are_in_characters() {
  CHECK_EQ(OK(check_line("name", repeat("é", 80), 1, 80)), repeat("é", 80));
  CHECK_EQ(REFUSED(check_line("name", repeat("é", 81), 1, 80), bad_field).field, "name");
  CHECK_EQ(OK(check_line("name", repeat("🎓", 80), 1, 80)).size(), 320u);
  CHECK_EQ(OK(check_line("name", "日本語", 3, 3)), "日本語");
}

void spaces_at_the_ends_do_not_count() {
  CHECK_EQ(OK(check_line("title", "  Latin, 7b ", 1, 120)), "Latin, 7b");
  REFUSED(check_line("title", "   ", 1, 120), bad_field);
  REFUSED(check_line("title", "", 1, 120), bad_field);
}

void refuses_what_does_not_show() {
  for (const std::string_view bad :
       {std::string_view{"a\0b", 3}, std::string_view{"a\nb"}, std::string_view{"a\tb"},
        std::string_view{"a\x7f"}, std::string_view{"a\u0085"}, std::string_view{"a\u009f"},
        std::string_view{"\u2028"}, std::string_view{"x\u2029"}, std::string_view{"\u202egnp.exe"},
        std::string_view{"\u2066x"}, std::string_view{"x\u2069"}}) {
    REFUSED(check_line("name", bad, 1, 80), bad_field);
  }
  // A family is one emoji of people joined by U+200D; a right-to-left name needs no override.
  OK(check_line("name", "👩‍👩‍👧", 1, 80));
  OK(check_line("name", "نور", 1, 80));
}

void refuses_broken_utf8() {
  for (const std::string_view bad :
       {"\xff", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf8\x88\x80\x80\x80", "ok\x80"}) {
    REFUSED(check_line("name", bad, 1, 80), bad_field);
    REFUSED(check_password("password", bad, 1, 80), bad_field);
  }
}

void takes_addresses_and_lowers_them() {
  for (const std::string_view good :
       {"a@b", "x.y+z@mail.example.org", "o'neill@example.org", "admin@localhost", "1@2.3"}) {
    CHECK_EQ(OK(check_email("email", good)), good);
  }
  CHECK_EQ(OK(check_email("email", " Ada@Example.ORG ")), "ada@example.org");
  CHECK_EQ(OK(check_email("email", std::string(64, 'a').append("@b"))).size(), 66u);
}

void refuses_what_is_no_address() {
  for (const std::string& bad : {std::string{""},
                                 std::string{"a"},
                                 std::string{"@"},
                                 std::string{"@b"},
                                 std::string{"a@"},
                                 std::string{"a b@c"},
                                 std::string{"a@b c"},
                                 std::string{"a@b..c"},
                                 std::string{"a@.b"},
                                 std::string{"a@b."},
                                 std::string{"a@-b"},
                                 std::string{"a@b-"},
                                 std::string{"a@b_c"},
                                 std::string{"a\n@b"},
                                 std::string{"a@b\r\nbcc:x"},
                                 std::string{"<a@b>"},
                                 std::string{"a@b@c"},
                                 std::string{"é@b"},
                                 std::string(65, 'a').append("@b"),
                                 "a@" + std::string(64, 'b'),
                                 "a@" + repeat("b.", 126) + "c",
                                 std::string("a\0@b", 4)}) {
    CHECK_EQ(REFUSED(check_email("email", bad), bad_field).field, "email");
  }
}

void passwords_are_taken_as_they_are() {
  OK(check_password("password", "  spaces count  ", 8, 256));
  OK(check_password("password", repeat("ß", 256), 8, 256));
  REFUSED(check_password("password", repeat("ß", 257), 8, 256), bad_field);
  REFUSED(check_password("password", "1234567", 8, 256), bad_field);
  REFUSED(check_password("password", std::string("1234567\0", 8), 8, 256), bad_field);
}

}  // namespace

int main() {
  return lectern_test::run("text_rules",
                           {TEST(lengths_are_in_characters), TEST(spaces_at_the_ends_do_not_count),
                            TEST(refuses_what_does_not_show), TEST(refuses_broken_utf8),
                            TEST(takes_addresses_and_lowers_them), TEST(refuses_what_is_no_address),
                            TEST(passwords_are_taken_as_they_are)});
}
