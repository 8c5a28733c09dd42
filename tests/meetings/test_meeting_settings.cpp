// SPDX-License-Identifier: MIT
// The settings of a meeting as text, their defaults and whom they let, beside docs/meetings.md.
#include "meetings/meeting_settings.hpp"

#include "base/text_file.hpp"
#include "meetings/meeting_rules.hpp"
#include "meetings/permissions.hpp"
#include "tests/support/check.hpp"
#include "tests/support/source_tree.hpp"

using namespace meetings;

namespace {

constexpr std::array kWords{AllowedTo::everyone, AllowedTo::hosts, AllowedTo::off};

void words_have_names() {
  for (const AllowedTo whom : kWords) CHECK(parse_allowed_to(to_string(whom)) == whom);
  for (const char* other : {"", "Everyone", "nobody", "hosts ", "on"})
    CHECK(!parse_allowed_to(other));
}

void a_change_names_what_it_changes() {
  const MeetingSettings before;
  CHECK(changed(before, {}) == before);
  for (std::size_t i = 0; i < kSettings.size(); ++i) {
    SettingsChange change;
    change[i] = AllowedTo::off;
    const MeetingSettings after = changed(before, change);
    for (std::size_t k = 0; k < kSettings.size(); ++k)
      CHECK(after.*kSettings[k].value == (k == i ? AllowedTo::off : before.*kSettings[k].value));
  }
}

void the_text_is_read_back_and_no_other_is() {
  MeetingSettings settings;
  CHECK_EQ(print_settings(settings), "everyone everyone everyone everyone hosts");
  for (const SettingRow& row : kSettings) {
    for (const AllowedTo whom : kWords) {
      settings.*row.value = whom;
      CHECK(parse_settings(print_settings(settings)) == settings);
    }
  }
  for (const char* text :
       {"", "off", "off off off off", "off off off off off ", "off off off off off off",
        " off off off off off", "off  off off off off", "off off off off nobody"})
    CHECK(!parse_settings(text));
}

std::string page() {
  return CHECK_OK(base::read_text_file(lectern_test::in_source_tree("docs/meetings.md")));
}

void check_line(const std::string& line) {
  if (page().find(line) == std::string::npos)
    lectern_test::check_failed("docs/meetings.md lacks: " + line, __FILE__, __LINE__);
}

std::string cell(AllowedTo whom) { return " `" + std::string{to_string(whom)} + "` |"; }

void the_page_has_the_defaults() {
  const MeetingSettings plain = default_settings(MeetingType::instant);
  CHECK(plain == default_settings(MeetingType::scheduled) && plain == MeetingSettings{});
  const MeetingSettings lecture = default_settings(MeetingType::lecture);
  for (const SettingRow& row : kSettings) {
    const std::string text = page();
    const std::size_t at = text.find("| `" + std::string{row.name} + "` |");
    const std::string line = text.substr(at, text.find('\n', at) - at);
    if (!line.ends_with(cell(plain.*row.value) + cell(lecture.*row.value)))
      lectern_test::check_failed("docs/meetings.md has: " + line, __FILE__, __LINE__);
  }
}

void the_page_says_whom_a_word_lets() {
  for (const AllowedTo whom : kWords) {
    const auto yes = [&](Role role) { return lets(whom, role) ? " yes |" : " no |"; };
    for (const Role role : {Role::host, Role::cohost, Role::presenter}) {
      for (const Role other : {Role::participant, Role::listener})
        check_line("| `" + std::string{to_string(whom)} + "` |" + yes(role) + yes(other) + '\n');
    }
  }
}

}  // namespace

int main() {
  return lectern_test::run("meeting_settings",
                           {TEST(words_have_names), TEST(a_change_names_what_it_changes),
                            TEST(the_text_is_read_back_and_no_other_is),
                            TEST(the_page_has_the_defaults), TEST(the_page_says_whom_a_word_lets)});
}
