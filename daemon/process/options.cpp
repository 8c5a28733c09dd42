// SPDX-License-Identifier: MIT
#include "daemon/process/options.hpp"

#include <CLI/CLI.hpp>

#include "base/version.hpp"
#include "config/commands.hpp"

namespace lecternd {

std::variant<Options, ExitStatus> parse_options(int argc, const char* const* argv) {
  CLI::App app{
      "Lectern meeting appliance: web UI, API, signaling and TURN/STUN relay in one process",
      "lecternd"};
  app.set_version_flag("--version", "lecternd " + std::string{base::kVersion});
  std::string file;
  app.add_option("--config", file,
                 std::string{"configuration (default: "} + config::kPackagedConfig +
                     "; where that does not exist, a built-in one for trying things out, which "
                     "\"builtin\" names, too)");
  bool check = false;
  bool print = false;
  bool sample = false;
  bool manual = false;
  bool reference = false;
  app.add_flag("--check-config", check, "say what is wrong with the configuration, and exit");
  app.add_flag("--print-config", print,
               "print everything that is in force and where it was set, and exit");
  app.add_flag("--print-sample", sample, "print the configuration file that is shipped, and exit");
  app.add_flag("--print-manual", manual, "print lectern.toml(5), and exit")
      ->group("");  // for the tree's copy
  app.add_flag("--print-reference", reference, "print docs/configuration.md, and exit")->group("");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int status = app.exit(error);
    return ExitStatus{status == 0 ? 0 : 2};
  }
  Options options;
  if (!file.empty()) options.config_file = file;
  if (check) options.task = Task::check_config;
  if (print) options.task = Task::print_config;
  if (sample) options.task = Task::print_sample;
  if (manual) options.task = Task::print_manual;
  if (reference) options.task = Task::print_reference;
  return options;
}

}  // namespace lecternd
