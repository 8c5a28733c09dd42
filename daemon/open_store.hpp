// SPDX-License-Identifier: MIT
// Opens the database that [store] names, and registers what it counts. Blocks; main thread.
#pragma once

#include <memory>
#include <string>

#include "daemon/process/foundation.hpp"
#include "meetings/store/bodies.hpp"

namespace lecternd {

struct OpenedStore {
  std::unique_ptr<meetings::store::DurableStore> store;
  std::string name;  // for people: the path, or the URL without its password
};

// Refuses a new or another database beside an older installation's secrets (database_record.hpp).
// Errors name the database. The foundation outlives the store.
base::Result<OpenedStore> open_store(Foundation& foundation);

}  // namespace lecternd
