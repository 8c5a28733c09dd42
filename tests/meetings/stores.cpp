// SPDX-License-Identifier: MIT
#include "tests/meetings/stores.hpp"

#include <unistd.h>

#include <cstdlib>
#include <map>
#include <string_view>

#include "base/guarded.hpp"
#include "meetings/store/postgres/postgres_store.hpp"
#include "meetings/store/sqlite/sqlite_store.hpp"
#include "tests/support/check.hpp"

namespace lectern_test {

using meetings::Outcome;
using meetings::UnitOfWork;
using meetings::store::DurableStore;
namespace {

std::string_view wanted_store() {
  const char* text = std::getenv("LECTERN_TEST_STORE");
  return text == nullptr ? "" : text;
}

// Each name has a schema of its own.
std::unique_ptr<DurableStore> open_in_schema(const std::string& url, const std::string& name,
                                             const base::Log& log) {
  static base::Guarded<std::map<std::string, std::string>> schemas;
  const std::string schema = schemas.with([&](auto& known) {
    auto& found = known[name];
    if (!found.empty()) return found;
    found = "t" + std::to_string(::getpid()) + "_" + std::to_string(known.size());
    const auto db = CHECK_OK(base::postgres::Database::connect({url, {}}));
    CHECK_OK(db->execute("CREATE SCHEMA " + found));
    return found;
  });
  meetings::store::PostgresOptions options;
  options.primary.url = url + "&options=-csearch_path%3D" + schema;
  return CHECK_OK(meetings::store::PostgresStore::open(std::move(options), log));
}

}  // namespace

Outcome<void> RepeatingStore::write(const Body& body) {
  Outcome<void> first;
  const auto in_vain = store_->write([&](UnitOfWork& work) -> Outcome<void> {
    first = body(work);
    if (!first) return first;
    return meetings::refuse(meetings::RefusalCode::changed, "The test rolls this back.");
  });
  return first ? store_->write(body) : in_vain;
}

Outcome<void> RepeatingStore::read(const Body& body) {
  const auto first = store_->read(body);
  return first ? store_->read(body) : first;
}

bool store_is_sqlite() { return !wanted_store().starts_with("postgresql:"); }

bool each_body_runs_twice() { return wanted_store() == "repeating"; }

std::unique_ptr<DurableStore> open_test_store(const std::string& file, const base::Log& log) {
  const std::string_view wanted = wanted_store();
  if (wanted.starts_with("postgresql:")) return open_in_schema(std::string{wanted}, file, log);
  auto store = CHECK_OK(meetings::store::SqliteStore::open(file, log));
  if (wanted == "repeating") return std::make_unique<RepeatingStore>(std::move(store));
  return store;
}

}  // namespace lectern_test
