// SPDX-License-Identifier: MIT
// The schema beside the tables of meetings/person_data.hpp and meetings/retention.hpp, and both
// beside docs/data-protection.md: whoever adds a table says what becomes of it.
#include <algorithm>
#include <set>

#include "base/sqlite.hpp"
#include "base/text_file.hpp"
#include "tests/meetings/world.hpp"
#include "tests/support/source_tree.hpp"

using namespace meetings;

namespace {

using Database = base::sqlite::Database;

std::set<std::string> words_of(std::string_view text) {
  std::set<std::string> out;
  std::string word;
  for (const char c : std::string{text} + ' ') {
    if (c != ' ' && c != ',') {
      word += c;
      continue;
    }
    if (!word.empty()) out.insert(std::exchange(word, {}));
  }
  return out;
}

struct Schema {
  lectern_test::World world;
  std::unique_ptr<Database> db = CHECK_OK(Database::open_foreign(world.folder.file("test.db")));

  std::set<std::string> list(std::string_view sql) {
    std::set<std::string> out;
    auto rows = db->query(sql);
    while (rows.step()) out.insert(rows.text(0));
    CHECK(!db->failed());
    return out;
  }
  std::set<std::string> tables() {
    return list("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  }
};

void every_table_has_a_row() {
  Schema schema;
  const auto tables = schema.tables();
  std::set<std::string> told;
  for (const StoredData& row : kStoredData) {
    CHECK(told.insert(std::string{row.table}).second);
    if (!tables.contains(std::string{row.table}))
      lectern_test::check_failed(std::string{row.table} + " is no table", __FILE__, __LINE__);
    CHECK(!row.exported.empty() && !row.erased.empty() && !row.contents.empty());
  }
  for (const std::string& table : tables) {
    if (!told.contains(table))
      lectern_test::check_failed("kStoredData says nothing about " + table, __FILE__, __LINE__);
  }
}

// What refers to a person by a foreign key, or has a name that says so.
void every_column_about_a_person_is_told() {
  Schema schema;
  const auto about = schema.list(
      "SELECT m.name || '.' || f.\"from\" FROM sqlite_schema m, pragma_foreign_key_list(m.name) f "
      "WHERE m.type = 'table' AND f.\"table\" = 'users' UNION SELECT m.name || '.' || c.name FROM "
      "sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE "
      "'sqlite_%' AND (c.name LIKE '%user%' OR c.name LIKE '%email%' OR c.name IN ('name', 'whom', "
      "'actor_id', 'host_id', 'network', 'device') OR m.name || '.' || c.name = 'users.subject')");
  CHECK(about.size() >= 15);
  for (const std::string& column : about) {
    const std::size_t dot = column.find('.');
    const auto row = std::ranges::find(kStoredData, column.substr(0, dot), &StoredData::table);
    if (row == kStoredData.end() || !words_of(row->persons).contains(column.substr(dot + 1)))
      lectern_test::check_failed("kStoredData does not name " + column, __FILE__, __LINE__);
  }
}

// The rows of a table that says "no" name no person.
void what_is_not_exported_says_why() {
  for (const StoredData& row : kStoredData) {
    if (row.exported.starts_with("no:") && !row.persons.empty())
      lectern_test::check_failed(std::string{row.table} + " has a person and no export", __FILE__,
                                 __LINE__);
  }
}

void every_section_belongs_to_a_table() {
  lectern_test::World world;
  base::Json sections;
  OK(world.store->read([&](UnitOfWork& work) -> Outcome<void> {
    sections = work.person_data().sections(UserId{"x"}, 1);
    return {};
  }));
  std::set<std::string> told{"truncated"};
  for (const StoredData& row : kStoredData) {
    if (!row.exported.starts_with("no:")) told.merge(words_of(row.exported));
  }
  std::set<std::string> there;
  for (const auto& [name, value] : sections.members()) there.insert(std::string{name});
  CHECK(there == told);
}

void every_table_is_kept_for_a_time_or_with_the_account() {
  const std::set<std::string> with_the_account{
      "users",          "sessions", "api_tokens",       "database_identity",
      "calendar_feeds", "webhooks", "google_calendars", "site_settings"};
  std::set<std::string> kept;
  for (const RetainedRow& row : kRetained) kept.merge(words_of(row.tables));
  Schema schema;
  const auto tables = schema.tables();
  for (const std::string& table : kept) CHECK(tables.contains(table));
  for (const std::string& table : tables) {
    if (!kept.contains(table) && !with_the_account.contains(table))
      lectern_test::check_failed("nothing says how long " + table + " is kept", __FILE__, __LINE__);
  }
}

std::string days(std::chrono::seconds time) {
  const auto count = std::chrono::duration_cast<std::chrono::hours>(time).count() / 24;
  if (count == 1) return "1 day";
  return count == 0 ? "at once" : std::to_string(count) + " days";
}

void the_guide_tells_the_same() {
  const std::string guide =
      CHECK_OK(base::read_text_file(lectern_test::in_source_tree("docs/data-protection.md")));
  const auto find = [&](const std::string& line) {
    if (guide.find(line) == std::string::npos)
      lectern_test::check_failed("docs/data-protection.md lacks: " + line, __FILE__, __LINE__);
  };
  for (const StoredData& row : kStoredData) {
    find("| `" + std::string{row.table} + "` | " + std::string{row.contents} + " | " +
         std::string{row.exported} + " | " + std::string{row.erased} + " |\n");
  }
  const RetentionConfig standard;
  for (const RetainedRow& row : kRetained) {
    const auto time = row.configured == nullptr ? row.fixed : standard.*row.configured;
    std::string key{"fixed"};
    if (!row.key.empty()) key.assign("`").append(row.key).append("`");
    find("| " + std::string{row.name} + " | " + days(time) + " | " + std::string{row.since} +
         " | " + key + " |\n");
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "stored_data",
      {TEST(every_table_has_a_row), TEST(every_column_about_a_person_is_told),
       TEST(what_is_not_exported_says_why), TEST(every_section_belongs_to_a_table),
       TEST(every_table_is_kept_for_a_time_or_with_the_account), TEST(the_guide_tells_the_same)});
}
