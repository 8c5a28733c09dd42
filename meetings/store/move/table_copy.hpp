// SPDX-License-Identifier: MIT
// One table on its way from SQLite to PostgreSQL: its columns, its rows as SQL literals, and a
// fingerprint of the rows that both sides must give. Inside a transaction on each side.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/crypto.hpp"
#include "base/postgres.hpp"
#include "base/sqlite.hpp"

namespace meetings::store::move {

// The number of rows and the exclusive or of their hashes: the order does not matter.
struct Fingerprint {
  std::int64_t rows = 0;
  base::Sha256Digest sum{};

  void add(const std::string& row);
  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};

class TableCopy {
 public:
  // Errors: corrupt where the two sides do not have the same columns.
  static base::Result<TableCopy> open(base::sqlite::Database& from, base::postgres::Database& to,
                                      const std::string& name);

  // Inserts all rows, reads them back and compares. The number of rows.
  base::Result<std::int64_t> run();

 private:
  struct Column {
    std::string name;
    std::string type;  // SQLite's: INTEGER, TEXT, BLOB
  };
  TableCopy(base::sqlite::Database& from, base::postgres::Database& to, std::string name)
      : from_(from), to_(to), name_(std::move(name)) {}

  base::Result<Fingerprint> insert_all();
  base::Result<Fingerprint> read_back();
  base::Result<std::string> literals(const base::sql::Query& row) const;
  std::string names() const;

  base::sqlite::Database& from_;
  base::postgres::Database& to_;
  const std::string name_;
  std::vector<Column> columns_;
};

}  // namespace meetings::store::move
