// SPDX-License-Identifier: MIT
// --check-config and --print-config, and the loading at every start: finds, reads and loads the
// configuration, and prints its problems. Main thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"

namespace config {

inline constexpr const char* kPackagedConfig = "/etc/lectern/lectern.toml";
// `--config builtin` names the built-in configuration, also where the package is installed. A file
// of that name is ./builtin.
inline constexpr const char* kBuiltinConfig = "builtin";

// The given file; else the packaged one where it exists; else the built-in configuration.
base::Result<ConfigSource> find_config(const std::optional<std::string>& file);
// load_config() with the variables and the files of this process. A file with secrets that every
// user of the machine may write is a problem; one that every user may read is a note.
base::Result<Loaded, std::vector<Problem>> load_source(const ConfigSource& source);
// Prints every problem to standard error, one a line.
std::optional<Loaded> load_or_complain(const std::optional<std::string>& file);

// What a start would refuse of a configuration on this machine, a sentence each.
using StartChecks = std::function<std::vector<std::string>(const Config& config)>;

// Exit statuses. check_config() also says what the daemon would find wrong at a start: with its
// state folder, and by `start_checks` (probe/start_checks.hpp).
int check_config(const std::optional<std::string>& file, const StartChecks& start_checks);
int print_config(const std::optional<std::string>& file);

}  // namespace config
