// SPDX-License-Identifier: MIT
// Converts a draft from coturn's terms to our keys, once the whole configuration is known. Pure;
// any thread.
#pragma once

#include <string>

#include "base/result.hpp"
#include "ctl/coturn/database.hpp"
#include "ctl/coturn/draft.hpp"

namespace ctl::coturn {

// Adds the rows of the database for the draft's realm. As in coturn, the users of the file come
// first.
void add_database(Draft& draft, const Tables& tables);

// Fills draft.keys and completes the findings. `source` is the place of findings about the whole
// configuration. Errc::exhausted where the ranges of peers are more prefixes than can be taken
// over.
base::Status settle(Draft& draft, const std::string& source);

}  // namespace ctl::coturn
