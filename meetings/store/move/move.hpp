// SPDX-License-Identifier: MIT
// Moving a database from SQLite to PostgreSQL, while no daemon runs: everything or nothing. Every
// table is copied from one snapshot in one transaction, and read back and compared before the
// commit. The file of SQLite stays as it is, under another name. Blocks; one thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/postgres.hpp"

namespace meetings::store::move {

struct Source {
  std::string file;
  std::string lock;  // the file that a running daemon holds
};

struct MovedTable {
  std::string name;
  std::int64_t rows = 0;
};

struct Moved {
  std::vector<MovedTable> tables;
  std::string identity;
  std::string kept_file;  // the new name of SQLite's file
};

// What is appended to the name of the file, so that no daemon starts with it by mistake.
inline constexpr const char* kMovedSuffix = ".moved";

// Brings both schemas up to date first. Refuses while a daemon runs, a damaged source, and a target
// that holds data. After an error the target holds nothing and the source is as it was.
base::Result<Moved> to_postgres(const Source& source, const base::postgres::Server& target);

}  // namespace meetings::store::move
