// SPDX-License-Identifier: MIT
// Bans in the database.
#include "meetings/store/aggregates.hpp"

namespace meetings::store {
namespace {

Ban read_ban(const Query& row) {
  return Ban{BanId{row.text(0)},  MeetingId{row.text(1)}, UserId{row.text(2)},
             row.text(3),         row.optional_text(4),   row.time(5),
             row.optional_time(6)};
}

}  // namespace

std::optional<Ban> SqlBans::by_person(const MeetingId& meeting, const UserId& user) {
  Query row = db_.query(
      "SELECT id, meeting_id, user_id, name, reason, created_at, until FROM bans WHERE meeting_id "
      "= ? AND user_id = ?",
      meeting, user);
  return row.step() ? std::optional{read_ban(row)} : std::nullopt;
}

void SqlBans::put(const Ban& ban) {
  db_.run(
      "INSERT INTO bans (id, meeting_id, user_id, name, reason, created_at, until) VALUES (?, ?, "
      "?, ?, ?, ?, ?) ON CONFLICT (meeting_id, user_id) DO UPDATE SET name = excluded.name, reason "
      "= excluded.reason, created_at = excluded.created_at, until = excluded.until",
      ban.id, ban.meeting_id, ban.user_id, ban.name, ban.reason, ban.created_at, ban.until);
}

bool SqlBans::remove(const MeetingId& meeting, const BanId& id) {
  db_.run("DELETE FROM bans WHERE meeting_id = ? AND id = ?", meeting, id);
  return !db_.failed() && db_.changes() == 1;
}

std::vector<Ban> SqlBans::list(const MeetingId& meeting, base::WallTime now, std::size_t limit) {
  std::vector<Ban> found;
  Query rows = db_.query(
      "SELECT id, meeting_id, user_id, name, reason, created_at, until FROM bans WHERE meeting_id "
      "= ? AND (until IS NULL OR until > ?) ORDER BY created_at, id LIMIT ?",
      meeting, now, limit);
  while (rows.step()) found.push_back(read_ban(rows));
  return found;
}

std::size_t SqlBans::count(const MeetingId& meeting) {
  Query row = db_.query("SELECT count(*) FROM bans WHERE meeting_id = ?", meeting);
  return row.step() ? static_cast<std::size_t>(row.integer(0)) : 0;
}

}  // namespace meetings::store
