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
  std::optional<std::string>
      config_file;  // absent: the packaged one where it exists, else what is built in
};

// What main() returns without doing anything else (help and version were printed, or the mistake
// was).
struct ExitStatus {
  int value = 0;
};

std::variant<Options, ExitStatus> parse_options(int argc, const char* const* argv);

}  // namespace lecternd
