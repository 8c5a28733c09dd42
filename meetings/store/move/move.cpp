// SPDX-License-Identifier: MIT
#include "meetings/store/move/move.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include "base/fd.hpp"
#include "base/file_lock.hpp"
#include "meetings/store/move/table_copy.hpp"
#include "meetings/store/postgres/migrations.hpp"
#include "meetings/store/sqlite/integrity.hpp"
#include "meetings/store/sqlite/migrations.hpp"

namespace meetings::store::move {
namespace {

using base::failure;

constexpr std::chrono::hours kLongest{12};

// PostgreSQL's own tables, which SQLite does not have.
constexpr std::array<std::string_view, 2> kOwnTables{"commit_marks", "lectern_schema"};

base::Result<base::UniqueFd> hold(const std::string& lock) {
  base::UniqueFd fd{::open(lock.c_str(), O_RDWR | O_CLOEXEC)};
  if (!fd) {
    if (errno == ENOENT) return fd;
    return failure(base::errno_error("open " + lock, errno));
  }
  TRY(base::lock_file(fd.get(), lock,
                      "a daemon uses this database: stop it first (systemctl stop lectern)"));
  return fd;
}

base::Result<std::unique_ptr<base::sqlite::Database>> open_source(const std::string& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error))
    return failure(base::Errc::not_found, "there is no database " + file);
  TRY(auto db, base::sqlite::Database::open(file, base::sqlite::OpenMode::read_write));
  if (const auto sound = sqlite::check_integrity(*db); !sound)
    return failure(sound.error().code, file + ": " + sound.error().what);
  TRY(sqlite::migrate(*db));
  TRY(const auto orphans, db->value_of("SELECT count(*) FROM pragma_foreign_key_check"));
  if (orphans != 0) {
    return failure(base::Errc::corrupt,
                   file + " has rows that refer to missing ones (PRAGMA foreign_key_check)");
  }
  return db;
}

base::Result<std::vector<std::string>> tables_of(base::sqlite::Database& db) {
  std::vector<std::string> names;
  {
    auto rows = db.query(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY "
        "name");
    while (rows.step()) names.push_back(rows.text(0));
  }
  if (auto error = db.take_error()) return failure(std::move(*error));
  return names;
}

base::Result<std::vector<std::string>> rows_of(base::postgres::Database& db, std::string_view sql) {
  std::vector<std::string> all;
  {
    auto rows = db.query(sql);
    while (rows.step()) all.push_back(rows.text(0));
  }
  if (auto error = db.take_error()) return failure(std::move(*error));
  return all;
}

// Nobody else may write meanwhile, and nothing may be there. The identity goes with the data.
base::Status take_empty_target(base::postgres::Database& to,
                               const std::vector<std::string>& tables) {
  TRY(auto there, rows_of(to,
                          "SELECT CAST(tablename AS TEXT) FROM pg_catalog.pg_tables WHERE "
                          "schemaname = current_schema()"));
  std::erase_if(there, [](const std::string& name) {
    return std::ranges::find(kOwnTables, name) != kOwnTables.end();
  });
  std::ranges::sort(there);
  if (there != tables)
    return failure(base::Errc::corrupt, "the two databases do not have the same tables");
  for (const std::string& table : tables) {
    TRY(to.execute("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE"));
    if (table == "database_identity") continue;
    TRY(const auto rows, to.value_of("SELECT count(*) FROM " + table));
    if (rows != 0) {
      return failure(base::Errc::already_exists, "the PostgreSQL database is not empty: " + table +
                                                     " has " + std::to_string(rows) + " rows");
    }
  }
  return to.execute("DELETE FROM database_identity");
}

// Tables refer to each other in a circle, so references are checked at the end. ALTER CONSTRAINT is
// undone with the transaction, or at its end.
base::Status set_references(base::postgres::Database& to, const char* mode) {
  TRY(const auto statements,
      rows_of(to,
              "SELECT format('ALTER TABLE %s ALTER CONSTRAINT %I ', conrelid::regclass, conname) "
              "FROM pg_catalog.pg_constraint WHERE contype = 'f' AND connamespace = (SELECT oid "
              "FROM pg_catalog.pg_namespace WHERE nspname = current_schema())"));
  for (const std::string& statement : statements) TRY(to.execute(statement + mode));
  return {};
}

// The number of a removed row is not given again.
base::Status set_counters(base::sqlite::Database& from, base::postgres::Database& to,
                          const std::vector<std::string>& tables) {
  for (const std::string& table : tables) {
    TRY(const auto counters, to.value_of("SELECT count(pg_get_serial_sequence('" + table +
                                         "', column_name)) FROM information_schema.columns WHERE "
                                         "table_schema = current_schema() AND column_name = 'id' "
                                         "AND table_name = '" +
                                         table + "'"));
    if (counters == 0) continue;
    TRY(const auto highest, from.value_of("SELECT max(coalesce((SELECT max(id) FROM " + table +
                                          "), 0), coalesce((SELECT seq FROM sqlite_sequence WHERE "
                                          "name = '" +
                                          table + "'), 0))"));
    TRY(to.value_of("SELECT setval(pg_get_serial_sequence('" + table + "', 'id'), " +
                    std::to_string(std::max<std::int64_t>(highest, 1)) +
                    (highest > 0 ? ", true)" : ", false)")));
  }
  return {};
}

base::Result<Moved> copy_all(base::sqlite::Database& from, base::postgres::Database& to) {
  TRY(const auto tables, tables_of(from));
  TRY(
      to.execute("BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE; SET LOCAL synchronous_commit = "
                 "on; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '10s'; SET LOCAL "
                 "idle_in_transaction_session_timeout = 0; SET LOCAL standard_conforming_strings = "
                 "on"));
  TRY(take_empty_target(to, tables));
  TRY(set_references(to, "DEFERRABLE INITIALLY DEFERRED"));
  TRY(from.execute("BEGIN"));
  Moved moved;
  for (const std::string& table : tables) {
    TRY(auto copy, TableCopy::open(from, to, table));
    TRY(const auto rows, copy.run());
    moved.tables.push_back({table, rows});
  }
  TRY(set_counters(from, to, tables));
  TRY(to.execute("SET CONSTRAINTS ALL IMMEDIATE"));
  TRY(set_references(to, "NOT DEFERRABLE"));
  TRY(moved.identity, to.text_of("SELECT id FROM database_identity"));
  TRY(from.execute("COMMIT"));
  if (const auto done = to.commit("COMMIT"); !done) {
    const char* hint = to.lost() ? "; the connection was lost at the end, so look whether the data "
                                   "is in PostgreSQL before you try again: "
                                 : ": ";
    return failure(done.error().code, std::string{"the copy was not committed"}.append(hint).append(
                                          done.error().what));
  }
  (void)to.execute("ANALYZE");
  return moved;
}

}  // namespace

base::Result<Moved> to_postgres(const Source& source, const base::postgres::Server& target) {
  TRY(const base::UniqueFd lock, hold(source.lock));
  TRY(auto from, open_source(source.file));
  TRY(const auto to, base::postgres::Database::connect(target));
  TRY(postgres::migrate(*to));
  to->expect_answers_by(base::SystemClock{}.now() + kLongest);
  auto moved = copy_all(*from, *to);
  if (!moved) {
    if (!to->lost()) (void)to->execute("ROLLBACK");
    return moved;
  }
  from.reset();  // writes the log into the file, and removes it
  moved->kept_file = source.file + kMovedSuffix;
  std::error_code error;
  std::filesystem::rename(source.file, moved->kept_file, error);
  if (error) {
    return failure(base::Errc::io, "everything is in PostgreSQL, but " + source.file +
                                       " could not be renamed (" + error.message() +
                                       "); rename it, so that no daemon starts with it");
  }
  return moved;
}

}  // namespace meetings::store::move
