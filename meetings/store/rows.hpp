// SPDX-License-Identifier: MIT
// Readings of rows that several tables share. Inside a unit of work only.
#pragma once

#include <string>
#include <vector>

#include "meetings/store/aggregates.hpp"

namespace meetings::store {

// Columns of `participants` and of `join_requests` in a row of a wider query, from `first` on. The
// order is that of the readers.
inline constexpr int kSeatColumns = 7;
StoredSeat read_seat(const Query& row, int first);
JoinRequest read_request(const Query& row, int first);

// Columns of `meetings m` and of its host, in the order of read_meeting. A literal, because the
// text of a statement is its key.
#define LECTERN_MEETING_COLUMNS                                                              \
  "m.id, m.code, m.title, m.type, m.access, m.max_participants, m.scheduled_at, "            \
  "m.duration_minutes, m.timezone, "                                                         \
  "m.created_at, m.ended_at, m.host_id, host.name, m.password_hash, m.locked, m.cancelled, " \
  "m.version, m.waiting_room, m.host_leaves, m.series_id, m.recurrence, m.series_start, "    \
  "m.closed_occurrence, m.continued_by, m.settings, m.reminders"
inline constexpr int kMeetingColumns = 26;
inline constexpr int kPasswordHash = 13;  // the column of a meeting's
Meeting read_meeting(const Query& row);

// Rows of `id`.
inline std::vector<std::string> read_ids(Query rows) {
  std::vector<std::string> ids;
  while (rows.step()) ids.push_back(rows.text(0));
  return ids;
}

// Rows of `id, user_id`.
inline std::vector<SessionOwner> read_owners(Query rows) {
  std::vector<SessionOwner> owners;
  while (rows.step()) owners.push_back({rows.text(0), UserId{rows.text(1)}});
  return owners;
}

}  // namespace meetings::store
