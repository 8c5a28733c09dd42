// SPDX-License-Identifier: MIT
#include "base/sqlite.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "tests/support/temp_folder.hpp"

using namespace base::sqlite;

namespace {

struct Fixture {
  Fixture() {
    CHECK_OK(db->execute("CREATE TABLE t (a TEXT UNIQUE, b INTEGER, c BLOB, d INTEGER) STRICT"));
  }
  static std::string make_file(const std::string& path) {
    ::close(::open(path.c_str(), O_CREAT | O_RDWR, 0600));
    return path;
  }
  lectern_test::TempFolder folder;
  std::string path = make_file(folder.file("t.db"));
  std::unique_ptr<Database> db = CHECK_OK(Database::open(path, OpenMode::read_write));
};

void values_come_back() {
  Fixture f;
  base::Sha256Digest digest{};
  digest.fill(std::byte{0xa5});
  const base::WallTime now = base::from_unix_micros(1'800'000'000'123'456);
  f.db->run("INSERT INTO t VALUES (?, ?, ?, ?)", std::string_view{"a\0b", 3}, std::int64_t{-7},
            digest, now);
  f.db->run("INSERT INTO t VALUES (?, ?, ?, ?)", "", std::optional<std::int64_t>{}, nullptr,
            std::optional<base::WallTime>{now});
  Query row = f.db->query("SELECT a, b, c, d FROM t ORDER BY b DESC");
  CHECK(row.step());
  CHECK(row.text(0) == std::string_view("a\0b", 3) && row.integer(1) == -7 &&
        row.digest(2) == digest && row.time(3) == now);
  CHECK(row.step());
  CHECK(row.optional_text(0) == "" && !row.optional_integer(1) && row.is_null(2) &&
        row.optional_time(3) == now);
  CHECK(!row.step());
  CHECK(!f.db->failed());
}

void the_first_failure_sticks_until_it_is_taken() {
  Fixture f;
  f.db->run("INSERT INTO t (a) VALUES (?)", "x");
  f.db->run("INSERT INTO t (a) VALUES (?)", "x");  // UNIQUE
  f.db->run("INSERT INTO t (a) VALUES (?)", "y");  // not tried any more
  CHECK(f.db->failed());
  const auto error = f.db->take_error();
  CHECK(error && error->what.find("UNIQUE") != std::string::npos);
  CHECK(!f.db->take_error());
  CHECK_EQ(CHECK_OK(f.db->value_of("SELECT count(*) FROM t")), 1);
}

void wrong_sql_is_an_error() {
  Fixture f;
  CHECK(!f.db->query("SELECT nonsense FROM nowhere").step());
  CHECK(f.db->take_error().has_value());
  CHECK(!f.db->execute("NONSENSE"));
  CHECK(!f.db->value_of("SELECT nonsense"));
  f.db->run("INSERT INTO t (b) VALUES (?)", "no number");  // STRICT
  CHECK(f.db->take_error().has_value());
}

void injected_text_stays_text() {
  Fixture f;
  const std::string evil = "'); DROP TABLE t; --";
  f.db->run("INSERT INTO t (a) VALUES (?)", evil);
  Query row = f.db->query("SELECT a FROM t WHERE a = ?", evil);
  CHECK(row.step() && row.text(0) == evil);
}

void a_reader_writes_nothing() {
  Fixture f;
  auto reader = CHECK_OK(Database::open(f.path, OpenMode::read_only));
  reader->run("INSERT INTO t (a) VALUES ('x')");
  CHECK(reader->take_error().has_value());
  CHECK_EQ(CHECK_OK(reader->value_of("SELECT count(*) FROM t")), 0);
}

void commits_are_durable_and_keys_are_checked() {
  Fixture f;
  CHECK_EQ(CHECK_OK(f.db->value_of("PRAGMA synchronous")), 2);  // FULL
  CHECK_EQ(CHECK_OK(f.db->value_of("PRAGMA foreign_keys")), 1);
  CHECK_EQ(CHECK_OK(f.db->value_of(
               "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'")),
           1);
}

void no_file_no_database() {
  lectern_test::TempFolder folder;
  CHECK(!Database::open(folder.file("absent.db"), OpenMode::read_write));
  CHECK(!Database::open(folder.path().string(), OpenMode::read_write));
}

}  // namespace

int main() {
  return lectern_test::run(
      "sqlite",
      {TEST(values_come_back), TEST(the_first_failure_sticks_until_it_is_taken),
       TEST(wrong_sql_is_an_error), TEST(injected_text_stays_text), TEST(a_reader_writes_nothing),
       TEST(commits_are_durable_and_keys_are_checked), TEST(no_file_no_database)});
}
