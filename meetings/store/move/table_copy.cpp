// SPDX-License-Identifier: MIT
#include "meetings/store/move/table_copy.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>

#include "base/bytes.hpp"
#include "base/encoding.hpp"

namespace meetings::store::move {
namespace {

constexpr std::size_t kTogether = 200;  // rows in one statement

// The statements are made here, and a connection stores a prepared statement under its text.
std::string_view kept(std::string text) {
  static std::deque<std::string> all;
  return all.emplace_back(std::move(text));
}

std::string sql_text(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out.push_back(c);
    out.push_back(c);
  }
  out.push_back('\'');
  return out;
}

base::Status failure_of(base::sql::Database& db) {
  if (auto error = db.take_error()) return base::failure(std::move(*error));
  return {};
}

}  // namespace

void Fingerprint::add(const std::string& row) {
  ++rows;
  const base::Sha256Digest hash = base::sha256(base::as_bytes(row));
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] ^= hash[i];
}

base::Result<TableCopy> TableCopy::open(base::sqlite::Database& from, base::postgres::Database& to,
                                        const std::string& name) {
  TableCopy copy{from, to, name};
  std::vector<std::string> there, here;
  {
    auto rows = from.query("SELECT name, type FROM pragma_table_info(?) ORDER BY name", name);
    while (rows.step()) {
      copy.columns_.push_back({rows.text(0), rows.text(1)});
      here.push_back(rows.text(0));
    }
  }
  TRY(failure_of(from));
  {
    auto rows = to.query(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND table_name = ?",
        name);
    while (rows.step()) there.push_back(rows.text(0));
  }
  TRY(failure_of(to));
  std::ranges::sort(there);
  std::ranges::sort(here);
  if (here != there || here.empty()) {
    return base::failure(base::Errc::corrupt,
                         std::string{"the table "}.append(name).append(
                             " does not have the same columns in both databases"));
  }
  return copy;
}

base::Result<std::int64_t> TableCopy::run() {
  TRY(const Fingerprint sent, insert_all());
  TRY(const Fingerprint found, read_back());
  if (sent == found) return sent.rows;
  return base::failure(base::Errc::corrupt, std::string{"the table "}.append(name_).append(
                                                " is not the same in PostgreSQL after the copy"));
}

std::string TableCopy::names() const {
  std::string out;
  for (const Column& column : columns_) {
    if (!out.empty()) out.append(", ");
    out.append(column.name);
  }
  return out;
}

base::Result<Fingerprint> TableCopy::insert_all() {
  std::string select;
  for (const Column& column : columns_) {
    select.append(select.empty() ? "SELECT " : ", ");
    if (column.type == "BLOB") {
      select.append("CASE WHEN ").append(column.name).append(" IS NULL THEN NULL ELSE lower(hex(");
      select.append(column.name).append(")) END");
    } else {
      select.append(column.name);
    }
  }
  const std::string insert = "INSERT INTO " + name_ + " (" + names() + ") VALUES ";
  std::string batch;
  std::size_t waiting = 0;
  Fingerprint print;
  auto rows = from_.query(kept(select + " FROM " + name_));
  while (rows.step()) {
    TRY(const std::string row, literals(rows));
    print.add(row);
    batch.append(batch.empty() ? insert : ", ").append("(").append(row).append(")");
    if (++waiting < kTogether) continue;
    TRY(to_.execute(batch));
    batch.clear();
    waiting = 0;
  }
  TRY(failure_of(from_));
  if (!batch.empty()) TRY(to_.execute(batch));
  return print;
}

// Through a cursor, so that a large table does not lie in memory.
base::Result<Fingerprint> TableCopy::read_back() {
  std::string select;
  for (const Column& column : columns_) {
    select.append(select.empty() ? "SELECT " : ", ");
    if (column.type == "BLOB") select.append("encode(").append(column.name).append(", 'hex')");
    else select.append(column.name);
  }
  const std::string cursor = "copied_" + name_;
  TRY(to_.execute("DECLARE " + cursor + " NO SCROLL CURSOR FOR " + select + " FROM " + name_));
  const std::string_view fetch = kept("FETCH 1000 FROM " + cursor);
  Fingerprint print;
  for (bool more = true; more;) {
    more = false;
    auto rows = to_.query(fetch);
    while (rows.step()) {
      more = true;
      TRY(const std::string row, literals(rows));
      print.add(row);
    }
  }
  TRY(failure_of(to_));
  TRY(to_.execute("CLOSE " + cursor));
  return print;
}

base::Result<std::string> TableCopy::literals(const base::sql::Query& row) const {
  std::string out;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const int column = static_cast<int>(i);
    if (i > 0) out.append(", ");
    if (row.is_null(column)) {
      out.append("NULL");
    } else if (columns_[i].type == "INTEGER") {
      out.append(std::to_string(row.integer(column)));
    } else if (columns_[i].type == "BLOB") {
      out.append("'\\x").append(row.text(column)).append("'");
    } else {
      const std::string text = row.text(column);
      if (text.find('\0') != std::string::npos || !base::is_utf8(text)) {
        return base::failure(base::Errc::corrupt,
                             std::string{"the column "}
                                 .append(columns_[i].name)
                                 .append(" of the table ")
                                 .append(name_)
                                 .append(" holds text that PostgreSQL cannot store"));
      }
      out.append(sql_text(text));
    }
  }
  return out;
}

}  // namespace meetings::store::move
