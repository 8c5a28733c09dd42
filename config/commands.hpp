// SPDX-License-Identifier: MIT
// --check-config, --print-config and what every start begins with: finding, reading and loading the
// configuration, and saying what is wrong with it. Prints; main thread.
#pragma once

#include <optional>
#include <string>

#include "config/load.hpp"

namespace config {

inline constexpr const char* kPackagedConfig = "/etc/lectern/lectern.toml";
// `--config builtin` names the built-in configuration, also where the package is installed (a file
// of that name is ./builtin).
inline constexpr const char* kBuiltinConfig = "builtin";

// A given file; else the packaged one where it exists; else what is built in.
base::Result<ConfigSource> find_config(const std::optional<std::string>& file);
// What is wrong goes to standard error, one line each.
std::optional<Loaded> load_or_complain(const std::optional<std::string>& file);

// Exit statuses.
int check_config(const std::optional<std::string>& file);
int print_config(const std::optional<std::string>& file);

}  // namespace config
