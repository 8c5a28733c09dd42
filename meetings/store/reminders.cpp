// SPDX-License-Identifier: MIT
// When to remind whom, in the database.
#include "meetings/store/aggregates.hpp"

namespace meetings::store {

std::vector<ReminderTurn> SqlReminders::due(base::WallTime now, std::size_t limit) {
  std::vector<ReminderTurn> found;
  Query rows = db_.query(
      "SELECT id, reminded_to FROM meetings WHERE remind_at <= ? AND remind_at IS NOT NULL ORDER "
      "BY remind_at LIMIT ?",
      now, limit);
  while (rows.step()) found.push_back({MeetingId{rows.text(0)}, rows.time(1)});
  return found;
}

void SqlReminders::set_next(const MeetingId& meeting, const std::optional<base::WallTime>& at,
                            base::WallTime reminded_to) {
  db_.run("UPDATE meetings SET remind_at = ?, reminded_to = ? WHERE id = ?", at, reminded_to,
          meeting);
}

bool SqlReminders::take_knock(const MeetingId& meeting, base::WallTime now, base::WallTime before) {
  db_.run(
      "UPDATE meetings SET knock_mailed_at = ? WHERE id = ? AND (knock_mailed_at IS NULL OR "
      "knock_mailed_at <= ?)",
      now, meeting, before);
  return !db_.failed() && db_.changes() == 1;
}

void SqlReminders::stop_for(const UserId& user) {
  db_.run("UPDATE users SET reminders = 0 WHERE id = ?", user);
}

void SqlReminders::stop_for(const InviteId& invitation) {
  db_.run("UPDATE meeting_invitations SET reminders = 0 WHERE id = ?", invitation);
}

}  // namespace meetings::store
