// SPDX-License-Identifier: MIT
// Readings of rows that several tables share. Inside a unit of work only.
#pragma once

#include <string>
#include <vector>

#include "meetings/store/aggregates.hpp"

namespace meetings::store {

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
