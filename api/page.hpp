// SPDX-License-Identifier: MIT
// The query parameters `limit` and `cursor` of every list that comes in pages. Pure; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "api/problem.hpp"
#include "api/request.hpp"

namespace api {

struct PageQuery {
  std::optional<std::size_t> limit;  // nullopt: the list's own; the service refuses a wrong number
  std::string cursor;                // empty: the first page
};

// Refuses a limit that is no number.
base::Result<PageQuery, Problem> read_page(const Request& request);

}  // namespace api
