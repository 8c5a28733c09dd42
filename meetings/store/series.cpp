// SPDX-License-Identifier: MIT
// Series in the database: changes of single occurrences, and splitting.
#include "meetings/store/aggregates.hpp"

namespace meetings::store {

std::vector<OccurrenceChange> SqlSeries::changes(const MeetingId& meeting) {
  std::vector<OccurrenceChange> found;
  Query rows = db_.query(
      "SELECT occurrence, starts_at, duration_minutes, title, cancelled FROM occurrence_changes "
      "WHERE meeting_id = ? ORDER BY occurrence",
      meeting);
  while (rows.step()) {
    OccurrenceChange change;
    change.occurrence = rows.text(0);
    change.starts_at = rows.optional_text(1);
    if (const auto minutes = rows.optional_integer(2))
      change.duration_minutes = static_cast<unsigned>(*minutes);
    change.title = rows.optional_text(3);
    change.cancelled = rows.integer(4) != 0;
    found.push_back(std::move(change));
  }
  return found;
}

void SqlSeries::put(const MeetingId& meeting, const OccurrenceChange& change) {
  db_.run(
      "INSERT INTO occurrence_changes (meeting_id, occurrence, starts_at, duration_minutes, "
      "title, cancelled) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (meeting_id, occurrence) DO UPDATE "
      "SET starts_at = excluded.starts_at, duration_minutes = excluded.duration_minutes, title = "
      "excluded.title, cancelled = excluded.cancelled",
      meeting, change.occurrence, change.starts_at, change.duration_minutes, change.title,
      change.cancelled);
}

void SqlSeries::remove(const MeetingId& meeting, std::string_view occurrence) {
  db_.run("DELETE FROM occurrence_changes WHERE meeting_id = ? AND occurrence = ?", meeting,
          occurrence);
}

void SqlSeries::remove_from(const MeetingId& meeting, std::string_view occurrence) {
  db_.run("DELETE FROM occurrence_changes WHERE meeting_id = ? AND occurrence >= ?", meeting,
          occurrence);
  db_.run(
      "DELETE FROM date_answers WHERE occurrence >= ?2 AND invite_id IN (SELECT id FROM "
      "meeting_invitations WHERE meeting_id = ?1)",
      meeting, occurrence);
}

void SqlSeries::set_closed(const MeetingId& meeting, std::string_view occurrence) {
  db_.run("UPDATE meetings SET closed_occurrence = ?, version = version + 1 WHERE id = ?",
          occurrence, meeting);
}

// The names of occurrences sort as their times do. Each database has a function new_uuid().
void SqlSeries::split(const MeetingId& meeting, const MeetingId& next,
                      std::string_view occurrence) {
  db_.run("UPDATE meetings SET continued_by = ?2 WHERE id = ?1", meeting, next);
  db_.run(
      "UPDATE occurrence_changes SET meeting_id = ?2 WHERE meeting_id = ?1 AND occurrence >= ?3",
      meeting, next, occurrence);
  db_.run(
      "INSERT INTO participants (id, meeting_id, user_id, name, role, created_at, removed_at) "
      "SELECT new_uuid(), ?2, p.user_id, p.name, p.role, p.created_at, p.removed_at FROM "
      "participants p JOIN users u ON u.id = p.user_id WHERE p.meeting_id = ?1 AND u.role <> "
      "'guest'",
      meeting, next);
  db_.run(
      "INSERT INTO bans (id, meeting_id, user_id, name, reason, created_at, until) "
      "SELECT new_uuid(), ?2, user_id, name, reason, created_at, until FROM bans WHERE meeting_id "
      "= ?1",
      meeting, next);
  db_.run(
      "INSERT INTO meeting_invitations (id, meeting_id, email, user_id, status, message, "
      "created_at, answered_at, reminders) SELECT new_uuid(), ?2, email, user_id, status, message, "
      "created_at, answered_at, reminders FROM meeting_invitations "
      "WHERE meeting_id = ?1",
      meeting, next);
  db_.run(
      "INSERT INTO date_answers (invite_id, occurrence, starts_at, status, answered_at, stamp) "
      "SELECT n.id, a.occurrence, a.starts_at, a.status, a.answered_at, a.stamp FROM "
      "meeting_invitations i JOIN date_answers a ON a.invite_id = i.id JOIN meeting_invitations n "
      "ON n.meeting_id = ?2 AND n.email = i.email WHERE i.meeting_id = ?1 AND a.occurrence >= ?3",
      meeting, next, occurrence);
  db_.run(
      "DELETE FROM date_answers WHERE occurrence >= ?2 AND invite_id IN (SELECT id FROM "
      "meeting_invitations WHERE meeting_id = ?1)",
      meeting, occurrence);
}

}  // namespace meetings::store
