// SPDX-License-Identifier: MIT
// The command line of lecternctl: from words to what is asked of the daemon and how its answer is
// shown. CLI11 stays in the .cpp. Main thread.
#pragma once

#include <functional>
#include <string>
#include <variant>

#include "control/protocol.hpp"
#include "ctl/coturn/command.hpp"

namespace ctl {

// What main() returns without doing anything else: help was printed, or the mistake was.
struct ExitStatus {
  int value = 0;
};

struct Call {
  std::string socket;
  bool json = false;
  control::Request request;
  std::function<std::string(const base::Json&)> show;
};
struct ConfigCheck {
  std::string file;
};

// What lecternctl does itself; gives the exit status.
struct Job {
  std::string socket;
  bool json = false;
  std::function<int(const Job&)> run;
};

using Task = std::variant<Call, ConfigCheck, Job, coturn::ImportCall, ExitStatus>;

// `read_password` gives the line of --password-stdin; `make_password` an unguessable one where none
// was given.
struct Passwords {
  std::function<std::string()> read;
  std::function<std::string()> make;
};

Task parse_options(int argc, const char* const* argv, const Passwords& passwords);

}  // namespace ctl
