// SPDX-License-Identifier: MIT
// Entity tags of versioned objects (RFC 9110 section 8.8.3) and the reading of If-Match
// (section 13.1.1). Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace api {

// "v7", with the quotation marks.
std::string entity_tag(std::int64_t version);

// The versions that the field lists; nullopt where it is absent or "*", which takes any version.
// Weak and foreign tags name no version.
std::optional<std::vector<std::int64_t>> read_if_match(std::string_view field);

// The tag of an answer that is the same bytes for everybody: the beginning of their SHA-256.
std::string content_tag(std::string_view content);

// Whether If-None-Match lets the answer with this tag through: weak comparison (section 13.1.2). An
// absent field matches nothing.
bool none_match(std::string_view field, std::string_view tag);

}  // namespace api
