// SPDX-License-Identifier: MIT
// One attempt at a transaction on a connection of the pool, and what became of it.
//
// Every transaction that writes is SERIALIZABLE, so the rules that read before they write (limits,
// last seats, refresh tokens) hold with several daemons as they hold with SQLite's one writer:
// PostgreSQL ends one of two transactions that contradict each other, and it is repeated.
//
// Each one leaves a mark. Where the answer to COMMIT is lost, settle() adds the same mark itself.
// If it is there, the transaction has happened; if not, it never will, because its own mark would
// be a second one. One thread a connection.
#pragma once

#include <chrono>
#include <string>

#include "meetings/store/bodies.hpp"
#include "meetings/store/postgres/pool.hpp"

namespace meetings::store::postgres {

enum class Fate : std::uint8_t {
  answered,  // `answer` holds
  repeat,    // nothing happened; `error` says why, another attempt may succeed
  unknown,   // COMMIT was sent, and its answer is lost
};

struct Attempt {
  Fate fate = Fate::answered;
  Outcome<void> answer{};
  base::Error error{};  // of repeat and unknown, and the reason of an answer that is trouble
  bool trouble = false;
};

struct Limits {
  base::Instant deadline;
};

Attempt try_write(Pool::Place& place, const Store::Body& body, const std::string& mark,
                  const Limits& limits, const base::Log& log);
Attempt try_read(Pool::Place& place, const Store::Body& body, const Limits& limits,
                 const base::Log& log);
// Without a transaction around the body, which must not write.
Attempt try_look(Pool::Place& place, const Store::Body& body, const Limits& limits,
                 const base::Log& log);

enum class Settled : std::uint8_t { committed, rolled_back, unknown };
Settled settle(Pool& pool, const std::string& mark, base::Instant deadline);

// Forgets marks that nobody asks about any more. A failure does not matter.
void sweep_marks(Pool::Place& place, base::Instant deadline);

}  // namespace meetings::store::postgres
