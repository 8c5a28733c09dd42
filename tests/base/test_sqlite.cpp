// SPDX-License-Identifier: MIT
#include "base/sqlite.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>

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
  f.db->run("INSERT INTO t VALUES (?, ?, ?, ?)", "a\xc3\xa4", std::int64_t{-7}, digest, now);
  f.db->run("INSERT INTO t VALUES (?, ?, ?, ?)", "", std::optional<std::int64_t>{},
            std::optional<base::Sha256Digest>{}, std::optional<base::WallTime>{now});
  Query row = f.db->query("SELECT a, b, c, d FROM t ORDER BY b DESC");
  CHECK(row.step());
  CHECK(row.text(0) == "a\xc3\xa4" && row.integer(1) == -7 && row.digest(2) == digest &&
        row.time(3) == now);
  CHECK(row.step());
  CHECK(row.optional_text(0) == "" && !row.optional_integer(1) && row.is_null(2) &&
        row.optional_time(3) == now);
  CHECK(!row.step());
  CHECK(!f.db->failed());
}

void text_that_not_every_database_stores_is_refused() {
  Fixture f;
  for (const std::string_view text : {std::string_view{"a\0b", 3}, std::string_view{"\xff"}}) {
    f.db->run("INSERT INTO t (a) VALUES (?)", text);
    const auto error = f.db->take_error();
    CHECK(error && error->code == base::Errc::invalid_argument);
  }
  CHECK_EQ(CHECK_OK(f.db->value_of("SELECT count(*) FROM t")), 0);
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

void after_a_failure_no_query_goes_on() {
  Fixture f;
  f.db->run("INSERT INTO t (a) VALUES ('x'), ('y'), ('z')");
  Query rows = f.db->query("SELECT a FROM t ORDER BY a");
  CHECK(rows.step());
  f.db->run("INSERT INTO t (a) VALUES ('x')");  // UNIQUE
  CHECK(!rows.step());
  CHECK(f.db->take_error().has_value());
  CHECK(rows.step());
  CHECK_EQ(rows.text(0), "y");
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

// sqlite.org/rescode.html: the low 8 bits of an extended result code are its primary code.
void codes_say_what_kind_of_failure_it_is() {
  Fixture f;
  const auto code = [](const base::Status& status) {
    return status ? base::Errc::closed : status.error().code;
  };
  CHECK_OK(f.db->execute("INSERT INTO t (a) VALUES ('x')"));
  const auto unique = f.db->execute("INSERT INTO t (a) VALUES ('x')");
  CHECK_EQ(code(unique), base::Errc::internal);
  CHECK(unique.error().what.find("(2067)") != std::string::npos);  // SQLITE_CONSTRAINT_UNIQUE
  auto reader = CHECK_OK(Database::open(f.path, OpenMode::read_only));
  CHECK_EQ(code(reader->execute("DELETE FROM t")), base::Errc::permission_denied);
  CHECK_EQ(Database::open(f.folder.file("absent.db"), OpenMode::read_write).error().code,
           base::Errc::io);
  CHECK_OK(f.db->execute("PRAGMA max_page_count = 4"));
  CHECK_EQ(code(f.db->execute("INSERT INTO t (c) VALUES (zeroblob(100000))")),
           base::Errc::exhausted);
  std::ofstream(f.folder.file("text")) << std::string(4096, 'x');
  const auto text = Database::open(f.folder.file("text"), OpenMode::read_write);
  CHECK(!text);
  CHECK_EQ(text.error().code, base::Errc::corrupt);
}

void a_locked_database_is_unavailable() {
  Fixture f;
  auto other = CHECK_OK(Database::open(f.path, OpenMode::read_write));
  CHECK_EQ(CHECK_OK(other->value_of("PRAGMA busy_timeout")), 5000);  // milliseconds
  CHECK_OK(other->execute("PRAGMA busy_timeout = 0"));
  CHECK_OK(f.db->execute("BEGIN IMMEDIATE"));
  const auto refused = other->execute("BEGIN IMMEDIATE");
  CHECK(!refused);
  CHECK_EQ(refused.error().code, base::Errc::unavailable);
  CHECK(f.db->in_transaction());
  CHECK(!other->in_transaction());
  CHECK_OK(f.db->execute("ROLLBACK"));
  CHECK(!f.db->in_transaction());
}

void an_error_quotes_the_beginning_of_the_script() {
  Fixture f;
  const std::string script =
      "SELECT nonsense FROM nowhere WHERE this IS longer THAN sixty characters";
  const auto failed = f.db->execute(script);
  CHECK(!failed);
  CHECK(failed.error().what.ends_with(" in: " + script.substr(0, 60)));
}

void a_foreign_schema_runs_no_code_and_stays_as_it_is() {
  Fixture f;
  CHECK_EQ(CHECK_OK(f.db->value_of("PRAGMA trusted_schema")), 0);
  // SQLITE_DBCONFIG_DEFENSIVE: the schema's table stays read-only.
  (void)f.db->execute("PRAGMA writable_schema = ON");
  CHECK(!f.db->execute("DELETE FROM sqlite_schema"));
}

void a_foreign_database_is_not_changed() {
  const lectern_test::TempFolder folder;
  const std::string path = Fixture::make_file(folder.file("foreign.db"));
  auto foreign = CHECK_OK(Database::open_foreign(path));
  CHECK_EQ(CHECK_OK(foreign->value_of("SELECT count(*) FROM sqlite_schema")), 0);
  CHECK(!foreign->execute("CREATE TABLE t (a)"));
  CHECK_EQ(std::filesystem::file_size(path), 0u);
}

void each_type_is_bound_as_it_reads() {
  Fixture f;
  f.db->run("INSERT INTO t (b, d) VALUES (?, ?)", true, false);
  f.db->run("INSERT INTO t (b, d) VALUES (?, ?)", 4'000'000'000u, std::size_t{1} << 40);
  CHECK_EQ(f.db->changes(), 1);
  Query row = f.db->query("SELECT b, d, a, c FROM t ORDER BY b");
  CHECK(row.step());
  CHECK(row.integer(0) == 1 && row.integer(1) == 0);
  CHECK(row.step());
  CHECK(row.integer(0) == 4'000'000'000 && row.integer(1) == std::int64_t{1} << 40);
  CHECK(!row.optional_text(2) && !row.optional_time(2) && row.text(2).empty());
  CHECK(!row.is_null(0));
  CHECK(row.optional_integer(0) == 4'000'000'000);
  CHECK(!row.step());
  f.db->run("UPDATE t SET a = NULL");
  CHECK_EQ(f.db->changes(), 2);
}

void a_digest_of_another_length_is_zero() {
  Fixture f;
  for (const std::size_t size : {0u, 31u, 33u}) {
    const std::vector<std::byte> blob(size, std::byte{7});
    f.db->run("DELETE FROM t");
    f.db->run("INSERT INTO t (c) VALUES (?)", base::Bytes{blob});
    Query row = f.db->query("SELECT c FROM t");
    CHECK(row.step());
    CHECK(row.digest(0) == base::Sha256Digest{});
  }
  CHECK(!f.db->failed());
}

void one_value_too_many_is_an_error() {
  Fixture f;
  f.db->run("SELECT ?", std::int64_t{1}, std::int64_t{2});
  CHECK(f.db->take_error().has_value());
  f.db->run("SELECT ?", "a", "b");
  CHECK(f.db->take_error().has_value());
  f.db->run("SELECT ?", base::Bytes{}, base::Bytes{});
  CHECK(f.db->take_error().has_value());
  CHECK(!f.db->value_of("SELECT 1 WHERE 0"));  // no row, no value
}

// Another query of the same text begins anew, with no value of the one before.
void a_statement_is_used_again_from_its_beginning() {
  Fixture f;
  constexpr std::string_view kSql = "SELECT ?";
  {
    Query first = f.db->query(kSql, "kept");
    CHECK(first.step() && first.text(0) == "kept");
  }
  Query second = f.db->query(kSql);
  CHECK(second.step() && second.is_null(0));
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
      {TEST(values_come_back), TEST(text_that_not_every_database_stores_is_refused),
       TEST(the_first_failure_sticks_until_it_is_taken), TEST(wrong_sql_is_an_error),
       TEST(injected_text_stays_text), TEST(a_reader_writes_nothing),
       TEST(commits_are_durable_and_keys_are_checked), TEST(no_file_no_database),
       TEST(codes_say_what_kind_of_failure_it_is), TEST(a_locked_database_is_unavailable),
       TEST(an_error_quotes_the_beginning_of_the_script),
       TEST(a_foreign_schema_runs_no_code_and_stays_as_it_is),
       TEST(a_foreign_database_is_not_changed), TEST(each_type_is_bound_as_it_reads),
       TEST(a_digest_of_another_length_is_zero), TEST(one_value_too_many_is_an_error),
       TEST(a_statement_is_used_again_from_its_beginning), TEST(after_a_failure_no_query_goes_on)});
}
