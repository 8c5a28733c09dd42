// SPDX-License-Identifier: MIT
// PostgresServer: a real PostgreSQL server of the installed release in a folder of its own, without
// a TCP port. It runs under another uid where the test is root, because PostgreSQL
// refuses root. Skips the test, with the reason, where there is no server program.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "base/postgres.hpp"

namespace lectern_test {

class PostgresServer {
 public:
  // no: for tests that kill nothing; a test that makes many schemas is ten times as fast.
  enum class Flushes : bool { no, yes };
  // Makes a database cluster and starts the server.
  explicit PostgresServer(Flushes flushes = Flushes::yes);
  // A copy of `primary` that follows it.
  explicit PostgresServer(const PostgresServer& primary);
  ~PostgresServer();
  PostgresServer& operator=(const PostgresServer&) = delete;

  // Whether there is a server program; otherwise why not.
  static std::string why_not();

  // Of the database, with this schema in the search path ("" is the standard one).
  std::string url(const std::string& schema = {}) const;
  base::postgres::Server address(const std::string& schema = {}) const { return {url(schema), {}}; }
  // The name of an empty schema of its own.
  std::string new_schema();
  std::unique_ptr<base::postgres::Database> connect(const std::string& schema = {}) const;

  void start();
  // As a power cut or the OOM killer does it.
  void kill();
  void freeze();
  void thaw();
  // Only the processes that serve connections.
  void freeze_backends();
  void thaw_backends();
  // Where the socket is: host of a URL.
  const std::string& folder() const noexcept { return folder_; }

 private:
  void make_folder();
  void run(const std::vector<std::string>& words) const;
  pid_t spawn(const std::vector<std::string>& words) const;
  std::vector<pid_t> children(bool backends_only) const;
  void signal(bool backends_only, int signal) const;

  std::string folder_;
  pid_t pid_ = -1;
  int schemas_ = 0;
};

}  // namespace lectern_test
