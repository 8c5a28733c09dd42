// SPDX-License-Identifier: MIT
// The table of all routes of docs/api.md. Immutable; any thread.
#pragma once

#include <vector>

#include "api/router.hpp"

namespace api {

std::vector<Route> routes();

}  // namespace api
