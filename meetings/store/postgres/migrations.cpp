// SPDX-License-Identifier: MIT
#include "meetings/store/postgres/migrations.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <thread>

#include "base/random.hpp"
#include "meetings/store/schema_version.hpp"

namespace meetings::store::postgres {

using base::postgres::Database;
using namespace std::chrono_literals;
namespace {

constexpr int kOldestServer = 130000;  // gen_random_uuid()
constexpr int kTries = 12;
constexpr auto kLongestStep = 10min;

// "LECT": the advisory lock of those who migrate. ALTER TABLE waits in the queue of its table's
// locks, and everybody else behind it, so it gives up soon and tries again.
const std::string kBegin =
    "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL lock_timeout = '2s'; SET LOCAL "
    "statement_timeout = 0; SET LOCAL synchronous_commit = on; SELECT "
    "pg_advisory_xact_lock(1279607636)";

// What an extension made does not count.
const std::string kTables =
    "SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = "
    "c.relnamespace WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f') "
    "AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.classid = "
    "'pg_catalog.pg_class'::regclass AND d.deptype = 'e')";

base::Status check_server(Database& db) {
  if (db.server_version() < kOldestServer)
    return base::failure(base::Errc::unsupported, "PostgreSQL 13 or newer is needed");
  TRY(const std::string encoding, db.text_of("SHOW server_encoding"));
  if (encoding != "UTF8") {
    return base::failure(base::Errc::unsupported,
                         "the encoding of the database is not UTF8; create it with ENCODING 'UTF8' "
                         "TEMPLATE template0");
  }
  TRY(const auto places, db.value_of("SELECT count(*) FROM (SELECT current_schema() AS name) s "
                                     "WHERE name IS NOT NULL"));
  if (places == 0) {
    return base::failure(base::Errc::permission_denied,
                         "the role has no schema: its search_path names none that exists");
  }
  return {};
}

// The version of the schema; 0 where it is empty.
base::Result<std::int64_t> read_version(Database& db) {
  TRY(const auto tables, db.value_of(kTables));
  if (tables == 0) return 0;
  TRY(const auto ours, db.value_of(kTables + " AND c.relname = 'lectern_schema'"));
  if (ours == 0) {
    return base::failure(base::Errc::invalid_argument,
                         "the database holds tables of another program; give Lectern a database, "
                         "or a schema, of its own");
  }
  return db.value_of("SELECT version FROM lectern_schema");
}

// One step inside a transaction. False: nothing was left to do.
base::Result<bool> apply_next(Database& db, std::span<const std::string_view> scripts) {
  TRY(const auto version, read_version(db));
  TRY(const std::size_t done, scripts_done(version, scripts.size()));
  if (done == scripts.size()) return false;
  if (done == 0) {
    TRY(
        db.execute("CREATE TABLE lectern_schema (version BIGINT NOT NULL); INSERT INTO "
                   "lectern_schema VALUES (0)"));
  }
  TRY(db.execute(std::string{scripts[done]}));
  TRY(db.execute("UPDATE lectern_schema SET version = " + std::to_string(done + 1)));
  return true;
}

base::Result<bool> step(Database& db, std::span<const std::string_view> scripts) {
  db.expect_answers_by(base::SystemClock{}.now() + kLongestStep);
  base::Status begun = db.execute(kBegin);
  auto applied = begun ? apply_next(db, scripts) : base::failure(begun.error());
  if (applied) {
    if (const auto done = db.commit("COMMIT"); !done) applied = base::failure(done.error());
  }
  if (!applied) (void)db.execute("ROLLBACK");
  return applied;
}

}  // namespace

base::Status migrate(Database& db) { return migrate(db, migration_scripts()); }

base::Status migrate(Database& db, std::span<const std::string_view> scripts) {
  TRY(check_server(db));
  base::SystemRandom random;
  for (int failures = 0;;) {
    const auto applied = step(db, scripts);
    if (applied && !*applied) return {};
    if (applied) continue;
    if (applied.error().code != base::Errc::unavailable || db.lost() || ++failures >= kTries)
      return base::failure(applied.error());
    std::this_thread::sleep_for(std::chrono::milliseconds{100 + random.below(400)});
  }
}

}  // namespace meetings::store::postgres
