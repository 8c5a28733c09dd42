// SPDX-License-Identifier: MIT
// Runs foreign programs, and parts of this one as another user. Blocks; main thread, while there is
// no other.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace ctl::tls {

struct Ended {
  int status;          // the exit status; 128 and more for a signal, as shells say it
  std::string output;  // of standard output and standard error together, at most 256 KiB
};

// Runs the program with nothing on its standard input, until it ends.
base::Result<Ended> run_program(const std::string& path, const std::vector<std::string>& words);

// Runs `task` in a child process as the owner of that folder, and returns its exit status. Where
// this process is not root's, or the owner is root, it runs the task itself.
int run_as_owner_of(const std::string& folder, const std::function<int()>& task);

}  // namespace ctl::tls
