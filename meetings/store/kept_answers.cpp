// SPDX-License-Identifier: MIT
// Answers to requests with an Idempotency-Key, in SQL.
#include "meetings/store/aggregates.hpp"

namespace meetings::store {

std::optional<KeptAnswer> SqlKeptAnswers::find(const base::Sha256Digest& id) {
  Query row =
      db_.query("SELECT asker, request, answer, created_at FROM kept_answers WHERE id = ?", id);
  if (!row.step()) return std::nullopt;
  return KeptAnswer{id, row.digest(0), row.digest(1), row.text(2), row.time(3)};
}

bool SqlKeptAnswers::reserve(const KeptAnswer& answer) {
  db_.run(
      "INSERT INTO kept_answers (id, asker, request, answer, created_at) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (id) DO NOTHING",
      answer.id, answer.subject, answer.request, answer.answer, answer.created_at);
  return !db_.failed() && db_.changes() == 1;
}

void SqlKeptAnswers::set_answer(const base::Sha256Digest& id, std::string_view answer) {
  db_.run("UPDATE kept_answers SET answer = ? WHERE id = ?", answer, id);
}

void SqlKeptAnswers::remove(const base::Sha256Digest& id) {
  db_.run("DELETE FROM kept_answers WHERE id = ?", id);
}

void SqlKeptAnswers::keep_newest(const base::Sha256Digest& subject, std::size_t keep) {
  db_.run(
      "DELETE FROM kept_answers WHERE asker = ? AND id NOT IN (SELECT id FROM kept_answers WHERE "
      "asker = ? ORDER BY created_at DESC, id LIMIT ?)",
      subject, subject, keep);
}

}  // namespace meetings::store
