// SPDX-License-Identifier: MIT
// How a person stands to a meeting, in one query.
#include "meetings/store/aggregates.hpp"
#include "meetings/store/rows.hpp"

namespace meetings::store {
namespace {

constexpr int kBan = kSeatColumns;
constexpr int kInvited = kBan + 2;
constexpr int kRequest = kInvited + 1;

StoredRelation read_relation(const Query& row, int first) {
  StoredRelation found;
  if (!row.is_null(first)) found.seat = read_seat(row, first);
  found.banned = !row.is_null(first + kBan);
  found.banned_until = row.optional_time(first + kBan + 1);
  found.invited = row.integer(first + kInvited) != 0;
  if (!row.is_null(first + kRequest)) found.request = read_request(row, first + kRequest);
  return found;
}

RelationRepository::WithMeeting read_both(Query row) {
  RelationRepository::WithMeeting found;
  if (!row.step()) return found;
  if (!row.is_null(0)) found.meeting = StoredMeeting{read_meeting(row), row.text(kPasswordHash)};
  found.relation = read_relation(row, kMeetingColumns);
  return found;
}

}  // namespace

// `meeting` is the id's place in the statement. Without a meeting the same tables are asked for an
// id that none has, so that the time does not tell whether there is one.
#define LECTERN_RELATION_COLUMNS(meeting)                                                     \
  "s.id, s.meeting_id, s.user_id, s.name, s.role, s.created_at, s.removed_at, b.id, "         \
  "b.until, "                                                                                 \
  "CASE WHEN EXISTS (SELECT 1 FROM meeting_invitations WHERE user_id = ?2 AND meeting_id "    \
  "= " meeting                                                                                \
  " AND status <> 'revoked' UNION ALL SELECT 1 FROM meeting_invitations WHERE id = (SELECT "  \
  "guest_invitation FROM users WHERE id = ?2) AND meeting_id = " meeting                      \
  " AND status <> 'revoked') "                                                                \
  "THEN 1 ELSE 0 END, r.id, r.meeting_id, r.user_id, r.name, r.message, r.reason, r.status, " \
  "r.created_at, r.answered_at, r.expires_at FROM (SELECT 1 AS one) AS asked "
#define LECTERN_JOIN_RELATION(meeting)                  \
  "LEFT JOIN participants s ON s.meeting_id = " meeting \
  " AND s.user_id = ?2 "                                \
  "LEFT JOIN bans b ON b.meeting_id = " meeting         \
  " AND b.user_id = ?2 "                                \
  "LEFT JOIN join_requests r ON r.meeting_id = " meeting " AND r.user_id = ?2"
#define LECTERN_SELECT_BOTH(key)                                       \
  "SELECT " LECTERN_MEETING_COLUMNS ", " LECTERN_RELATION_COLUMNS(     \
      "coalesce(m.id, '')") "LEFT JOIN meetings m ON m." key           \
                            " = ?1 LEFT JOIN users host ON host.id = " \
                            "m.host_id " LECTERN_JOIN_RELATION("coalesce(m.id, '')")

StoredRelation SqlRelations::find(const MeetingId& meeting, const UserId& person) {
  Query row = db_.query("SELECT " LECTERN_RELATION_COLUMNS("?1") LECTERN_JOIN_RELATION("?1"),
                        meeting, person);
  return row.step() ? read_relation(row, 0) : StoredRelation{};
}

RelationRepository::WithMeeting SqlRelations::by_id(const MeetingId& meeting,
                                                    const UserId& person) {
  return read_both(db_.query(LECTERN_SELECT_BOTH("id"), meeting, person));
}

RelationRepository::WithMeeting SqlRelations::by_code(std::string_view code, const UserId& person) {
  return read_both(db_.query(LECTERN_SELECT_BOTH("code"), code, person));
}

#undef LECTERN_SELECT_BOTH
#undef LECTERN_JOIN_RELATION
#undef LECTERN_RELATION_COLUMNS

std::vector<UserId> SqlRelations::concerned(const MeetingId& meeting, base::WallTime now,
                                            std::size_t limit) {
  std::vector<UserId> found;
  Query rows = db_.query(
      "SELECT u.id FROM (SELECT host_id AS id FROM meetings WHERE id = ?1 UNION SELECT user_id "
      "FROM participants WHERE meeting_id = ?1 AND removed_at IS NULL UNION SELECT user_id FROM "
      "meeting_invitations WHERE "
      "meeting_id = ?1 AND user_id IS NOT NULL AND status NOT IN ('revoked', 'declined')) AS near "
      "JOIN users u ON u.id = near.id WHERE u.role <> 'guest' AND u.disabled = 0 AND NOT EXISTS "
      "(SELECT 1 FROM bans b WHERE b.meeting_id = ?1 AND b.user_id = u.id AND (b.until IS NULL OR "
      "b.until > ?2)) ORDER BY u.id LIMIT ?3",
      meeting, now, limit);
  while (rows.step()) found.emplace_back(rows.text(0));
  return found;
}

}  // namespace meetings::store
