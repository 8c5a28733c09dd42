// SPDX-License-Identifier: MIT
// A checker for the part of JSON Schema (2020-12) that api/openapi/ uses. It is stricter than the
// specification: an object may have no property that its schema does not name, unless the schema
// has additionalProperties; and a keyword that it does not know fails, so that no rule is skipped.
#pragma once

#include <optional>
#include <string>

#include "base/json.hpp"

namespace lectern_test {

// What is wrong with `value`, with the place ("$.host.name: …"); nullopt if the schema takes it.
// `document` is where a $ref begins.
std::optional<std::string> schema_violation(const base::Json& document, const base::Json& schema,
                                            const base::Json& value, const std::string& at = "$");

}  // namespace lectern_test
