// SPDX-License-Identifier: MIT
// Calendar feeds in the database.
#include "meetings/store/aggregates.hpp"

namespace meetings::store {
namespace {

std::optional<StoredFeed> read_feed(Query row) {
  if (!row.step()) return std::nullopt;
  return StoredFeed{UserId{row.text(0)}, row.digest(1), row.time(2)};
}

}  // namespace

std::optional<StoredFeed> SqlCalendarFeeds::by_hash(const base::Sha256Digest& token_hash) {
  return read_feed(
      db_.query("SELECT user_id, token_hash, created_at FROM calendar_feeds WHERE token_hash = ?",
                token_hash));
}

std::optional<StoredFeed> SqlCalendarFeeds::of(const UserId& user) {
  return read_feed(db_.query(
      "SELECT user_id, token_hash, created_at FROM calendar_feeds WHERE user_id = ?", user));
}

void SqlCalendarFeeds::put(const StoredFeed& feed) {
  db_.run(
      "INSERT INTO calendar_feeds (user_id, token_hash, created_at) VALUES (?, ?, ?) ON CONFLICT "
      "(user_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = excluded.created_at",
      feed.user_id, feed.token_hash, feed.created_at);
}

bool SqlCalendarFeeds::remove(const UserId& user) {
  db_.run("DELETE FROM calendar_feeds WHERE user_id = ?", user);
  return !db_.failed() && db_.changes() > 0;
}

}  // namespace meetings::store
