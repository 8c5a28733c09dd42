// SPDX-License-Identifier: MIT
// The parameters of a statement: SQLite writes them as ? and ?1, PostgreSQL as $1. Pure.
#pragma once

#include <string>
#include <string_view>

namespace base::sql {

// The statement with $n in place of ? and ?n. Leaves string literals and quoted names alone.
std::string with_dollars(std::string_view sql);

}  // namespace base::sql
