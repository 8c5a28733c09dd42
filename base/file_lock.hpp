// SPDX-License-Identifier: MIT
// A lock on a file that says that one process uses what lies beside it. It ends with the process,
// or with the last descriptor of the opening.
#pragma once

#include <string>

#include "base/result.hpp"

namespace base {

// Takes the lock or fails at once: with already_exists and the sentence `taken` where another
// process has it. `path` names the file in other errors.
Status lock_file(int fd, const std::string& path, std::string taken);

}  // namespace base
