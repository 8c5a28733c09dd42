// SPDX-License-Identifier: MIT
// The command line of lecternd. CLI11 stays in the .cpp. Main thread.
#pragma once

#include <optional>
#include <string>
#include <variant>

namespace lecternd {

enum class Task { run, check_config, print_config, print_sample, print_manual, print_reference };

struct Options {
  Task task = Task::run;
  // nullopt: the packaged file where it exists, else the built-in configuration.
  std::optional<std::string> config_file;
};

// The status that main() returns at once, because help, the version or an error was printed.
struct ExitStatus {
  int value = 0;
};

// Prints help, the version or the mistake in the command line.
std::variant<Options, ExitStatus> parse_options(int argc, const char* const* argv);

}  // namespace lecternd
