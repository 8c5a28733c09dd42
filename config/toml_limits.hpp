// SPDX-License-Identifier: MIT
// Refuses a TOML text that nests deeper than any configuration of ours, before toml++ reads it.
// toml++ makes one table inside the other for each part of a dotted key, without a limit, and
// destroys them by recursion: 300,000 parts end the process. Pure; any thread.
#pragma once

#include <optional>
#include <string_view>

#include "config/file.hpp"

namespace config {

// "turn.users.ada", the longest key that the schema knows, has three parts.
inline constexpr unsigned kMostKeyParts = 8;
// Lists and inline tables inside each other; external_servers has three.
inline constexpr unsigned kMostNesting = 8;

// The first place that exceeds a limit; nullopt where none does. A text that is no TOML may pass,
// because toml++ refuses it where this function loses its way.
std::optional<FileSyntaxError> find_excess(std::string_view text);

}  // namespace config
