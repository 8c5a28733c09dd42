// SPDX-License-Identifier: MIT
// The query parameters `scope` and `occurrence`: which occurrences of a series a request is about.
// Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "api/problem.hpp"
#include "api/request.hpp"
#include "base/time.hpp"

namespace api {

enum class Scope : std::uint8_t { this_, following, all };

struct ScopedOccurrence {
  Scope scope = Scope::all;
  base::WallTime occurrence;  // its start by the rule; not for `all`
};

// Without a scope the request is about all occurrences. Refuses another word, a missing occurrence,
// and an occurrence without a scope.
base::Result<ScopedOccurrence, Problem> read_scope(const Request& request);

// A query parameter that is a time in ISO 8601; nullopt if the query does not mention it.
base::Result<std::optional<base::WallTime>, Problem> read_time(const Request& request,
                                                               std::string_view name);

}  // namespace api
