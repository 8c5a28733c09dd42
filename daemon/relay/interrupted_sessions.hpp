// SPDX-License-Identifier: MIT
// The records of the relay sessions that a process handed over when it ended, in a file of the
// state folder. Where no process takes the sessions over (the service was stopped, not restarted),
// the next process reads the file and records their end, so no record is lost. Blocks; main thread.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "turn/session.hpp"

namespace lecternd {

// Writes the file (mode 0600), replacing an older one.
base::Status keep_interrupted_sessions(const std::string& path,
                                       const std::vector<turn::SessionRecord>& records);
// Reads the file and removes it. Skips lines that cannot be read; empty where there is no file.
std::vector<turn::SessionRecord> take_interrupted_sessions(const std::string& path);

}  // namespace lecternd
