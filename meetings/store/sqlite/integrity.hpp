// SPDX-License-Identifier: MIT
#pragma once

#include "base/sqlite.hpp"

namespace meetings::store::sqlite {

// Refuses a file whose structure is damaged. Reads the whole file.
base::Status check_integrity(base::sqlite::Database& db);

}  // namespace meetings::store::sqlite
