// SPDX-License-Identifier: MIT
// The history of the schema in PostgreSQL: numbered SQL files (migrations/), compiled in, applied
// in order, each in its own transaction. Their numbers are those of SQLite's. Daemons that start at
// the same time migrate one after the other.
#pragma once

#include <span>
#include <string_view>

#include "base/postgres.hpp"

namespace meetings::store::postgres {

// The first script brings an empty schema to version 1, and so on. Generated from migrations/*.sql.
std::span<const std::string_view> migration_scripts() noexcept;

// Brings the schema that the role's search path names to the newest version. Refuses one with
// tables of another program, one of a newer release, and a server that cannot hold the data. Waits
// up to half a minute for other daemons and for locks. Blocks.
base::Status migrate(base::postgres::Database& db);
base::Status migrate(base::postgres::Database& db, std::span<const std::string_view> scripts);

}  // namespace meetings::store::postgres
