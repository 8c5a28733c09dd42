// SPDX-License-Identifier: MIT
// The outbox in the database.
#include "meetings/store/aggregates.hpp"

namespace meetings::store {
namespace {

// Each statement is a literal, because its text is its key.
#define LECTERN_SELECT_OUTBOX                                                                   \
  "SELECT o.id, o.kind, o.payload, o.created_at, o.due_at, o.attempts, o.last_error, o.state, " \
  "o.subject, o.expires_at FROM outbox o "

std::vector<OutboxEntry> read_entries(Query rows) {
  std::vector<OutboxEntry> entries;
  while (rows.step()) {
    OutboxEntry entry;
    entry.id = OutboxId{rows.integer(0)};
    entry.kind = parse_outbox_kind(rows.text(1)).value_or(OutboxKind::mail);
    entry.payload = rows.text(2);
    entry.created_at = rows.time(3);
    entry.due_at = rows.time(4);
    entry.attempts = static_cast<unsigned>(rows.integer(5));
    entry.last_error = rows.text(6);
    entry.state = parse_outbox_state(rows.text(7)).value_or(OutboxState::dead);
    entry.subject = rows.text(8);
    entry.expires_at = rows.optional_time(9);
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

OutboxId SqlOutbox::put(OutboxKind kind, std::string_view payload, base::WallTime now,
                        base::WallTime due_at, const OutboxTerms& terms) {
  Query row = db_.query(
      "INSERT INTO outbox (kind, payload, created_at, due_at, subject, expires_at) VALUES (?, ?, "
      "?, ?, ?, ?) RETURNING id",
      to_string(kind), payload, now, due_at, terms.subject, terms.expires_at);
  return row.step() ? OutboxId{row.integer(0)} : OutboxId{};
}

bool SqlOutbox::is_waiting(OutboxKind kind, std::string_view subject) {
  return db_
      .query(
          "SELECT 1 FROM outbox WHERE subject = ? AND subject <> '' AND state <> 'dead' AND state "
          "= 'waiting' AND kind = ? LIMIT 1",
          subject, to_string(kind))
      .step();
}

bool SqlOutbox::has_due(OutboxKind kind, base::WallTime now) {
  return db_
      .query("SELECT 1 FROM outbox WHERE kind = ? AND due_at <= ? AND state <> 'dead' LIMIT 1",
             to_string(kind), now)
      .step();
}

// Whatever leaves later than an entry of its subject waits until that one is settled or dead.
std::vector<OutboxEntry> SqlOutbox::claim_due(OutboxKind kind, base::WallTime now,
                                              base::WallTime retry_at, std::size_t limit) {
  return claim(
      read_entries(db_.query(
          LECTERN_SELECT_OUTBOX
          "WHERE o.kind = ? AND o.due_at <= ? AND o.state <> 'dead' AND (o.subject = '' OR NOT "
          "EXISTS (SELECT 1 FROM outbox e WHERE e.subject = o.subject AND e.subject <> '' AND "
          "e.state <> 'dead' AND e.id < o.id AND e.kind = o.kind)) ORDER BY o.due_at, o.id LIMIT ?",
          to_string(kind), now, limit)),
      retry_at);
}

std::vector<OutboxEntry> SqlOutbox::claim_due_events(base::WallTime now, base::WallTime retry_at,
                                                     std::size_t limit) {
  return claim(
      read_entries(db_.query(LECTERN_SELECT_OUTBOX
                             "WHERE o.due_at <= ? AND o.kind = 'event' ORDER BY o.id LIMIT ?",
                             now, limit)),
      retry_at);
}

bool SqlOutbox::has_due_event(base::WallTime now) {
  // In the order of the index of events, so that no mail is looked at.
  return db_
      .query("SELECT 1 FROM outbox WHERE due_at <= ? AND kind = 'event' ORDER BY id LIMIT 1", now)
      .step();
}

std::vector<OutboxEntry> SqlOutbox::claim(std::vector<OutboxEntry> due, base::WallTime retry_at) {
  for (OutboxEntry& entry : due) {
    entry.due_at = retry_at;
    entry.state = OutboxState::sending;
    ++entry.attempts;
    db_.run("UPDATE outbox SET due_at = ?, attempts = ?, state = 'sending' WHERE id = ?",
            entry.due_at, entry.attempts, entry.id.value());
  }
  return due;
}

void SqlOutbox::settle(const OutboxEntry& claimed) {
  db_.run("DELETE FROM outbox WHERE id = ? AND attempts = ? AND state = 'sending'",
          claimed.id.value(), claimed.attempts);
}

void SqlOutbox::reschedule(const OutboxEntry& claimed, base::WallTime due_at,
                           std::string_view error) {
  db_.run(
      "UPDATE outbox SET due_at = ?, last_error = ?, state = 'waiting' WHERE id = ? AND attempts = "
      "? AND state = 'sending'",
      due_at, error, claimed.id.value(), claimed.attempts);
}

void SqlOutbox::give_back(const OutboxEntry& claimed, base::WallTime due_at,
                          std::string_view error) {
  db_.run(
      "UPDATE outbox SET due_at = ?, last_error = ?, state = 'waiting', attempts = attempts - 1 "
      "WHERE id = ? AND attempts = ? AND state = 'sending'",
      due_at, error, claimed.id.value(), claimed.attempts);
}

void SqlOutbox::bury(const OutboxEntry& claimed, std::string_view error) {
  db_.run(
      "UPDATE outbox SET last_error = ?, state = 'dead' WHERE id = ? AND attempts = ? AND state = "
      "'sending'",
      error, claimed.id.value(), claimed.attempts);
}

void SqlOutbox::mark_done(const OutboxId& id) {
  db_.run("DELETE FROM outbox WHERE id = ?", id.value());
}

bool SqlOutbox::revive(const OutboxId& id, base::WallTime now) {
  db_.run(
      "UPDATE outbox SET due_at = ?, attempts = 0, state = 'waiting', expires_at = NULL WHERE id = "
      "? AND kind <> 'event'",
      now, id.value());
  return !db_.failed() && db_.changes() == 1;
}

std::optional<OutboxEntry> SqlOutbox::find(const OutboxId& id) {
  auto found = read_entries(db_.query(LECTERN_SELECT_OUTBOX "WHERE o.id = ?", id.value()));
  return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

std::vector<OutboxEntry> SqlOutbox::list(const std::optional<OutboxState>& state,
                                         const std::optional<OutboxId>& after, std::size_t limit) {
  const std::int64_t from = after ? after->value() : 0;
  if (!state)
    return read_entries(db_.query(LECTERN_SELECT_OUTBOX
                                  "WHERE o.id > ? AND o.kind <> 'event' ORDER BY o.id LIMIT "
                                  "?",
                                  from, limit));
  return read_entries(
      db_.query(LECTERN_SELECT_OUTBOX
                "WHERE o.id > ? AND o.kind <> 'event' AND o.state = ? ORDER BY o.id LIMIT ?",
                from, to_string(*state), limit));
}

std::vector<OutboxCount> SqlOutbox::counts() {
  std::vector<OutboxCount> out;
  Query rows = db_.query(
      "SELECT kind, state, count(*), min(created_at) FROM outbox WHERE kind <> 'event' GROUP BY "
      "kind, state");
  while (rows.step()) {
    out.push_back({parse_outbox_kind(rows.text(0)).value_or(OutboxKind::mail),
                   parse_outbox_state(rows.text(1)).value_or(OutboxState::dead),
                   static_cast<std::size_t>(rows.integer(2)), rows.time(3)});
  }
  return out;
}

#undef LECTERN_SELECT_OUTBOX

}  // namespace meetings::store
