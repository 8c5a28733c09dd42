// SPDX-License-Identifier: MIT
// Notifications in SQL.
#include <utility>

#include "meetings/store/aggregates.hpp"

namespace meetings::store {
namespace {

Notification read_one(const Query& row) {
  Notification one;
  one.notice.id = row.text(0);
  // A later release may know more kinds.
  one.notice.kind = parse_notice_kind(row.text(1)).value_or(NoticeKind::invited);
  one.notice.meeting_id = MeetingId{row.text(2)};
  one.notice.title = row.text(3);
  one.notice.subject_id = row.text(4);
  one.notice.name = row.text(5);
  one.notice.status = row.text(6);
  one.notice.starts_at = row.optional_time(7);
  one.notice.at = row.time(8);
  one.read_at = row.optional_time(9);
  one.notice.text = row.text(11);
  if (auto by = row.optional_text(10)) one.notice.by = UserId{std::move(*by)};
  return one;
}

}  // namespace

// Who was erased meanwhile, and guests, get none.
void SqlNotifications::insert(const Notice& n, std::size_t keep) {
  for (const UserId& person : n.to) {
    db_.run(
        "INSERT INTO notifications (user_id, id, kind, meeting_id, title, subject_id, name, "
        "by_id, status, text, starts_at, at) SELECT id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM users "
        "WHERE id = ? AND role <> 'guest' ON CONFLICT (user_id, id) DO NOTHING",
        n.id, to_string(n.kind), n.meeting_id, n.title, n.subject_id, n.name, n.by, n.status,
        n.text, n.starts_at, n.at, person);
    db_.run(
        "DELETE FROM notifications WHERE user_id = ?1 AND kind = ?2 AND (at, id) <= (SELECT at, id "
        "FROM notifications WHERE user_id = ?1 AND kind = ?2 ORDER BY at DESC, id DESC LIMIT 1 "
        "OFFSET ?3)",
        person, to_string(n.kind), keep);
  }
}

std::vector<Notification> SqlNotifications::list(const UserId& person, std::size_t limit) {
  std::vector<Notification> found;
  Query rows = db_.query(
      "SELECT id, kind, meeting_id, title, subject_id, name, status, starts_at, at, read_at, "
      "by_id, text "
      "FROM notifications WHERE user_id = ? ORDER BY at DESC, id DESC LIMIT ?",
      person, limit);
  while (rows.step()) found.push_back(read_one(rows));
  return found;
}

std::size_t SqlNotifications::count_unread(const UserId& person) {
  Query row =
      db_.query("SELECT count(*) FROM notifications WHERE user_id = ? AND read_at IS NULL", person);
  return row.step() ? static_cast<std::size_t>(row.integer(0)) : 0;
}

void SqlNotifications::mark_read(const UserId& person, std::string_view id, base::WallTime now) {
  db_.run("UPDATE notifications SET read_at = ? WHERE user_id = ? AND id = ? AND read_at IS NULL",
          now, person, id);
}

void SqlNotifications::mark_read_up_to(const UserId& person, std::string_view id,
                                       base::WallTime now) {
  db_.run(
      "UPDATE notifications SET read_at = ?3 WHERE user_id = ?1 AND read_at IS NULL AND (at, id) "
      "<= (SELECT at, id FROM notifications WHERE user_id = ?1 AND id = ?2)",
      person, id, now);
}

}  // namespace meetings::store
