// SPDX-License-Identifier: MIT
#include "daemon/open_store.hpp"

#include <functional>
#include <utility>

#include "config/state_files.hpp"
#include "config/store_url.hpp"
#include "daemon/process/database_record.hpp"
#include "meetings/store/postgres/postgres_store.hpp"
#include "meetings/store/sqlite/sqlite_store.hpp"

namespace lecternd {
namespace {

using meetings::store::PostgresStore;
using meetings::store::SqliteStore;

meetings::store::PostgresOptions postgres_options(const config::StoreConfig& config) {
  meetings::store::PostgresOptions options;
  options.primary = {config.postgres_url, config.password};
  if (!config.replica_url.empty())
    options.replica = base::postgres::Server{config.replica_url, config.password};
  options.pool.connections = config.connections;
  return options;
}

void register_counts(const PostgresStore& store, base::Metrics& metrics) {
  using Counts = PostgresStore::Counts;
  const auto add = [&](const char* name, const char* help, std::uint64_t Counts::*count) {
    metrics.counter_reader(name, help,
                           [&store, count] { return static_cast<double>(store.counts().*count); });
  };
  add("lectern_store_transactions_repeated_total",
      "Transactions that were run again after a conflict or a lost connection.", &Counts::repeated);
  add("lectern_store_transactions_given_up_total",
      "Transactions that were refused after conflicts or lost connections.", &Counts::given_up);
  add("lectern_store_commits_settled_total",
      "Commits whose answer was lost, and which were found out.", &Counts::settled);
  add("lectern_store_commits_unknown_total",
      "Commits whose answer was lost, and which could not be found out.", &Counts::unknown);
  add("lectern_store_lists_from_replica_total", "Lists that the replica answered.",
      &Counts::from_replica);
  add("lectern_store_replica_passed_by_total",
      "Lists for which the replica was away or behind, so that the primary answered.",
      &Counts::replica_passed_by);
  add("lectern_store_connections_opened_total", "Connections to PostgreSQL that were opened.",
      &Counts::connections);
  add("lectern_store_no_connection_total",
      "Calls that were refused because all connections to PostgreSQL were in use.",
      &Counts::no_connection);
}

base::Error named(const std::string& name, const base::Error& error) {
  return {error.code, name + ": " + error.what};
}

base::Result<OpenedStore> open_postgres(Foundation& foundation, DatabaseRecord record) {
  const config::StoreConfig& config = foundation.config().store;
  std::string name = config::mask_store_url(config.postgres_url);
  auto store = PostgresStore::open(postgres_options(config), foundation.log);
  if (!store) return base::failure(named(name, store.error()));
  TRY(record.keep(name, (*store)->identity(), foundation.log));
  register_counts(**store, foundation.metrics);
  return OpenedStore{std::move(*store), std::move(name)};
}

base::Result<OpenedStore> open_sqlite(Foundation& foundation, DatabaseRecord record) {
  const std::string& path = foundation.config().store.sqlite_path;
  std::string name = path.empty() ? foundation.state.file(config::kDatabaseFile) : path;
  TRY(record.check_file(name));
  auto store = SqliteStore::open(name, foundation.log);
  if (!store) return base::failure(named(name, store.error()));
  TRY(record.keep(name, (*store)->identity(), foundation.log));
  return OpenedStore{std::move(*store), std::move(name)};
}

}  // namespace

base::Result<OpenedStore> open_store(Foundation& foundation) {
  TRY(auto record, DatabaseRecord::read(foundation.state.path()));
  return foundation.config().store.postgres_url.empty()
             ? open_sqlite(foundation, std::move(record))
             : open_postgres(foundation, std::move(record));
}

}  // namespace lecternd
