// SPDX-License-Identifier: MIT
// Join requests in the database.
#include "meetings/store/aggregates.hpp"
#include "meetings/store/rows.hpp"

namespace meetings::store {
namespace {

std::optional<JoinRequest> read_one(Query row) {
  return row.step() ? std::optional{read_request(row, 0)} : std::nullopt;
}

}  // namespace

JoinRequest read_request(const Query& row, int first) {
  JoinRequest request;
  request.id = JoinRequestId{row.text(first)};
  request.meeting_id = MeetingId{row.text(first + 1)};
  request.user_id = UserId{row.text(first + 2)};
  request.name = row.text(first + 3);
  request.message = row.optional_text(first + 4);
  request.reason = parse_wait_reason(row.text(first + 5)).value_or(WaitReason::approval);
  request.status = parse_request_status(row.text(first + 6)).value_or(RequestStatus::denied);
  request.created_at = row.time(first + 7);
  request.answered_at = row.optional_time(first + 8);
  request.expires_at = row.time(first + 9);
  return request;
}

std::optional<JoinRequest> SqlJoinRequests::by_id(const JoinRequestId& id) {
  return read_one(db_.query(
      "SELECT id, meeting_id, user_id, name, message, reason, status, created_at, answered_at, "
      "expires_at FROM join_requests WHERE id = ?",
      id));
}

std::optional<JoinRequest> SqlJoinRequests::by_person(const MeetingId& meeting,
                                                      const UserId& user) {
  return read_one(db_.query(
      "SELECT id, meeting_id, user_id, name, message, reason, status, created_at, answered_at, "
      "expires_at FROM join_requests WHERE meeting_id = ? AND user_id = ?",
      meeting, user));
}

void SqlJoinRequests::put(const JoinRequest& r) {
  db_.run("DELETE FROM join_requests WHERE meeting_id = ? AND user_id = ?", r.meeting_id,
          r.user_id);
  db_.run(
      "INSERT INTO join_requests (id, meeting_id, user_id, name, message, reason, status, "
      "created_at, answered_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      r.id, r.meeting_id, r.user_id, r.name, r.message, to_string(r.reason), to_string(r.status),
      r.created_at, r.answered_at, r.expires_at);
}

void SqlJoinRequests::set_status(const JoinRequestId& id, RequestStatus status, base::WallTime at) {
  db_.run("UPDATE join_requests SET status = ?, answered_at = ? WHERE id = ?", to_string(status),
          at, id);
}

void SqlJoinRequests::set_expiry(const JoinRequestId& id, base::WallTime expires_at) {
  db_.run("UPDATE join_requests SET expires_at = ? WHERE id = ?", expires_at, id);
}

std::vector<JoinRequest> SqlJoinRequests::list(const MeetingId& meeting, RequestStatus status,
                                               base::WallTime now, std::size_t limit) {
  std::vector<JoinRequest> found;
  Query rows = db_.query(
      "SELECT id, meeting_id, user_id, name, message, reason, status, created_at, answered_at, "
      "expires_at FROM join_requests WHERE meeting_id = ? AND status = ? AND (status <> 'pending' "
      "OR expires_at > ?) ORDER BY created_at, id LIMIT ?",
      meeting, to_string(status), now, limit);
  while (rows.step()) found.push_back(read_request(rows, 0));
  return found;
}

SqlJoinRequests::Counts SqlJoinRequests::count_pending(const MeetingId& meeting,
                                                       base::WallTime now) {
  Query row = db_.query(
      "SELECT count(*), count(CASE WHEN u.role = 'guest' THEN 1 END) FROM join_requests r JOIN "
      "users u ON u.id = r.user_id WHERE r.meeting_id = ? AND r.status = 'pending' AND "
      "r.expires_at > ?",
      meeting, now);
  if (!row.step()) return {};
  return {static_cast<std::size_t>(row.integer(0)), static_cast<std::size_t>(row.integer(1))};
}

std::size_t SqlJoinRequests::count_before(const JoinRequest& request, base::WallTime now) {
  Query row = db_.query(
      "SELECT count(*) FROM join_requests WHERE meeting_id = ? AND status = 'pending' AND "
      "expires_at > ? AND (created_at, id) < (?, ?)",
      request.meeting_id, now, request.created_at, request.id);
  return row.step() ? static_cast<std::size_t>(row.integer(0)) : 0;
}

}  // namespace meetings::store
