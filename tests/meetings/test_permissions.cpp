// SPDX-License-Identifier: MIT
// docs/meetings.md shows the table of permissions as the code has it.
#include "meetings/permissions.hpp"

#include "base/text_file.hpp"
#include "tests/support/check.hpp"
#include "tests/support/source_tree.hpp"

using namespace meetings;

namespace {

constexpr std::array kRoles{Role::host, Role::cohost, Role::presenter, Role::participant,
                            Role::listener};

void the_page_has_the_same_table() {
  const std::string page =
      CHECK_OK(base::read_text_file(lectern_test::in_source_tree("docs/meetings.md")));
  for (const ActRow& row : kActs) {
    std::string line = "| " + std::string{row.name} + " |";
    for (const Role role : kRoles) line += may(role, row.act) ? " yes |" : " no |";
    if (page.find(line + '\n') == std::string::npos)
      lectern_test::check_failed("docs/meetings.md lacks: " + line, __FILE__, __LINE__);
  }
}

void the_page_has_no_other_row() {
  const std::string page =
      CHECK_OK(base::read_text_file(lectern_test::in_source_tree("docs/meetings.md")));
  std::size_t at = page.find("| may |");
  std::size_t lines = 0;
  for (; page[at] == '|'; at = page.find('\n', at) + 1) ++lines;
  CHECK_EQ(lines, kActs.size() + 2);
}

void who_may_not_is_told_why() {
  for (const ActRow& row : kActs) {
    const auto refused = require(std::nullopt, row.act);
    CHECK(!refused && refused.error().code == RefusalCode::forbidden);
    CHECK_EQ(refused.error().detail, row.refusal);
    CHECK(require(Role::host, row.act));
  }
}

void nobody_outranks_a_host() {
  for (const Role role : kRoles) CHECK(!outranks(role, Role::host));
  CHECK(outranks(Role::host, Role::cohost) && !outranks(Role::cohost, Role::cohost));
  for (const Role role : {Role::host, Role::cohost}) {
    CHECK(outranks(role, Role::participant));
    CHECK(outranks(role, std::nullopt));
  }
  CHECK(!outranks(Role::participant, std::nullopt) && !outranks(std::nullopt, std::nullopt));
}

}  // namespace

int main() {
  return lectern_test::run("permissions",
                           {TEST(the_page_has_the_same_table), TEST(the_page_has_no_other_row),
                            TEST(who_may_not_is_told_why), TEST(nobody_outranks_a_host)});
}
