// SPDX-License-Identifier: MIT
#include "meetings/store/migrations.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "tests/meetings/world.hpp"

using namespace meetings::store;

namespace {

struct Fixture {
  static std::string make_file(const std::string& path) {
    ::close(::open(path.c_str(), O_CREAT | O_RDWR, 0600));
    return path;
  }
  std::int64_t number(const std::string& sql) { return CHECK_OK(db->value_of(sql)); }
  lectern_test::TempFolder folder;
  std::unique_ptr<Database> db =
      CHECK_OK(Database::open(make_file(folder.file("t.db")), base::sqlite::OpenMode::read_write));
};

constexpr std::array<std::string_view, 2> kTwo{"CREATE TABLE a (x TEXT) STRICT;",
                                               "ALTER TABLE a ADD COLUMN y TEXT;"};

void an_empty_file_gets_the_whole_schema() {
  Fixture f;
  CHECK_OK(migrate(*f.db));
  CHECK_EQ(f.number("PRAGMA user_version"), static_cast<std::int64_t>(migration_scripts().size()));
  CHECK_EQ(
      f.number("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN "
               "('users', 'sessions', 'invitations', 'meetings', 'participants', 'attendance', "
               "'outbox')"),
      7);
  CHECK_EQ(f.number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

void doing_it_again_changes_nothing() {
  Fixture f;
  CHECK_OK(migrate(*f.db));
  const std::int64_t before = f.number("PRAGMA schema_version");
  CHECK_OK(migrate(*f.db));
  CHECK_EQ(f.number("PRAGMA schema_version"), before);
}

void an_older_file_gets_what_it_lacks() {
  Fixture f;
  CHECK_OK(migrate(*f.db, std::span{kTwo}.first(1)));
  CHECK_EQ(f.number("PRAGMA user_version"), 1);
  CHECK_OK(f.db->execute("INSERT INTO a VALUES ('kept')"));
  CHECK_OK(migrate(*f.db, kTwo));
  CHECK_EQ(f.number("PRAGMA user_version"), 2);
  CHECK_EQ(f.number("SELECT count(*) FROM a WHERE x = 'kept' AND y IS NULL"), 1);
}

void a_broken_step_leaves_the_version_before_it() {
  Fixture f;
  const std::array<std::string_view, 2> broken{
      kTwo[0], "CREATE TABLE b (x TEXT); INSERT INTO nowhere VALUES (1);"};
  CHECK(!migrate(*f.db, broken));
  CHECK(!f.db->in_transaction());
  CHECK_EQ(f.number("PRAGMA user_version"), 1);
  CHECK_EQ(f.number("SELECT count(*) FROM sqlite_schema WHERE name = 'b'"), 0);
}

void a_newer_file_is_left_alone() {
  Fixture f;
  CHECK_OK(migrate(*f.db, kTwo));
  const auto status = migrate(*f.db, std::span{kTwo}.first(1));
  CHECK(!status && status.error().code == base::Errc::unsupported);
  CHECK_EQ(f.number("PRAGMA user_version"), 2);
}

void a_strangers_file_is_left_alone() {
  Fixture f;
  CHECK_OK(f.db->execute("CREATE TABLE theirs (x)"));
  CHECK(!migrate(*f.db));
  CHECK_EQ(f.number("SELECT count(*) FROM sqlite_schema"), 1);
}

}  // namespace

int main() {
  return lectern_test::run(
      "migrations",
      {TEST(an_empty_file_gets_the_whole_schema), TEST(doing_it_again_changes_nothing),
       TEST(an_older_file_gets_what_it_lacks), TEST(a_broken_step_leaves_the_version_before_it),
       TEST(a_newer_file_is_left_alone), TEST(a_strangers_file_is_left_alone)});
}
