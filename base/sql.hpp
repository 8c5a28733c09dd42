// SPDX-License-Identifier: MIT
// SQL without a particular database: Database is one connection, which prepares each statement
// once; Query is one use of a statement. base/sqlite.hpp and base/postgres.hpp implement both.
// Errors are sticky: run many queries, then ask failed() once. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/result.hpp"
#include "base/strong.hpp"
#include "base/time.hpp"

namespace base::sql {

class Database;

// What a parameter holds. A database with strict types asks for it also where the value is NULL.
enum class Kind : std::uint8_t { integer, text, blob };

// A prepared statement of one connection. Parameters count from 1, columns from 0. What text() and
// blob() return is valid until the next step() or reset().
class Statement {
 public:
  virtual ~Statement() = default;
  virtual void bind(int parameter, std::int64_t value) = 0;
  virtual void bind(int parameter, std::string_view value) = 0;
  virtual void bind(int parameter, base::Bytes value) = 0;
  virtual void bind_null(int parameter, Kind kind) = 0;
  virtual bool step() = 0;
  // Ends the use: frees the rows, and every parameter is NULL again.
  virtual void reset() noexcept = 0;

  virtual bool is_null(int column) const noexcept = 0;
  virtual std::int64_t integer(int column) const noexcept = 0;
  virtual std::string_view text(int column) const noexcept = 0;
  virtual base::Bytes blob(int column) const noexcept = 0;
};

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
  Query(Database& db, Statement* statement, const Values&... values)
      : db_(db), statement_(statement) {
    (bind_next(values), ...);
  }

  void bind_next(std::int64_t value);
  // Notes a failure where the text is not UTF-8 or holds a NUL: not every database stores that.
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
    bind_null(kind_of<T>());
  }
  void bind_null(Kind kind);

  template <class T>
  static constexpr Kind kind_of() noexcept {
    if constexpr (std::is_integral_v<T> || std::is_same_v<T, base::WallTime>) return Kind::integer;
    else if constexpr (std::is_same_v<T, base::Sha256Digest>) return Kind::blob;
    else return Kind::text;
  }

  Database& db_;
  Statement* statement_;  // null: preparing failed
  int bound_ = 0;
};

class Database {
 public:
  virtual ~Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // `sql` is a literal: the prepared statement is stored under it. Values replace the ? in order;
  // ?1, ?2 name them by number. A statement has parameters of one form only.
  template <class... Values>
  Query query(std::string_view sql, const Values&... values) {
    return Query{*this, failed() ? nullptr : prepare(sql), values...};
  }
  // The same as query(…).run().
  template <class... Values>
  void run(std::string_view sql, const Values&... values) {
    query(sql, values...).run();
  }
  // Runs one or more statements; neither reads nor sets the sticky error.
  virtual base::Status execute(const std::string& script) = 0;
  // The first column of the first row of the result.
  virtual base::Result<std::int64_t> value_of(const std::string& sql) = 0;

  // Rows that the last statement changed.
  virtual std::int64_t changes() const noexcept = 0;
  virtual bool in_transaction() const noexcept = 0;

  bool failed() const noexcept { return error_.has_value(); }
  // The first failure since the last call; clears it.
  std::optional<base::Error> take_error() noexcept;

 protected:
  friend class Query;
  Database() = default;
  // Null, and a failure is noted, where it cannot be prepared. The statement lives as long as the
  // connection.
  virtual Statement* prepare(std::string_view sql) = 0;
  void note_failure(base::Error error);

 private:
  std::optional<base::Error> error_;
};

}  // namespace base::sql
