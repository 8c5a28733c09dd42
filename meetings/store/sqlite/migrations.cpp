// SPDX-License-Identifier: MIT
#include "meetings/store/sqlite/migrations.hpp"

#include <cstdint>
#include <string>

#include "meetings/store/schema_version.hpp"

namespace meetings::store::sqlite {
namespace {

// "LECT" in the file's header: marks the file as Lectern's.
constexpr std::int64_t kApplicationId = 0x4c454354;

base::Status check_owner(Database& db) {
  TRY(const auto id, db.value_of("PRAGMA application_id"));
  if (id == kApplicationId) return {};
  TRY(const auto tables, db.value_of("SELECT count(*) FROM sqlite_schema"));
  if (id == 0 && tables == 0) return {};
  return base::failure(base::Errc::invalid_argument,
                       "the database file belongs to another program");
}

// One step inside a transaction. Reads the version again there, because another process may have
// been faster.
base::Result<bool> apply_next(Database& db, std::span<const std::string_view> scripts) {
  TRY(const auto version, db.value_of("PRAGMA user_version"));
  TRY(const std::size_t done, scripts_done(version, scripts.size()));
  if (done == scripts.size()) return false;
  std::string script{scripts[done]};
  script += "\nPRAGMA user_version = " + std::to_string(done + 1) + ";";
  script += "PRAGMA application_id = " + std::to_string(kApplicationId) + ";";
  TRY(db.execute(script));
  return true;
}

}  // namespace

base::Status migrate(Database& db) { return migrate(db, migration_scripts()); }

base::Status migrate(Database& db, std::span<const std::string_view> scripts) {
  if (auto ours = check_owner(db); !ours) return ours;
  for (;;) {
    if (auto begun = db.execute("BEGIN IMMEDIATE"); !begun) return begun;
    const auto applied = apply_next(db, scripts);
    base::Status ended = db.execute(applied ? "COMMIT" : "ROLLBACK");
    if (!applied) return base::failure(applied.error());
    if (!ended || !*applied) return ended;
  }
}

}  // namespace meetings::store::sqlite
