// SPDX-License-Identifier: MIT
// This file and sqlite_copy.cpp are the only ones that include sqlite3.h.
#include "base/sqlite.hpp"

#include <sqlite3.h>

#include <utility>

#include "base/random.hpp"

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

void answer_uuid(sqlite3_context* context, int /*count*/, sqlite3_value** /*values*/) {
  const std::string id = base::SystemRandom{}.uuid();
  sqlite3_result_text(context, id.c_str(), static_cast<int>(id.size()), SQLITE_TRANSIENT);
}

}  // namespace

void close_database(sqlite3* db) noexcept { sqlite3_close(db); }
void finalize_statement(sqlite3_stmt* statement) noexcept { sqlite3_finalize(statement); }

class Statement final : public base::sql::Statement {
 public:
  Statement(Database& db, sqlite3_stmt* statement) : db_(db), statement_(statement) {}

  void bind(int parameter, std::int64_t value) override {
    check_bound(sqlite3_bind_int64(statement_.get(), parameter, value));
  }
  void bind(int parameter, std::string_view value) override {
    // An empty view may have a null address, which SQLite would bind as NULL.
    const char* data = value.empty() ? "" : value.data();
    check_bound(sqlite3_bind_text64(statement_.get(), parameter, data, value.size(),
                                    SQLITE_TRANSIENT, SQLITE_UTF8));
  }
  void bind(int parameter, base::Bytes value) override {
    check_bound(sqlite3_bind_blob64(statement_.get(), parameter, value.data(), value.size(),
                                    SQLITE_TRANSIENT));
  }
  void bind_null(int /*parameter*/, base::sql::Kind /*kind*/) override {}  // unbound is NULL

  bool step() override {
    const int result = sqlite3_step(statement_.get());
    if (result == SQLITE_ROW) return true;
    if (result != SQLITE_DONE) db_.note_last_error(sqlite3_sql(statement_.get()));
    return false;
  }
  void reset() noexcept override {
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
  }

  bool is_null(int column) const noexcept override {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
  }
  std::int64_t integer(int column) const noexcept override {
    return sqlite3_column_int64(statement_.get(), column);
  }
  std::string_view text(int column) const noexcept override {
    const void* data = sqlite3_column_text(statement_.get(), column);
    if (data == nullptr) return {};
    return {static_cast<const char*>(data), size_of(column)};
  }
  base::Bytes blob(int column) const noexcept override {
    const void* data = sqlite3_column_blob(statement_.get(), column);
    if (data == nullptr) return {};
    return {static_cast<const std::byte*>(data), size_of(column)};
  }

 private:
  std::size_t size_of(int column) const noexcept {
    return static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  }
  void check_bound(int result) {
    if (result != SQLITE_OK) db_.note_last_error("bind");
  }

  Database& db_;
  base::Handle<sqlite3_stmt, finalize_statement> statement_;
};

Database::Database(Connection connection) noexcept : connection_(std::move(connection)) {}

Database::~Database() = default;

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
  // SQLITE_OPEN_READONLY: readers of a WAL write its index. secure_delete: what an erasure removes
  // is overwritten, not only unlinked.
  TRY(
      db->execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; "
                  "PRAGMA secure_delete = ON;"));
  if (mode == OpenMode::read_only) TRY(db->execute("PRAGMA query_only = ON;"));
  if (sqlite3_create_function_v2(db->connection_.get(), "new_uuid", 0, SQLITE_UTF8, nullptr,
                                 answer_uuid, nullptr, nullptr, nullptr) != SQLITE_OK) {
    return base::failure(db->last_error("new_uuid()"));
  }
  return db;
}

base::Result<std::unique_ptr<Database>> Database::open_private(const std::string& path) {
  TRY(Connection connection, connect(path, SQLITE_OPEN_READWRITE));
  std::unique_ptr<Database> db{new Database(std::move(connection))};
  TRY(
      db->execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; "
                  "PRAGMA synchronous = OFF; PRAGMA secure_delete = ON;"));
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
  const base::Handle<sqlite3_stmt, finalize_statement> statement{raw};
  if (prepared != SQLITE_OK || sqlite3_step(raw) != SQLITE_ROW)
    return base::failure(last_error(sql));
  return sqlite3_column_int64(raw, 0);
}

std::int64_t Database::changes() const noexcept { return sqlite3_changes(connection_.get()); }

bool Database::in_transaction() const noexcept {
  return sqlite3_get_autocommit(connection_.get()) == 0;
}

base::sql::Statement* Database::prepare(std::string_view sql) {
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return known->second.get();
  sqlite3_stmt* raw = nullptr;
  const int prepared =
      sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  auto statement = std::make_unique<Statement>(*this, raw);
  if (prepared != SQLITE_OK) {
    note_last_error(sql);
    return nullptr;
  }
  return statements_.emplace(sql, std::move(statement)).first->second.get();
}

base::Error Database::error_of(int result, std::string_view during) {
  return base::Error{code_of(result), std::string{during} + ": " + sqlite3_errstr(result)};
}

base::Error Database::last_error(std::string_view during) const {
  const int result = sqlite3_extended_errcode(connection_.get());
  std::string what{sqlite3_errmsg(connection_.get())};
  what += " (" + std::to_string(result) + ") in: ";
  what += during;
  return base::Error{code_of(result), std::move(what)};
}

}  // namespace base::sqlite
