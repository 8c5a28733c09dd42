// SPDX-License-Identifier: MIT
// SQLite: Database is one connection, which prepares each statement once; Query is one use of a
// statement. Errors are sticky: run many queries, then ask failed() once. One thread at a time.
// sqlite3.h stays in the .cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/handle.hpp"
#include "base/result.hpp"
#include "base/strong.hpp"
#include "base/time.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace base::sqlite {

void close_database(sqlite3* db) noexcept;
void finalize_statement(sqlite3_stmt* statement) noexcept;

class Database;

// A prepared statement in use; the destructor resets it. Columns count from 0.
class Query {
 public:
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  // Goes to the next row. False at the end, and after a failure (Database::failed()).
  bool step();
  // Runs the statement to its end.
  void run();

  bool is_null(int column) const noexcept;
  std::int64_t integer(int column) const noexcept;
  std::string text(int column) const;  // NULL: empty
  base::WallTime time(int column) const noexcept;
  std::optional<std::string> optional_text(int column) const;
  std::optional<std::int64_t> optional_integer(int column) const noexcept;
  std::optional<base::WallTime> optional_time(int column) const noexcept;
  // All bytes are zero where the blob has another length.
  base::Sha256Digest digest(int column) const noexcept;

 private:
  friend class Database;
  template <class... Values>
  Query(Database& db, sqlite3_stmt* statement, const Values&... values)
      : db_(db), statement_(statement) {
    (bind_next(values), ...);
  }

  void bind_next(std::nullptr_t) { ++bound_; }  // unbound is NULL
  void bind_next(std::int64_t value);
  void bind_next(std::string_view value);
  void bind_next(base::Bytes value);
  void bind_next(const std::string& value) { bind_next(std::string_view{value}); }
  void bind_next(const char* value) { bind_next(std::string_view{value}); }
  void bind_next(bool value) { bind_next(std::int64_t{value ? 1 : 0}); }
  void bind_next(unsigned value) { bind_next(static_cast<std::int64_t>(value)); }
  void bind_next(std::size_t value) { bind_next(static_cast<std::int64_t>(value)); }
  void bind_next(base::WallTime value) { bind_next(base::unix_micros(value)); }
  void bind_next(const base::Sha256Digest& value) { bind_next(base::Bytes{value}); }
  template <class Tag>
  void bind_next(const base::Strong<Tag, std::string>& value) {
    bind_next(std::string_view{value.value()});
  }
  template <class T>
  void bind_next(const std::optional<T>& value) {
    if (value) return bind_next(*value);
    bind_next(nullptr);
  }

  Database& db_;
  sqlite3_stmt* statement_;  // null: preparing failed
  int bound_ = 0;
};

enum class OpenMode : bool { read_write, read_only };

class Database {
 public:
  // Opens an existing file of our own, with WAL, synchronous=FULL and foreign keys.
  static base::Result<std::unique_ptr<Database>> open(const std::string& path, OpenMode mode);
  // Opens the file of another program without changing anything in it, not even its journal mode.
  static base::Result<std::unique_ptr<Database>> open_foreign(const std::string& path);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // `sql` is a literal: the prepared statement is stored under it. Values replace the ? in order.
  template <class... Values>
  Query query(std::string_view sql, const Values&... values) {
    return Query{*this, prepare(sql), values...};
  }
  // The same as query(…).run().
  template <class... Values>
  void run(std::string_view sql, const Values&... values) {
    query(sql, values...).run();
  }
  // Runs one or more statements; neither reads nor sets the sticky error.
  base::Status execute(const std::string& script);
  // The first column of the first row of the result.
  base::Result<std::int64_t> value_of(const std::string& sql);

  // Rows that the last statement changed.
  std::int64_t changes() const noexcept;
  bool in_transaction() const noexcept;

  bool failed() const noexcept { return error_.has_value(); }
  // The first failure since the last call; clears it.
  std::optional<base::Error> take_error() noexcept;

 private:
  friend class Query;
  using Connection = base::Handle<sqlite3, close_database>;
  using Statement = base::Handle<sqlite3_stmt, finalize_statement>;

  explicit Database(Connection connection) noexcept : connection_(std::move(connection)) {}
  static base::Result<Connection> connect(const std::string& path, int flags);
  sqlite3_stmt* prepare(std::string_view sql);
  base::Error last_error(std::string_view during) const;
  void note_failure(std::string_view during);

  // Members are destroyed in reverse order: the statements before their connection.
  Connection connection_;
  std::unordered_map<std::string_view, Statement> statements_;
  std::optional<base::Error> error_;
};

}  // namespace base::sqlite
