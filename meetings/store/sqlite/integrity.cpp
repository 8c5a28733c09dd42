// SPDX-License-Identifier: MIT
#include "meetings/store/sqlite/integrity.hpp"

namespace meetings::store::sqlite {

base::Status check_integrity(base::sqlite::Database& db) {
  // The pragma gets no argument: SQLite 3.46 takes the 1 of `pragma_quick_check(1)` for a table's
  // name, where 3.40 took it for a number of errors.
  TRY(const auto damage, db.value_of("SELECT count(*) FROM (SELECT 1 FROM pragma_quick_check "
                                     "WHERE quick_check <> 'ok' LIMIT 1)"));
  if (damage != 0)
    return base::failure(base::Errc::corrupt, "the database file is damaged (PRAGMA quick_check)");
  return {};
}

}  // namespace meetings::store::sqlite
