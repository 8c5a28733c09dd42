// SPDX-License-Identifier: MIT
// From coturn's terms to our keys: what only the whole of a configuration tells. Pure; any thread.
#pragma once

#include <string>

#include "base/result.hpp"
#include "ctl/coturn/database.hpp"
#include "ctl/coturn/draft.hpp"

namespace ctl::coturn {

// Adds what the database says of the draft's realm, as coturn would: the file's own users come
// first.
void add_database(Draft& draft, const Tables& tables);

// Fills draft.keys and gives the findings their last form. `source` is where findings about the
// whole are said to be. An error where the ranges of peers are more prefixes than can be taken
// over.
base::Status settle(Draft& draft, const std::string& source);

}  // namespace ctl::coturn
