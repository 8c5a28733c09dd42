// SPDX-License-Identifier: MIT
// SQLite behind base/sql.hpp: a connection to one file. Statements may call new_uuid(). sqlite3.h
// stays in the .cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/handle.hpp"
#include "base/sql.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace base::sqlite {

void close_database(sqlite3* db) noexcept;
void finalize_statement(sqlite3_stmt* statement) noexcept;

using base::sql::Query;
class Statement;
class OnlineCopy;

enum class OpenMode : bool { read_write, read_only };

class Database final : public base::sql::Database {
 public:
  // Opens an existing file of our own, with WAL, synchronous=FULL and foreign keys.
  static base::Result<std::unique_ptr<Database>> open(const std::string& path, OpenMode mode);
  // Opens the file of another program without changing anything in it, not even its journal mode.
  static base::Result<std::unique_ptr<Database>> open_foreign(const std::string& path);
  // Opens an existing file that nobody else uses and that is thrown away after a failure: no other
  // file appears beside it, and nothing is flushed to the disk. What is deleted is overwritten.
  static base::Result<std::unique_ptr<Database>> open_private(const std::string& path);
  ~Database() override;

  base::Status execute(const std::string& script) override;
  base::Result<std::int64_t> value_of(const std::string& sql) override;
  std::int64_t changes() const noexcept override;
  bool in_transaction() const noexcept override;

 private:
  friend class Statement;
  friend class OnlineCopy;
  using Connection = base::Handle<sqlite3, close_database>;

  explicit Database(Connection connection) noexcept;
  static base::Result<Connection> connect(const std::string& path, int flags);
  base::sql::Statement* prepare(std::string_view sql) override;
  static base::Error error_of(int result, std::string_view during);
  base::Error last_error(std::string_view during) const;
  void note_last_error(std::string_view during) { note_failure(last_error(during)); }

  // Members are destroyed in reverse order: the statements before their connection.
  Connection connection_;
  std::unordered_map<std::string_view, std::unique_ptr<Statement>> statements_;
};

}  // namespace base::sqlite
