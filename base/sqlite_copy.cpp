// SPDX-License-Identifier: MIT
#include "base/sqlite_copy.hpp"

#include <sqlite3.h>

namespace base::sqlite {

void finish_copy(sqlite3_backup* copy) noexcept { sqlite3_backup_finish(copy); }

base::Result<OnlineCopy> OnlineCopy::begin(Database& from, Database& to) {
  Handle handle{sqlite3_backup_init(to.connection_.get(), "main", from.connection_.get(), "main")};
  if (!handle) return base::failure(to.last_error("backup"));
  return OnlineCopy{to, std::move(handle)};
}

base::Result<bool> OnlineCopy::step(int pages) {
  const int result = sqlite3_backup_step(handle_.get(), pages);
  // BUSY and LOCKED: somebody holds a lock for a moment.
  if (result == SQLITE_OK || result == SQLITE_BUSY || result == SQLITE_LOCKED) return false;
  if (result == SQLITE_DONE) return true;
  return base::failure(Database::error_of(result, "copying the database"));
}

}  // namespace base::sqlite
