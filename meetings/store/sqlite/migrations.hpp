// SPDX-License-Identifier: MIT
// The history of the schema: numbered SQL files (migrations/), compiled in, applied in order, each
// in its own transaction.
#pragma once

#include <span>
#include <string_view>

#include "base/sqlite.hpp"

namespace meetings::store::sqlite {

using base::sqlite::Database;

// The first script brings an empty file to version 1, and so on. Generated from migrations/*.sql.
std::span<const std::string_view> migration_scripts() noexcept;

// Brings the file to the newest version. Refuses a file of another program and a file of a newer
// release.
base::Status migrate(Database& db);
base::Status migrate(Database& db, std::span<const std::string_view> scripts);

}  // namespace meetings::store::sqlite
