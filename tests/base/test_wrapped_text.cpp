// SPDX-License-Identifier: MIT
#include "base/wrapped_text.hpp"

#include "tests/support/check.hpp"

namespace {

std::string wrapped(std::string_view text, std::size_t columns) {
  std::string out = "before\n";
  base::append_wrapped(out, "* ", "  ", text, columns);
  return out.substr(std::string_view{"before\n"}.size());
}

void lines_are_as_long_as_the_columns_and_no_longer() {
  CHECK_EQ(wrapped("one two three", 15), "* one two three\n");
  CHECK_EQ(wrapped("one two three", 14), "* one two\n  three\n");
  CHECK_EQ(wrapped("one two three", 9), "* one two\n  three\n");
  CHECK_EQ(wrapped("one two three", 8), "* one\n  two\n  three\n");
}

void a_long_word_has_a_line_of_its_own() {
  CHECK_EQ(wrapped("a bbbbbbbbbb c", 6), "* a\n  bbbbbbbbbb\n  c\n");
  CHECK_EQ(wrapped("bbbbbbbbbb", 6), "* bbbbbbbbbb\n");
}

void no_text_leaves_the_first_line() { CHECK_EQ(wrapped("", 10), "* \n"); }

void a_terminal_has_118_columns() {
  const std::string word(58, 'x');
  std::string fits, too_long;
  base::append_wrapped(fits, "", "", word + ' ' + word + 'x');  // 58 + 1 + 59
  CHECK_EQ(fits, word + ' ' + word + "x\n");
  base::append_wrapped(too_long, "", "", word + ' ' + word + "xx");
  CHECK_EQ(too_long, word + '\n' + word + "xx\n");
}

}  // namespace

int main() {
  return lectern_test::run(
      "wrapped_text", {TEST(lines_are_as_long_as_the_columns_and_no_longer),
                       TEST(a_long_word_has_a_line_of_its_own), TEST(no_text_leaves_the_first_line),
                       TEST(a_terminal_has_118_columns)});
}
