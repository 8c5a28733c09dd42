// SPDX-License-Identifier: MIT
// The one table of what answers where (docs/api.md). Immutable; any thread.
#pragma once

#include <vector>

#include "api/router.hpp"

namespace api {

std::vector<Route> routes();

}  // namespace api
