// SPDX-License-Identifier: MIT
#include "meetings/store/postgres/postgres_store.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "base/random.hpp"
#include "meetings/store/postgres/migrations.hpp"

namespace meetings::store {

using postgres::Attempt;
using postgres::Fate;
using postgres::Limits;
using postgres::Settled;
using namespace std::chrono_literals;
namespace {

constexpr int kMostAttempts = 20;
// A key or a reference may be violated by a row of a transaction that this one could not see. Where
// it is violated again and again, the body is wrong.
constexpr int kMostViolations = 3;
constexpr auto kLongestPause = 200ms;
constexpr auto kSettleWithin = 4s;
constexpr std::chrono::milliseconds kReplicaAnswers{2000};
constexpr auto kReplicaWithin = 60ms;
constexpr auto kReplicaPause = 10ms;
constexpr auto kSweepEach = 10min;
constexpr std::size_t kMarkBytes = 16;

base::Instant now() noexcept { return base::SystemClock{}.now(); }

// The more attempts have failed, the longer; at random, so that two do not meet again.
void pause_before(int attempt) {
  base::SystemRandom random;
  const auto longest = std::min<std::chrono::milliseconds>(kLongestPause, 4ms * (1 << attempt));
  std::this_thread::sleep_for(
      std::chrono::microseconds{random.below(static_cast<std::uint32_t>(longest.count() * 1000))});
}

base::Result<std::string> read_identity(base::postgres::Database& db) {
  auto id = db.text_of("SELECT id FROM database_identity");
  if (!id && id.error().code != base::Errc::not_found) return id;
  if (!id || id->empty())
    return base::failure(base::Errc::corrupt, "the database has lost its identity");
  return id;
}

base::Result<std::string> prepare(const base::postgres::Server& server, const base::Log& log) {
  TRY(const auto db, base::postgres::Database::connect(server));
  TRY(postgres::migrate(*db));
  db->expect_answers_by(now() + 10s);
  TRY(auto identity, read_identity(*db));
  TRY(const std::string fsync, db->text_of("SHOW fsync"));
  if (fsync == "off")
    log.warning("database_not_durable", {{"why", "fsync is off in PostgreSQL's configuration"}});
  return identity;
}

postgres::PoolOptions limited(postgres::PoolOptions options, std::chrono::milliseconds longest) {
  options.longest_statement = longest;
  return options;
}

}  // namespace

base::Result<std::unique_ptr<PostgresStore>> PostgresStore::open(PostgresOptions options,
                                                                 const base::Log& log) {
  options.primary.primary = true;
  if (options.replica) options.replica->primary = false;
  TRY(auto identity, prepare(options.primary, log));
  return std::unique_ptr<PostgresStore>{
      new PostgresStore(std::move(options), std::move(identity), log)};
}

PostgresStore::PostgresStore(PostgresOptions options, std::string identity, const base::Log& log)
    : log_(log),
      identity_(std::move(identity)),
      patience_(options.patience),
      primary_(std::move(options.primary), "primary", log, limited(options.pool, patience_)) {
  if (options.replica) {
    replica_ = std::make_unique<postgres::Pool>(std::move(*options.replica), "replica", log,
                                                limited(options.pool, kReplicaAnswers));
  }
}

Limits PostgresStore::limits() const { return {now() + patience_}; }

Outcome<void> PostgresStore::write(const Body& body) {
  const Limits within = limits();
  for (int attempts = 1;; ++attempts) {
    const std::string mark = base::SystemRandom{}.hex(kMarkBytes);
    Attempt attempt = attempt_write(body, mark, within);
    bool repeat = attempt.fate == Fate::repeat;
    if (attempt.fate == Fate::unknown) {
      auto answer = finish_unknown(attempt.error, mark, repeat);
      if (!repeat) return answer;
    }
    if (!repeat) {
      note(attempt);
      return std::move(attempt.answer);
    }
    const bool violation = attempt.error.code == base::Errc::internal;
    if (attempts >= (violation ? kMostViolations : kMostAttempts) || now() >= within.deadline)
      return base::failure(give_up(attempt.error));
    repeated_.fetch_add(1, std::memory_order_relaxed);
    pause_before(attempts);
  }
}

Attempt PostgresStore::attempt_write(const Body& body, const std::string& mark,
                                     const Limits& within) {
  auto lease = primary_.take(within.deadline);
  if (!lease) return {Fate::answered, base::failure(refusal_of(lease.error())), {}, false};
  Attempt attempt = postgres::try_write((*lease).place(), body, mark, within, log_);
  if (attempt.fate == Fate::answered && attempt.answer) sweep((*lease).place());
  return attempt;
}

// COMMIT was sent and its answer is lost. Sets `repeat` if the transaction has not happened.
Outcome<void> PostgresStore::finish_unknown(const base::Error& error, const std::string& mark,
                                            bool& repeat) {
  switch (postgres::settle(primary_, mark, now() + kSettleWithin)) {
    case Settled::committed: settled_.fetch_add(1, std::memory_order_relaxed); return {};
    case Settled::rolled_back:
      settled_.fetch_add(1, std::memory_order_relaxed);
      repeat = true;
      return {};
    case Settled::unknown: break;
  }
  unknown_.fetch_add(1, std::memory_order_relaxed);
  log_.error("store_outcome_unknown", {{"what", error.what}});
  return base::failure(Refusal{RefusalCode::overloaded,
                               "The server does not know whether this was stored. Please look "
                               "before you try again.",
                               {},
                               5s});
}

Refusal PostgresStore::give_up(const base::Error& error) {
  given_up_.fetch_add(1, std::memory_order_relaxed);
  log_.error("store_gave_up", {{"code", base::to_string(error.code)}, {"what", error.what}});
  return refusal_of(error);
}

void PostgresStore::note(const Attempt& attempt) {
  if (attempt.trouble) {
    log_.error("store_failed",
               {{"code", base::to_string(attempt.error.code)}, {"what", attempt.error.what}});
  }
  if (attempt.trouble) health_.fail(attempt.error);
  else if (attempt.answer) health_.recover();
}

void PostgresStore::sweep(postgres::Pool::Place& place) {
  auto before = swept_.load(std::memory_order_relaxed);
  const base::Instant at = now();
  if (at - base::Instant{base::Instant::duration{before}} < kSweepEach) return;
  if (swept_.compare_exchange_strong(before, at.time_since_epoch().count()))
    postgres::sweep_marks(place, at + patience_);
}

Outcome<void> PostgresStore::read(const Body& body) { return read_by(postgres::try_read, body); }
Outcome<void> PostgresStore::look(const Body& body) { return read_by(postgres::try_look, body); }

Outcome<void> PostgresStore::read_by(Try attempt_read, const Body& body) {
  const Limits within = limits();
  for (int attempts = 1;; ++attempts) {
    Attempt attempt;
    {
      auto lease = primary_.take(within.deadline);
      if (!lease) return base::failure(refusal_of(lease.error()));
      attempt = attempt_read((*lease).place(), body, within, log_);
    }
    if (attempt.fate == Fate::answered) {
      if (attempt.trouble) note(attempt);
      return std::move(attempt.answer);
    }
    if (attempts >= kMostAttempts || now() >= within.deadline)
      return base::failure(give_up(attempt.error));
    repeated_.fetch_add(1, std::memory_order_relaxed);
    pause_before(attempts);
  }
}

Outcome<void> PostgresStore::read_list(const Body& body) {
  if (replica_) {
    if (auto answer = read_replica(body)) return std::move(*answer);
    replica_passed_by_.fetch_add(1, std::memory_order_relaxed);
  }
  return look(body);
}

std::optional<Outcome<void>> PostgresStore::read_replica(const Body& body) {
  const auto position = committed_position();
  if (!position) return std::nullopt;  // the primary is away, and read() says so
  const Limits within{now() + kReplicaAnswers};
  auto lease = replica_->take(now());
  if (!lease) return std::nullopt;
  (*lease)->db.expect_answers_by(within.deadline);
  if (!is_up_to_date((*lease)->db, *position)) return std::nullopt;
  Attempt attempt = postgres::try_read((*lease).place(), body, within, log_);
  // A conflict with what the replica has to replay is one of its troubles.
  if (attempt.fate != Fate::answered || attempt.trouble) return std::nullopt;
  from_replica_.fetch_add(1, std::memory_order_relaxed);
  return std::move(attempt.answer);
}

// Everything that any daemon has answered as stored lies before this position of the primary's log.
base::Result<std::string> PostgresStore::committed_position() {
  TRY(auto lease, primary_.take(now() + patience_));
  lease->db.expect_answers_by(now() + patience_);
  return lease->db.text_of("SELECT pg_catalog.pg_current_wal_flush_lsn()");
}

// A replica that was promoted is none any more: it has a history of its own.
bool PostgresStore::is_up_to_date(base::postgres::Database& replica, const std::string& position) {
  const std::string question =
      "SELECT CAST(pg_catalog.pg_is_in_recovery() AND pg_catalog.pg_last_wal_replay_lsn() >= '" +
      position + "' AS INTEGER)";
  const base::Instant deadline = now() + kReplicaWithin;
  for (;;) {
    const auto answer = replica.value_of(question);
    if (!answer || *answer == 1) return answer.has_value();
    if (now() + kReplicaPause >= deadline) return false;
    std::this_thread::sleep_for(kReplicaPause);
  }
}

base::Status PostgresStore::probe() {
  {
    TRY(auto lease, primary_.take(now() + 1s));
    lease->db.expect_answers_by(now() + 2s);
    TRY(lease->db.value_of("SELECT count(*) FROM database_identity"));
  }
  return health_.ask(*this);
}

base::Status PostgresStore::copy_to(const std::string&, const std::function<bool()>&) {
  return base::failure(base::Errc::unsupported,
                       "the meetings are in PostgreSQL, which pg_dump copies (docs/operations.md)");
}

PostgresStore::Counts PostgresStore::counts() const noexcept {
  const auto value = [](const std::atomic<std::uint64_t>& count) {
    return count.load(std::memory_order_relaxed);
  };
  return {value(repeated_),
          value(given_up_),
          value(settled_),
          value(unknown_),
          value(from_replica_),
          value(replica_passed_by_),
          primary_.opened() + (replica_ ? replica_->opened() : 0),
          primary_.refused() + (replica_ ? replica_->refused() : 0)};
}

}  // namespace meetings::store
