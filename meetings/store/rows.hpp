// SPDX-License-Identifier: MIT
// Readings of rows that several tables share. Inside a unit of work only.
#pragma once

#include <string>
#include <vector>

#include "meetings/store/aggregates.hpp"

namespace meetings::store {

// Columns of `participants` and of `join_requests` in a row of a wider query, from `first` on. The
// order is that of the readers.
inline constexpr int kSeatColumns = 6;
StoredSeat read_seat(const Query& row, int first);
JoinRequest read_request(const Query& row, int first);

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
