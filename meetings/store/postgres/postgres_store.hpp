// SPDX-License-Identifier: MIT
// PostgresStore: the Store in a PostgreSQL database, which several daemons may share. Transactions
// that write are SERIALIZABLE and are repeated after conflicts; lists may come from a copy of the
// database (transactions.hpp, pool.hpp). While the server is away every call is refused within
// seconds, and what was answered as stored is stored. Any thread; blocks, within `patience`.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/log.hpp"
#include "meetings/store/bodies.hpp"
#include "meetings/store/postgres/pool.hpp"
#include "meetings/store/postgres/transactions.hpp"

namespace meetings::store {

struct PostgresOptions {
  base::postgres::Server primary;
  std::optional<base::postgres::Server> replica;
  postgres::PoolOptions pool;
  // A call that waits longer, for a connection, for the server or for others, is refused.
  std::chrono::milliseconds patience{5000};
};

class PostgresStore final : public DurableStore {
 public:
  // Totals since the start.
  struct Counts {
    std::uint64_t repeated = 0;           // attempts that conflicted with another transaction
    std::uint64_t given_up = 0;           // transactions refused after too many of them
    std::uint64_t settled = 0;            // COMMITs whose answer was lost, and was found out
    std::uint64_t unknown = 0;            // and was not
    std::uint64_t from_replica = 0;       // lists
    std::uint64_t replica_passed_by = 0;  // lists for which the replica was away or behind
    std::uint64_t connections = 0;        // opened
    std::uint64_t no_connection = 0;      // calls refused because all connections were in use
  };

  // Connects, checks the server and brings the schema up to date. `log` outlives the store.
  static base::Result<std::unique_ptr<PostgresStore>> open(PostgresOptions options,
                                                           const base::Log& log);
  PostgresStore(const PostgresStore&) = delete;
  PostgresStore& operator=(const PostgresStore&) = delete;

  Outcome<void> write(const Body& body) override;
  Outcome<void> read(const Body& body) override;
  Outcome<void> look(const Body& body) override;
  Outcome<void> read_list(const Body& body) override;
  base::Status probe() override;
  base::Status copy_to(const std::string& path, const std::function<bool()>& go_on) override;
  const std::string& identity() const noexcept override { return identity_; }
  Counts counts() const noexcept;

 private:
  PostgresStore(PostgresOptions options, std::string identity, const base::Log& log);

  postgres::Limits limits() const;
  using Try = postgres::Attempt (*)(postgres::Pool::Place& place, const Body& body,
                                    const postgres::Limits& limits, const base::Log& log);
  Outcome<void> read_by(Try attempt, const Body& body);
  // Nothing where the replica has not, or not yet, what the list may need.
  std::optional<Outcome<void>> read_replica(const Body& body);
  bool is_up_to_date(base::postgres::Database& replica, const std::string& position);
  base::Result<std::string> committed_position();
  postgres::Attempt attempt_write(const Body& body, const std::string& mark,
                                  const postgres::Limits& limits);
  Outcome<void> finish_unknown(const base::Error& error, const std::string& mark, bool& repeat);
  Refusal give_up(const base::Error& error);
  void note(const postgres::Attempt& attempt);
  void sweep(postgres::Pool::Place& place);

  // Constant after construction
  const base::Log& log_;
  const std::string identity_;
  const std::chrono::milliseconds patience_;

  postgres::Pool primary_;
  std::unique_ptr<postgres::Pool> replica_;
  std::atomic<base::Instant::rep> swept_{0};

  StoreHealth health_;

  std::atomic<std::uint64_t> repeated_{0}, given_up_{0}, settled_{0}, unknown_{0};
  std::atomic<std::uint64_t> from_replica_{0}, replica_passed_by_{0};
};

}  // namespace meetings::store
