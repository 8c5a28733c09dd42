// SPDX-License-Identifier: MIT
// The only file that includes sqlite3.h.
#include "base/sqlite.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>

namespace base::sqlite {
namespace {

constexpr int kBusyMilliseconds = 5000;

base::Errc code_of(int result) noexcept {
  switch (result & 0xff) {
    case SQLITE_FULL:
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG: return base::Errc::exhausted;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return base::Errc::unavailable;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT: return base::Errc::corrupt;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN: return base::Errc::io;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH: return base::Errc::permission_denied;
    default: return base::Errc::internal;
  }
}

}  // namespace

void close_database(sqlite3* db) noexcept { sqlite3_close(db); }
void finalize_statement(sqlite3_stmt* statement) noexcept { sqlite3_finalize(statement); }

Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

bool Query::step() {
  if (statement_ == nullptr || db_.failed()) return false;
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) db_.note_failure(sqlite3_sql(statement_));
  return false;
}

void Query::run() {
  while (step()) {}
}

bool Query::is_null(int column) const noexcept {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Query::integer(int column) const noexcept {
  return sqlite3_column_int64(statement_, column);
}

std::string Query::text(int column) const {
  const auto* data =
      static_cast<const char*>(static_cast<const void*>(sqlite3_column_text(statement_, column)));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

base::WallTime Query::time(int column) const noexcept {
  return base::from_unix_micros(integer(column));
}

std::optional<std::string> Query::optional_text(int column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

std::optional<std::int64_t> Query::optional_integer(int column) const noexcept {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

std::optional<base::WallTime> Query::optional_time(int column) const noexcept {
  if (is_null(column)) return std::nullopt;
  return time(column);
}

base::Sha256Digest Query::digest(int column) const noexcept {
  base::Sha256Digest value{};
  const void* data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  if (data != nullptr && static_cast<std::size_t>(size) == value.size())
    std::memcpy(value.data(), data, value.size());
  return value;
}

void Query::bind_next(std::int64_t value) {
  if (statement_ == nullptr) return;
  if (sqlite3_bind_int64(statement_, ++bound_, value) != SQLITE_OK) db_.note_failure("bind");
}

void Query::bind_next(std::string_view value) {
  if (statement_ == nullptr) return;
  // An empty view may have a null address, which SQLite would bind as NULL.
  const char* data = value.empty() ? "" : value.data();
  if (sqlite3_bind_text64(statement_, ++bound_, data, value.size(), SQLITE_TRANSIENT,
                          SQLITE_UTF8) != SQLITE_OK) {
    db_.note_failure("bind");
  }
}

void Query::bind_next(base::Bytes value) {
  if (statement_ == nullptr) return;
  if (sqlite3_bind_blob64(statement_, ++bound_, value.data(), value.size(), SQLITE_TRANSIENT) !=
      SQLITE_OK) {
    db_.note_failure("bind");
  }
}

base::Result<Database::Connection> Database::connect(const std::string& path, int flags) {
  sqlite3* raw = nullptr;
  // NOMUTEX: our own rule already allows only one thread at a time.
  const int opened = sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  Connection connection{raw};
  if (opened != SQLITE_OK) {
    return base::failure(code_of(opened),
                         "cannot open the database " + path + ": " + sqlite3_errstr(opened));
  }
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, kBusyMilliseconds);
  // The schema of a damaged or foreign file must not make SQLite run code.
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  return connection;
}

base::Result<std::unique_ptr<Database>> Database::open_foreign(const std::string& path) {
  TRY(Connection connection, connect(path, SQLITE_OPEN_READONLY));
  return std::unique_ptr<Database>{new Database(std::move(connection))};
}

base::Result<std::unique_ptr<Database>> Database::open(const std::string& path, OpenMode mode) {
  TRY(Connection connection, connect(path, SQLITE_OPEN_READWRITE));
  std::unique_ptr<Database> db{new Database(std::move(connection))};
  // FULL: a commit is on disk before the call returns, also in WAL mode. query_only and not
  // SQLITE_OPEN_READONLY: readers of a WAL write its index.
  TRY(db->execute(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"));
  if (mode == OpenMode::read_only) TRY(db->execute("PRAGMA query_only = ON;"));
  return db;
}

base::Status Database::execute(const std::string& script) {
  if (sqlite3_exec(connection_.get(), script.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return base::failure(last_error(std::string_view{script}.substr(0, 60)));
  }
  return {};
}

base::Result<std::int64_t> Database::value_of(const std::string& sql) {
  sqlite3_stmt* raw = nullptr;
  const int prepared = sqlite3_prepare_v2(connection_.get(), sql.c_str(), -1, &raw, nullptr);
  const Statement statement{raw};
  if (prepared != SQLITE_OK || sqlite3_step(raw) != SQLITE_ROW)
    return base::failure(last_error(sql));
  return sqlite3_column_int64(raw, 0);
}

std::int64_t Database::changes() const noexcept { return sqlite3_changes(connection_.get()); }

bool Database::in_transaction() const noexcept {
  return sqlite3_get_autocommit(connection_.get()) == 0;
}

std::optional<base::Error> Database::take_error() noexcept {
  return std::exchange(error_, std::nullopt);
}

sqlite3_stmt* Database::prepare(std::string_view sql) {
  if (failed()) return nullptr;
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return known->second.get();
  sqlite3_stmt* raw = nullptr;
  const int prepared =
      sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  Statement statement{raw};
  if (prepared != SQLITE_OK) {
    note_failure(sql);
    return nullptr;
  }
  return statements_.emplace(sql, std::move(statement)).first->second.get();
}

base::Error Database::last_error(std::string_view during) const {
  const int result = sqlite3_extended_errcode(connection_.get());
  std::string what{sqlite3_errmsg(connection_.get())};
  what += " (" + std::to_string(result) + ") in: ";
  what += during;
  return base::Error{code_of(result), std::move(what)};
}

void Database::note_failure(std::string_view during) {
  if (!error_) error_ = last_error(during);
}

}  // namespace base::sqlite
