// SPDX-License-Identifier: MIT
#include "base/sql.hpp"

#include <cstring>
#include <utility>

#include "base/encoding.hpp"

namespace base::sql {

Query::~Query() {
  if (statement_ != nullptr) statement_->reset();
}

bool Query::step() { return statement_ != nullptr && !db_.failed() && statement_->step(); }

void Query::run() {
  while (step()) {}
}

bool Query::is_null(int column) const noexcept {
  return statement_ == nullptr || statement_->is_null(column);
}

std::int64_t Query::integer(int column) const noexcept {
  return statement_ == nullptr ? 0 : statement_->integer(column);
}

std::string Query::text(int column) const {
  return statement_ == nullptr ? std::string{} : std::string{statement_->text(column)};
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
  const base::Bytes blob = statement_ == nullptr ? base::Bytes{} : statement_->blob(column);
  if (blob.size() == value.size()) std::memcpy(value.data(), blob.data(), value.size());
  return value;
}

void Query::bind_next(std::int64_t value) {
  if (statement_ != nullptr) statement_->bind(++bound_, value);
}

void Query::bind_next(std::string_view value) {
  if (statement_ == nullptr) return;
  if (value.find('\0') != std::string_view::npos || !base::is_utf8(value)) {
    db_.note_failure({base::Errc::invalid_argument, "a text is not UTF-8 or holds a NUL"});
    return;
  }
  statement_->bind(++bound_, value);
}

void Query::bind_next(base::Bytes value) {
  if (statement_ != nullptr) statement_->bind(++bound_, value);
}

void Query::bind_null(Kind kind) {
  if (statement_ != nullptr) statement_->bind_null(++bound_, kind);
}

std::optional<base::Error> Database::take_error() noexcept {
  return std::exchange(error_, std::nullopt);
}

void Database::note_failure(base::Error error) {
  if (!error_) error_ = std::move(error);
}

}  // namespace base::sql
