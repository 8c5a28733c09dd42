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

}  // namespace api
