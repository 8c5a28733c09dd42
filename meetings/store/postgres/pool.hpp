// SPDX-License-Identifier: MIT
// Pool: a few connections to one PostgreSQL server. A thread has a connection alone, from take()
// until the end of the lease. Where the server is away, one thread at a time tries to reach it, the
// others are refused at once; the pool heals by itself. Any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/postgres.hpp"
#include "base/random.hpp"
#include "meetings/store/aggregates.hpp"

namespace meetings::store::postgres {

struct PoolOptions {
  std::size_t connections = 4;
  // A connection is replaced when it is so old, so that a change of DNS or a failover is noticed.
  std::chrono::seconds longest_life{600};
  // The server ends a statement that takes longer, and one that waits longer for a lock.
  std::chrono::milliseconds longest_statement{5000};
};

class Pool {
 public:
  // A connection of the pool, with the repositories over it.
  struct Place {
    explicit Place(std::unique_ptr<base::postgres::Database> opened)
        : db(*opened), work(std::move(opened)) {}
    base::postgres::Database& db;
    Connection work;
    base::Instant ends{};
    std::uint64_t generation = 0;
  };
  // Gives the connection back; one that is lost, or still in a transaction, is closed.
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<Place> place) : pool_(&pool), place_(std::move(place)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (place_) pool_->give_back(std::move(place_));
    }
    Place* operator->() const noexcept { return place_.get(); }
    Place& place() const noexcept { return *place_; }

   private:
    Pool* pool_;
    std::unique_ptr<Place> place_;
  };

  // `name` is that of the server in the log. The log outlives the pool.
  Pool(base::postgres::Server server, std::string name, const base::Log& log, PoolOptions options);
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Waits until `deadline` for a connection that is free. Errors: unavailable (the server is away,
  // or all connections were in use until the deadline).
  base::Result<Lease> take(base::Instant deadline);

  std::uint64_t opened() const noexcept { return opened_.load(std::memory_order_relaxed); }
  // How many asked for a connection in vain, because all were in use.
  std::uint64_t refused() const noexcept { return refused_.load(std::memory_order_relaxed); }

 private:
  friend class Lease;
  void give_back(std::unique_ptr<Place> place);
  std::unique_ptr<Place> take_idle(base::Instant now);
  base::Result<std::unique_ptr<base::postgres::Database>> connect() const;
  base::Result<std::unique_ptr<Place>> open_one(std::unique_lock<std::mutex>& lock);
  void note_away(const base::Error& error, base::Instant now);
  void note_there(base::Instant now);

  // Constant after construction
  const base::postgres::Server server_;
  const std::string name_;
  const base::Log& log_;
  const PoolOptions options_;

  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Place>> idle_;
  std::size_t out_ = 0;           // leases, and connections that are being opened
  std::uint64_t generation_ = 0;  // counts up when a connection was lost: idle ones are old then
  // Since when the server is away, why, and when to try it again.
  std::optional<base::Instant> away_since_;
  base::Error away_why_;
  base::Instant try_again_{};
  std::chrono::milliseconds pause_{0};
  bool trying_ = false;
  base::SystemRandom random_;

  std::atomic<std::uint64_t> opened_{0};
  std::atomic<std::uint64_t> refused_{0};
};

}  // namespace meetings::store::postgres
