// SPDX-License-Identifier: MIT
// How a person stands to a meeting, in one query.
#include "meetings/store/aggregates.hpp"
#include "meetings/store/rows.hpp"

namespace meetings::store {
namespace {

constexpr int kSeat = 0;
constexpr int kBan = kSeat + kSeatColumns;
constexpr int kInvited = kBan + 2;
constexpr int kRequest = kInvited + 1;

}  // namespace

StoredRelation SqlRelations::find(const MeetingId& meeting, const UserId& person) {
  StoredRelation found;
  Query row = db_.query(
      "SELECT s.id, s.meeting_id, s.user_id, s.name, s.role, s.created_at, b.id, b.until, "
      "CASE WHEN EXISTS (SELECT 1 FROM meeting_invitations WHERE user_id = ?2 AND meeting_id = ?1 "
      "AND status <> 'revoked' UNION ALL SELECT 1 FROM meeting_invitations WHERE id = (SELECT "
      "guest_invitation FROM users WHERE id = ?2) AND meeting_id = ?1 AND status <> 'revoked') "
      "THEN 1 ELSE 0 END, r.id, r.meeting_id, r.user_id, r.name, r.message, r.reason, r.status, "
      "r.created_at, r.answered_at, r.expires_at "
      "FROM (SELECT 1 AS one) AS asked "
      "LEFT JOIN participants s ON s.meeting_id = ?1 AND s.user_id = ?2 "
      "LEFT JOIN bans b ON b.meeting_id = ?1 AND b.user_id = ?2 "
      "LEFT JOIN join_requests r ON r.meeting_id = ?1 AND r.user_id = ?2",
      meeting, person);
  if (!row.step()) return found;
  if (!row.is_null(kSeat)) found.seat = read_seat(row, kSeat);
  found.banned = !row.is_null(kBan);
  found.banned_until = row.optional_time(kBan + 1);
  found.invited = row.integer(kInvited) != 0;
  if (!row.is_null(kRequest)) found.request = read_request(row, kRequest);
  return found;
}

}  // namespace meetings::store
