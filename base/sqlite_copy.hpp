// SPDX-License-Identifier: MIT
// OnlineCopy: copies a SQLite database in steps while its connection goes on writing between them.
// What this connection writes meanwhile is in the copy, too; a writer of another connection would
// make the copy begin anew. Each call, and the destructor, uses both connections: one thread at a
// time, outside of transactions.
#pragma once

#include <memory>

#include "base/sqlite.hpp"

struct sqlite3_backup;

namespace base::sqlite {

void finish_copy(sqlite3_backup* copy) noexcept;

class OnlineCopy {
 public:
  // `to` is empty, from Database::open_private(). Both outlive this.
  static base::Result<OnlineCopy> begin(Database& from, Database& to);

  // Copies at most so many pages. True when everything is copied; call it no more then.
  base::Result<bool> step(int pages);

 private:
  using Handle = base::Handle<sqlite3_backup, finish_copy>;
  OnlineCopy(Database& to, Handle handle) noexcept : to_(&to), handle_(std::move(handle)) {}

  Database* to_;
  Handle handle_;
};

}  // namespace base::sqlite
