// SPDX-License-Identifier: MIT
// The limits on a TOML text, and that no text gets by them to toml++ by being in a string or in a
// comment that is none.
#include "config/toml_limits.hpp"

#include "config/load.hpp"
#include "tests/support/check.hpp"

namespace {

std::string repeated(std::string_view part, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += part;
  return out;
}

// "LINE: WHAT", or "(none)".
std::string excess(std::string_view text) {
  const auto found = config::find_excess(text);
  return found ? std::to_string(found->line) + ": " + found->what : "(none)";
}

const std::string kParts = "a key of more than 8 parts (its dots part it)";
const std::string kNesting = "more than 8 lists and tables inside each other";

void a_key_has_at_most_eight_parts() {
  CHECK_EQ(excess("a.b.c.d.e.f.g.h = 1"), "(none)");
  CHECK_EQ(excess("a.b.c.d.e.f.g.h.i = 1"), "1: " + kParts);
  CHECK_EQ(excess("x = 1\n\n[a.b.c.d.e.f.g.h.i]"), "3: " + kParts);
  CHECK_EQ(excess("[[a.b.c.d.e.f.g.h.i]]"), "1: " + kParts);
  CHECK_EQ(excess("x = { a.b.c.d.e.f.g.h.i = 1 }"), "1: " + kParts);
  CHECK_EQ(excess("x = { y = 1, a.b.c.d.e.f.g.h.i = 1 }"), "1: " + kParts);
  CHECK_EQ(excess("'a'.\"b\".c . d.e.f.g.h.\ti = 1"), "1: " + kParts);
  CHECK_EQ(excess("a.b.c.d.e.f.g.h = 1\na.b.c.d.e.f.g.i = 1\nx = 1.5\ny = [1.5, 2.5, 3.5]"),
           "(none)");
  CHECK_EQ(excess(repeated("a.", 300'000) + "a=1"), "1: " + kParts);
}

void lists_and_tables_nest_eight_deep() {
  CHECK_EQ(excess("x = " + std::string(8, '[') + std::string(8, ']')), "(none)");
  CHECK_EQ(excess("x = 1\ny = " + std::string(9, '[') + std::string(9, ']')), "2: " + kNesting);
  CHECK_EQ(excess("x = " + repeated("{ a = ", 9)), "1: " + kNesting);
  CHECK_EQ(excess(repeated("[[x]]\n", 100) + repeated("y = [[], {}]\n", 100)), "(none)");
  CHECK_EQ(excess("]]}}" + std::string(8, '[')), "(none)");
}

void strings_and_comments_do_not_count() {
  const std::string dots(100, '.'), brackets(100, '[');
  CHECK_EQ(excess("# " + dots + brackets + "\nx = 1 # " + dots), "(none)");
  CHECK_EQ(excess("x = \"" + dots + brackets + "\""), "(none)");
  CHECK_EQ(excess("x = '" + dots + brackets + "'"), "(none)");
  CHECK_EQ(excess("x = \"\"\"\n" + dots + "\"\n\"\"" + brackets + "\n\"\"\""), "(none)");
  CHECK_EQ(excess("x = '''\n" + dots + "\\'\n" + brackets + "\n'''"), "(none)");
  CHECK_EQ(excess("x = \"\\\"" + dots + "\""), "(none)");
  CHECK_EQ(excess("x = \"\"\"\\\"\"\"\"" + dots + "\"\"\""), "1: " + kParts);
}

// Each of these texts leaves the string, or the comment, before the dots.
void a_string_or_comment_ends_where_toml_ends_it() {
  const std::string deep = repeated("a.", 20) + "a = 1";
  for (const std::string before :
       {"x = \"\"\n", "x = ''\n", "x = \"a\\\\\"\n", "x = 'a\\'\n", "x = \"\"\"\"\"\"\n",
        "x = \"\"\"a\"\"\"\"\n", "x = \"\"\"a\"\"\"\"\"\n", "x = '''a'''''\n", "x = '''''''\n# '\n",
        "# \"\n", "# '''\n", "#\n", "x = \"unfinished\n", "x = 'unfinished\n", "'a' = 1\n", "\r\n"})
    CHECK(excess(before + deep) != "(none)");
  // Nothing follows what never ends.
  for (const std::string open : {"\"\"\"", "'''", "\"", "'", "\"\\", "\"\"\"\\", "#"})
    CHECK_EQ(excess("x = " + open), "(none)");
  CHECK_EQ(excess(""), "(none)");
  // A megabyte of quotes is read once, not once for each string.
  CHECK_EQ(excess(std::string(1 << 20, '"')), "(none)");
  CHECK_EQ(excess(std::string(1 << 20, '\'')), "(none)");
}

// What the daemon's reload says; without the limit the last of these texts ends the process.
void a_configuration_says_line_and_limit() {
  const auto refusal = [](const std::string& text) {
    const auto loaded = config::load_config({"lectern.toml", text}, {}, {});
    return loaded ? std::string{"(taken)"} : loaded.error().front().print();
  };
  CHECK_EQ(refusal("[site]\nname = \"x\"\n" + repeated("a.", 300'000) + "a=1"),
           "lectern.toml:3: " + kParts);
  CHECK_EQ(refusal("x = " + std::string(500'000, '[')), "lectern.toml:1: " + kNesting);
  CHECK_EQ(refusal("[" + repeated("a.", 300'000) + "a]"), "lectern.toml:1: " + kParts);
}

}  // namespace

int main() {
  return lectern_test::run(
      "toml_limits",
      {TEST(a_key_has_at_most_eight_parts), TEST(lists_and_tables_nest_eight_deep),
       TEST(strings_and_comments_do_not_count), TEST(a_string_or_comment_ends_where_toml_ends_it),
       TEST(a_configuration_says_line_and_limit)});
}
