// SPDX-License-Identifier: MIT
#include "meetings/store/postgres/transactions.hpp"

#include <algorithm>
#include <thread>

namespace meetings::store::postgres {

using base::postgres::Database;
using base::postgres::Trouble;
using namespace std::chrono_literals;
namespace {

constexpr auto kPause = 100ms;
constexpr auto kLongestCommit = 1000ms;
constexpr auto kLongestSettling = 2000ms;

// By the clock of the server.
const std::string kNow = "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)";

// The pool has set the limits of time (pool.cpp).
const std::string kBeginWrite = "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE";
const std::string kBeginRead = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

std::string begin_settling() {
  const std::string limit = std::to_string(kLongestSettling.count());
  return "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL statement_timeout = " + limit +
         "; SET LOCAL lock_timeout = " + limit;
}

// What was answered is on disk, whatever the role's or the server's default is.
const std::string kDurable =
    "; SELECT pg_catalog.set_config('synchronous_commit', 'on', true) WHERE "
    "pg_catalog.current_setting('synchronous_commit') = 'off'";

std::string insert_mark(const std::string& mark, bool settles) {
  return "INSERT INTO commit_marks (id, made_at, settles) VALUES ('" + mark + "', " + kNow + ", " +
         (settles ? "1)" : "0)");
}

Attempt answered(Outcome<void> answer) { return {Fate::answered, std::move(answer), {}, false}; }

Attempt failed(Database& db, base::Error error) {
  const Trouble trouble = db.trouble();
  if (!db.lost()) (void)db.execute("ROLLBACK");
  if (trouble == Trouble::conflict || trouble == Trouble::lost)
    return {Fate::repeat, {}, std::move(error), false};
  Attempt attempt = answered(base::failure(refusal_of(error)));
  attempt.trouble = is_trouble(error);
  attempt.error = std::move(error);
  return attempt;
}

}  // namespace

Attempt try_write(Pool::Place& place, const Store::Body& body, const std::string& mark,
                  const Limits& limits, const base::Log& log) {
  Database& db = place.db;
  db.expect_answers_by(limits.deadline);
  base::Status done = db.execute(kBeginWrite + kDurable);
  if (!done) {
    // The server has become a standby: another one takes the writes now.
    if (db.trouble() == Trouble::read_only) db.abandon();
    return failed(db, std::move(done.error()));
  }
  Outcome<void> answer = run_body(body, place.work, log);
  if (auto error = db.take_error()) return failed(db, std::move(*error));
  if (!answer) {
    (void)db.execute("ROLLBACK");
    return answered(std::move(answer));
  }
  // A body that took its time has not used up that of the commit.
  db.expect_answers_by(std::max(limits.deadline, base::SystemClock{}.now() + kLongestCommit));
  done = db.commit(insert_mark(mark, false) + "; COMMIT");
  if (done) return answered({});
  if (db.lost()) return {Fate::unknown, {}, std::move(done.error()), false};
  return failed(db, std::move(done.error()));
}

Attempt try_read(Pool::Place& place, const Store::Body& body, const Limits& limits,
                 const base::Log& log) {
  Database& db = place.db;
  db.expect_answers_by(limits.deadline);
  if (auto begun = db.execute(kBeginRead); !begun) return failed(db, std::move(begun.error()));
  Outcome<void> answer = run_body(body, place.work, log);
  if (auto error = db.take_error()) return failed(db, std::move(*error));
  (void)db.execute("COMMIT");  // what was read stands; the pool closes a connection that failed
  return answered(std::move(answer));
}

Attempt try_look(Pool::Place& place, const Store::Body& body, const Limits& limits,
                 const base::Log& log) {
  Database& db = place.db;
  db.expect_answers_by(limits.deadline);
  db.only_read();
  Outcome<void> answer = run_body(body, place.work, log);
  if (auto error = db.take_error()) return failed(db, std::move(*error));
  return answered(std::move(answer));
}

Settled settle(Pool& pool, const std::string& mark, base::Instant deadline) {
  for (;;) {
    if (auto lease = pool.take(deadline)) {
      Database& db = (*lease)->db;
      db.expect_answers_by(deadline);
      // Waits for a transaction that still has the mark in hand. Doing it again gives the same
      // answer, so an answer may be lost here, too.
      const auto settled =
          db.value_of(begin_settling() + kDurable + "; " + insert_mark(mark, true) +
                      " ON CONFLICT (id) DO NOTHING; SELECT settles FROM "
                      "commit_marks WHERE id = '" +
                      mark + "'");
      if (settled && db.commit("COMMIT"))
        return *settled == 0 ? Settled::committed : Settled::rolled_back;
      if (!db.lost()) (void)db.execute("ROLLBACK");
    }
    if (base::SystemClock{}.now() + kPause >= deadline) return Settled::unknown;
    std::this_thread::sleep_for(kPause);
  }
}

void sweep_marks(Pool::Place& place, base::Instant deadline) {
  place.db.expect_answers_by(deadline);
  (void)place.db.execute("DELETE FROM commit_marks WHERE made_at < " + kNow + " - 3600000000");
}

}  // namespace meetings::store::postgres
