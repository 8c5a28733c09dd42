// SPDX-License-Identifier: MIT
// Holds the answers of the API against the OpenAPI document, and notes which of the documented
// answers have occurred.
#pragma once

#include <optional>
#include <string>

#include "api/request.hpp"
#include "api/response.hpp"
#include "base/json.hpp"

namespace lectern_test {

// The document of the routes.
const base::Json& openapi();

// The operation of the document that answers this request; null: no route does.
base::Json documented_operation(const api::Request& request);

// What the answer has that the document does not allow; nullopt if nothing. Notes the answer in a
// file of the folder that $LECTERN_ANSWERS names (one file a program), for test_answers.cpp.
std::optional<std::string> undocumented(const api::Request& request, const api::Response& response);

}  // namespace lectern_test
