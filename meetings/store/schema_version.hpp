// SPDX-License-Identifier: MIT
// The version of a schema: the number of the scripts that have made it. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/result.hpp"

namespace meetings::store {

// Of the `known` scripts, those that are done. Refuses the schema of a newer release by its number.
inline base::Result<std::size_t> scripts_done(std::int64_t version, std::size_t known) {
  const auto done = static_cast<std::size_t>(version);
  if (version >= 0 && done <= known) return done;
  return base::failure(base::Errc::unsupported,
                       "the database was written by a newer release (schema " +
                           std::to_string(version) + ", known " + std::to_string(known) + ")");
}

}  // namespace meetings::store
