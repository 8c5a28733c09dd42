// SPDX-License-Identifier: MIT
// The command line of lecternctl: from words to what is asked of the daemon and how its answer is shown. CLI11 stays in the
// .cpp. Main thread.
#pragma once

#include <functional>
#include <string>
#include <variant>

#include "daemon/control_protocol.hpp"
#include "daemon/coturn/command.hpp"
#include "daemon/options.hpp"

namespace lecternd {

struct CtlCall {
  std::string socket;
  bool json = false;
  ControlRequest request;
  std::function<std::string(const base::Json&)> show;
};
struct CtlConfigCheck {
  std::string file;
};

// What lecternctl does itself; gives the exit status.
struct CtlJob {
  std::string socket;
  bool json = false;
  std::function<int(const CtlJob&)> run;
};

using CtlTask = std::variant<CtlCall, CtlConfigCheck, CtlJob, coturn::ImportCall, ExitStatus>;

// `read_password` gives the line of --password-stdin; `make_password` an unguessable one where none was given.
struct CtlPasswords {
  std::function<std::string()> read;
  std::function<std::string()> make;
};

CtlTask parse_ctl_options(int argc, const char* const* argv, const CtlPasswords& passwords);

}  // namespace lecternd
