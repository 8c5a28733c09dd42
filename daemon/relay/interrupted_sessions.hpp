// SPDX-License-Identifier: MIT
// Relay sessions that were handed over when the process ended, kept in a file of the state folder:
// if no process takes them over (the service was stopped, not restarted), the next one knows how
// they ended, and no record of a session is lost. Blocks; main thread.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "turn/session.hpp"

namespace lecternd {

base::Status keep_interrupted_sessions(const std::string& path,
                                       const std::vector<turn::SessionRecord>& records);
// Those that were kept, once: the file is gone then. Lines that cannot be read are left out.
std::vector<turn::SessionRecord> take_interrupted_sessions(const std::string& path);

}  // namespace lecternd
