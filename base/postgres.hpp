// SPDX-License-Identifier: MIT
// PostgreSQL behind base/sql.hpp: one connection of libpq. No call waits beyond the deadline, also
// where the server hangs: a connection that missed it is lost. Statements are prepared on their
// first use. libpq-fe.h stays in the .cpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/handle.hpp"
#include "base/secret.hpp"
#include "base/sql.hpp"

struct pg_conn;
struct pg_result;

namespace base::postgres {

void close_connection(pg_conn* connection) noexcept;
void free_result(pg_result* result) noexcept;

struct Server {
  std::string url;        // postgresql://…, or libpq's "host=… dbname=…"
  base::Secret password;  // empty: that of the URL, or of libpq's own means
  // Of several hosts, take the one that can be written to.
  bool primary = true;
  // For each host that the URL names; libpq waits at least two seconds.
  std::chrono::seconds connect_within{2};
};

// Why the last failure happened, as far as it matters for what to do next.
enum class Trouble : std::uint8_t {
  none,
  conflict,   // with another transaction: repeat the transaction
  lost,       // the connection is gone or useless: open another one
  cancelled,  // the server ended a statement that took too long
  read_only,  // the server takes no writes, or the transaction reads only
  other,
};

class Statement;

class Database final : public base::sql::Database {
 public:
  // Blocks, at most `connect_within` for each address. Resolving names may take longer.
  static base::Result<std::unique_ptr<Database>> connect(const Server& server);
  ~Database() override;

  // Call it before the first statement of a transaction: everything that waits for the server gives
  // up at this time. Forgets the trouble of before, unless the connection is lost.
  void expect_answers_by(base::Instant deadline) noexcept;
  // Until the next expect_answers_by(), a statement that does not read fails: for statements that
  // have no transaction around them.
  void only_read() noexcept { only_reads_ = true; }
  // The connection is good for nothing any more.
  void abandon() noexcept { trouble_ = Trouble::lost; }

  base::Status execute(const std::string& script) override;
  base::Result<std::int64_t> value_of(const std::string& sql) override;
  base::Result<std::string> text_of(const std::string& sql);
  // Runs the script, whose last statement must be COMMIT. Fails also where PostgreSQL answers
  // COMMIT with ROLLBACK, as it does after a failed statement.
  base::Status commit(const std::string& script);
  std::int64_t changes() const noexcept override { return changes_; }
  bool in_transaction() const noexcept override;

  // Of the last failure since expect_answers_by().
  Trouble trouble() const noexcept { return trouble_; }
  bool lost() const noexcept { return trouble_ == Trouble::lost; }
  int server_version() const noexcept;  // 150018 is 15.18

 private:
  friend class Statement;
  using Connection = base::Handle<pg_conn, close_connection>;
  using Answer = base::Handle<pg_result, free_result>;

  explicit Database(Connection connection) noexcept;
  base::sql::Statement* prepare(std::string_view sql) override;
  // The last result of what was sent, or the first that failed. Null, and the connection is lost,
  // where none comes in time.
  Answer receive();
  bool send_all();
  bool wait_for(short events);
  base::Result<Answer> finish(bool sent, std::string_view during);
  base::Result<Answer> run_script(const std::string& script);
  base::Error failure_of(const Answer& answer, std::string_view during);
  base::Error lose(std::string why, std::string_view during);

  // Members are destroyed in reverse order.
  Connection connection_;
  bool only_reads_ = false;
  base::Instant deadline_ = base::Instant::max();
  Trouble trouble_ = Trouble::none;
  std::int64_t changes_ = 0;
  std::unordered_map<std::string_view, std::unique_ptr<Statement>> statements_;
};

}  // namespace base::postgres
