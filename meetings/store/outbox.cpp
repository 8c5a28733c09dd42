// SPDX-License-Identifier: MIT
// The outbox in the database.
#include "meetings/store/aggregates.hpp"

namespace meetings::store {
namespace {

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
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

OutboxId SqlOutbox::put(OutboxKind kind, std::string_view payload, base::WallTime now,
                        base::WallTime due_at) {
  Query row = db_.query(
      "INSERT INTO outbox (kind, payload, created_at, due_at) VALUES (?, ?, ?, ?) RETURNING id",
      to_string(kind), payload, now, due_at);
  return row.step() ? OutboxId{row.integer(0)} : OutboxId{};
}

std::vector<OutboxEntry> SqlOutbox::claim_due(base::WallTime now, base::WallTime retry_at,
                                              std::size_t limit) {
  return claim(read_entries(db_.query(
                   "SELECT id, kind, payload, created_at, due_at, attempts, last_error FROM outbox "
                   "WHERE due_at <= ? AND kind <> 'event' ORDER BY due_at, id LIMIT ?",
                   now, limit)),
               retry_at);
}

std::vector<OutboxEntry> SqlOutbox::claim_due_events(base::WallTime now, base::WallTime retry_at,
                                                     std::size_t limit) {
  return claim(read_entries(db_.query(
                   "SELECT id, kind, payload, created_at, due_at, attempts, last_error FROM outbox "
                   "WHERE due_at <= ? AND kind = 'event' ORDER BY id LIMIT ?",
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
    ++entry.attempts;
    db_.run("UPDATE outbox SET due_at = ?, attempts = ? WHERE id = ?", entry.due_at, entry.attempts,
            entry.id.value());
  }
  return due;
}

void SqlOutbox::mark_done(const OutboxId& id) {
  db_.run("DELETE FROM outbox WHERE id = ?", id.value());
}

void SqlOutbox::reschedule(const OutboxId& id, base::WallTime due_at, std::string_view error) {
  db_.run("UPDATE outbox SET due_at = ?, last_error = ? WHERE id = ?", due_at, error, id.value());
}

std::vector<OutboxEntry> SqlOutbox::list(const std::optional<OutboxId>& after, std::size_t limit) {
  return read_entries(
      db_.query("SELECT id, kind, payload, created_at, due_at, attempts, last_error FROM outbox "
                "WHERE id > ? ORDER BY id LIMIT ?",
                after ? after->value() : std::int64_t{0}, limit));
}

}  // namespace meetings::store
