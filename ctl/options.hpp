// SPDX-License-Identifier: MIT
// Parses the command line of lecternctl into a task. CLI11 stays in ctl/. Main thread.
#pragma once

#include <functional>
#include <string>
#include <variant>

#include "control/protocol.hpp"
#include "ctl/coturn/command.hpp"

namespace ctl {

// main() only returns this value: parsing has printed the help or a mistake.
struct ExitStatus {
  int value = 0;
};

// Asks the daemon once and shows the answer.
struct Call {
  std::string socket;
  bool json = false;
  control::Request request;
  std::function<std::string(const base::Json&)> show;
};
struct ConfigCheck {
  std::string file;
};

// A task that lecternctl does itself; `run` returns the exit status.
struct Job {
  std::string socket;
  bool json = false;
  std::function<int(const Job&)> run;
};

using Task = std::variant<Call, ConfigCheck, Job, coturn::ImportCall, ExitStatus>;

// `read` returns the line of --password-stdin; `make` returns an unguessable password where none
// was given.
struct Passwords {
  std::function<std::string()> read;
  std::function<std::string()> make;
};

Task parse_options(int argc, const char* const* argv, const Passwords& passwords);

}  // namespace ctl
