// SPDX-License-Identifier: MIT
// --check-config and --print-config, and the loading at every start: finds, reads and loads the
// configuration, and prints its problems. Main thread.
#pragma once

#include <optional>
#include <string>

#include "config/load.hpp"

namespace config {

inline constexpr const char* kPackagedConfig = "/etc/lectern/lectern.toml";
// `--config builtin` names the built-in configuration, also where the package is installed. A file
// of that name is ./builtin.
inline constexpr const char* kBuiltinConfig = "builtin";

// The given file; else the packaged one where it exists; else the built-in configuration.
base::Result<ConfigSource> find_config(const std::optional<std::string>& file);
// Prints every problem to standard error, one a line.
std::optional<Loaded> load_or_complain(const std::optional<std::string>& file);

// Exit statuses.
int check_config(const std::optional<std::string>& file);
int print_config(const std::optional<std::string>& file);

}  // namespace config
