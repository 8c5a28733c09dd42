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

void names_show_something_and_look_the_same_when_they_are_the_same() {
  for (const std::string_view blank : {"\u200b\u200b", "\u00a0", "\u3164", "\u180e", "\u2800"}) {
    REFUSED(check_line("name", blank, 1, 80), bad_field);
  }
  CHECK_EQ(OK(check_line("name", "\u00a0Ada\u3000", 1, 80)), "Ada");
  CHECK_EQ(OK(check_line("name", "U\u0308nal", 1, 5)), "\u00dcnal");
  CHECK_EQ(OK(check_line("title", "", 0, 5)), "");
  CHECK_EQ(OK(check_email("email", "\u00a0ada@example.org ")), "ada@example.org");
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
  // However a keyboard sends it, a character counts once.
  OK(check_password("password", repeat("a\u0308", 256), 8, 256));
  REFUSED(check_password("password", repeat("a\u0308", 257), 8, 256), bad_field);
  REFUSED(check_password("password", repeat("a\u0308", 7), 8, 256), bad_field);
  REFUSED(check_password("password", repeat("a", 100'000), 8, 256), bad_field);
  REFUSED(check_password("password", std::string("1234567\0", 8), 8, 256), bad_field);
}

void refuses_each_character_that_disturbs_a_line_and_no_other() {
  for (const std::string_view bad :
       {"\x01", "\x1f", "\x7f", "\u0080", "\u0085", "\u009f", "\u2028", "\u2029", "\u202a",
        "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}) {
    CHECK_EQ(REFUSED(check_line("name", "a" + std::string{bad} + "b", 1, 80), bad_field).detail,
             "name holds a character that does not show.");
  }
  // The neighbours of those ranges, and characters whose lower bits look like them.
  for (const std::string_view good :
       {"~",      "\u00a0", "\u00c0",     "\u00c5",     "\u00df",     "\u00e9",     "\u07c0",
        "\u0800", "\u0fff", "\u2027",     "\u202f",     "\u2065",     "\u206a",     "\u3028",
        "\u3066", "\uf028", "\U00010000", "\U00042028", "\U00082028", "\U00102028", "\U0010fffd"}) {
    const std::string line = "a" + std::string{good} + "b";
    CHECK_EQ(OK(check_line("name", line, 3, 3)), line);
  }
}

void refuses_control_characters_in_passwords_and_nothing_else() {
  for (const std::string_view bad : {"\x1f", "\x7f", "\u0080", "\u009f"}) {
    REFUSED(check_password("password", "1234567" + std::string{bad}, 8, 256), bad_field);
  }
  for (const std::string_view good : {" ", "~", "\u00a0", "\u2028", "\u202e", "é"})
    OK(check_password("password", "1234567" + std::string{good}, 8, 8));
  CHECK_EQ(REFUSED(check_password("password", "1234567", 8, 256), bad_field).detail,
           "password takes 8 to 256 characters.");
}

// RFC 5321 section 4.5.3.1 and RFC 1035 section 2.3.4: 64 for the local part, 63 for a label, 254
// in all.
void takes_the_longest_addresses() {
  const std::string local(64, 'a');
  const std::string label(63, 'b');
  OK(check_email("email", "a@" + label));
  const std::string longest = local + '@' + label + '.' + label + '.' + std::string(61, 'c');
  CHECK_EQ(longest.size(), 254u);
  CHECK_EQ(OK(check_email("email", longest)), longest);
  REFUSED(check_email("email", longest + 'c'), bad_field);
}

void addresses_have_letters_digits_and_some_signs() {
  CHECK_EQ(OK(check_email("email", "AZ09@AZ09.ZA90-AZ")), "az09@az09.za90-az");
  CHECK_EQ(OK(check_email("email", ".!#$%&'*+/=?^_`{|}~-@b")), ".!#$%&'*+/=?^_`{|}~-@b");
  for (const char sign : {'/', ':', '`', '{', '@', '[', '_', '!'})
    REFUSED(check_email("email", std::string{"a@b"} + sign + "c"), bad_field);
  for (const char sign : {':', '(', ')', ',', ';', '<', '>', '[', ']', '\\', '"'})
    REFUSED(check_email("email", std::string{"a"} + sign + "b@c"), bad_field);
  for (const char* bad : {"a@b.-c", "a@b-.c", "a@-b.c", "a@b.c-", "a@-", "a@b.", "a@b..c"})
    REFUSED(check_email("email", bad), bad_field);
}

void text_of_several_lines_has_one_kind_of_line_end() {
  CHECK_EQ(OK(check_text("message", " \r\n One \r\n\n two\rthree \n\n", 500)), "One\n\ntwo\nthree");
  CHECK_EQ(OK(check_text("message", "", 500)), "");
  CHECK_EQ(OK(check_text("message", " \n\r\n ", 500)), "");
  CHECK_EQ(OK(check_text("message", std::string(500, 'x') + "\n", 500)), std::string(500, 'x'));
  CHECK_EQ(REFUSED(check_text("message", std::string(501, 'x'), 500), bad_field).detail,
           "message takes 0 to 500 characters.");
  for (const std::string_view bad : {"\t", "\x1b", "\x7f", "\u0085", "\u2028", "\u202e", "\u2066"})
    REFUSED(check_text("message", "a" + std::string{bad} + "b", 500), bad_field);
  REFUSED(check_text("message", std::string_view{"a\0b", 3}, 500), bad_field);
  REFUSED(check_text("message", "a\xff", 500), bad_field);
  REFUSED(check_text("message", "\u3164\n\u3164", 500), bad_field);
}

}  // namespace

int main() {
  return lectern_test::run(
      "text_rules",
      {TEST(lengths_are_in_characters), TEST(spaces_at_the_ends_do_not_count),
       TEST(refuses_what_does_not_show),
       TEST(names_show_something_and_look_the_same_when_they_are_the_same),
       TEST(refuses_broken_utf8), TEST(takes_addresses_and_lowers_them),
       TEST(refuses_what_is_no_address), TEST(passwords_are_taken_as_they_are),
       TEST(refuses_each_character_that_disturbs_a_line_and_no_other),
       TEST(refuses_control_characters_in_passwords_and_nothing_else),
       TEST(takes_the_longest_addresses), TEST(addresses_have_letters_digits_and_some_signs),
       TEST(text_of_several_lines_has_one_kind_of_line_end)});
}
